/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.resilientmqtt.test;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientFactory;
import io.resilientmqtt.client.MqttClientOptions;

/**
 * Gives an application clients that have no network. As a bean of a test it takes the
 * place of the auto-configured factory, for the default client and all further ones:
 *
 * <pre class="code">
 * &#64;SpringBootTest
 * &#64;Import(MqttTestClientFactory.class)
 * class SensorsTests { … }
 * </pre>
 *
 * Listeners, templates and health are those of the application.
 *
 * @see MqttTestClient
 */
public class MqttTestClientFactory implements MqttClientFactory {

	@Override
	public MqttClient create(MqttClientOptions options) {
		return new MqttTestClient(options);
	}

	@Override
	public void close() {
		// Clients have nothing to release
	}

}
