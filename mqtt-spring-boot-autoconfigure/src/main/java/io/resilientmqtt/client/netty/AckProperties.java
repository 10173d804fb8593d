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

package io.resilientmqtt.client.netty;

import java.util.List;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * The properties of an acknowledgement.
 *
 * @param reasonString what the broker says for people, or {@code null}
 * @param userProperties the user properties in order
 */
record AckProperties(@Nullable String reasonString, List<UserProperty> userProperties) {

	static final AckProperties NONE = new AckProperties(null, List.of());

	/**
	 * Take the properties of a SUBACK or UNSUBACK from Netty's decoder.
	 * @param properties what it has decoded
	 * @return the reason string and the user properties
	 * @throws ProtocolViolation if there is a property that these packets can't have
	 */
	static AckProperties of(MqttProperties properties) {
		if (properties.isEmpty()) {
			return NONE;
		}
		String reason = null;
		for (MqttProperties.MqttProperty<?> property : properties.listAll()) {
			if (property.propertyId() == MqttProperties.REASON_STRING) {
				reason = (String) property.value();
			}
			else if (property.propertyId() != MqttProperties.USER_PROPERTY) {
				throw ProtocolViolation.malformed(
						"acknowledgement with property 0x%02X, which it can't have".formatted(property.propertyId()));
			}
		}
		return new AckProperties(reason,
				properties.getProperties(MqttProperties.USER_PROPERTY)
					.stream()
					.map((property) -> (MqttProperties.StringPair) property.value())
					.map((pair) -> new UserProperty(pair.key, pair.value))
					.toList());
	}

	boolean isEmpty() {
		return this.reasonString == null && this.userProperties.isEmpty();
	}

}
