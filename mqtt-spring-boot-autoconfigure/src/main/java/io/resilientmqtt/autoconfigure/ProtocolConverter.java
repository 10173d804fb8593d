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

import java.util.Locale;

import io.resilientmqtt.autoconfigure.MqttProperties.Protocol;

import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.core.convert.converter.Converter;

/**
 * Reads a {@link Protocol} as people write it.
 */
@ConfigurationPropertiesBinding
final class ProtocolConverter implements Converter<String, Protocol> {

	@Override
	public Protocol convert(String source) {
		return switch (source.trim().toLowerCase(Locale.ROOT)) {
			case "3.1.1" -> Protocol.MQTT_3_1_1;
			case "5", "5.0" -> Protocol.MQTT_5;
			case "auto" -> Protocol.AUTO;
			default -> throw new IllegalArgumentException(
					"protocol version '" + source + "' is not supported; use 3.1.1, 5 or auto");
		};
	}

}
