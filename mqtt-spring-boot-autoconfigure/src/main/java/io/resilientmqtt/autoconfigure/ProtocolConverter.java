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
import java.util.Set;

import io.resilientmqtt.autoconfigure.MqttProperties.Protocol;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.converter.GenericConverter;

/**
 * Reads a {@link Protocol} as people write it, which for YAML is a number: one converter
 * of text would leave that to the one that takes numbers for positions in an enum.
 */
@ConfigurationPropertiesBinding
final class ProtocolConverter implements GenericConverter {

	@Override
	public Set<ConvertiblePair> getConvertibleTypes() {
		return Set.of(new ConvertiblePair(String.class, Protocol.class),
				new ConvertiblePair(Integer.class, Protocol.class), new ConvertiblePair(Double.class, Protocol.class));
	}

	@Override
	public Protocol convert(@Nullable Object source, TypeDescriptor sourceType, TypeDescriptor targetType) {
		return switch (String.valueOf(source).trim().toLowerCase(Locale.ROOT)) {
			case "3.1.1" -> Protocol.MQTT_3_1_1;
			case "5", "5.0" -> Protocol.MQTT_5;
			case "auto" -> Protocol.AUTO;
			default -> throw new IllegalArgumentException(
					"protocol version '" + source + "' is not supported; use 3.1.1, 5 or auto");
		};
	}

}
