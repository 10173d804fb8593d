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

package io.resilientmqtt.autoconfigure;

import io.resilientmqtt.client.MqttClientFactory;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;

import org.springframework.boot.autoconfigure.preinitialize.BackgroundPreinitializer;

/**
 * Makes a client and closes it, so that its classes and those of Netty are there when the
 * application's own client is made. Spring Boot calls it on a thread of its own while the
 * application starts, where there are several processors.
 */
final class MqttBackgroundPreinitializer implements BackgroundPreinitializer {

	@Override
	public void preinitialize() {
		try (MqttClientFactory factory = new NettyMqttClientFactory()) {
			factory.create(MqttClientOptions.builder().build());
		}
	}

}
