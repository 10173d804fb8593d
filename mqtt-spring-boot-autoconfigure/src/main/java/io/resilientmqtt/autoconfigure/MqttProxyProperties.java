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

import io.resilientmqtt.client.ProxyOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The proxy to go through.
 *
 * @param type Kind of proxy.
 * @param host Host of the proxy. Without one there is no proxy.
 * @param port Port of the proxy.
 * @param username Login user of the proxy.
 * @param password Login password of the proxy.
 */
public record MqttProxyProperties(@DefaultValue("http") ProxyOptions.Type type, @Nullable String host,
		@DefaultValue("0") int port, @Nullable String username, @Nullable String password) {

	/**
	 * Leave out what may be secret.
	 */
	@Override
	public String toString() {
		return "Proxy[type=" + this.type + ", host=" + this.host + ", port=" + this.port + "]";
	}

}
