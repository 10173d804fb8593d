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

package io.resilientmqtt.client.netty.codec;

import java.util.List;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.resilientmqtt.client.ReasonProperties;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * Gets at the properties of a packet that Netty has decoded and {@link PacketCheck} has
 * let through. Stateless.
 */
public final class ReceivedProperties {

	private ReceivedProperties() {
	}

	/**
	 * Return the properties of a DISCONNECT or AUTH.
	 * @param packet the packet
	 * @return its properties
	 */
	public static MqttProperties of(MqttMessage packet) {
		return (packet.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader header)
				? header.properties() : MqttProperties.NO_PROPERTIES;
	}

	/**
	 * Return the Reason Code of a DISCONNECT or AUTH.
	 * @param packet the packet
	 * @return its Reason Code, {@link ReasonCode#UNSPECIFIED_ERROR} if the specification
	 * has none with that value
	 */
	public static ReasonCode reasonCode(MqttMessage packet) {
		int value = (packet.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader header)
				? header.reasonCode() & 0xFF : 0;
		ReasonCode reasonCode = ReasonCode.of(value);
		return (reasonCode != null) ? reasonCode : ReasonCode.UNSPECIFIED_ERROR;
	}

	static @Nullable public Integer integer(MqttProperties properties, int id) {
		MqttProperties.MqttProperty<?> property = properties.getProperty(id);
		return (property != null) ? (Integer) property.value() : null;
	}

	static @Nullable public String string(MqttProperties properties, int id) {
		MqttProperties.MqttProperty<?> property = properties.getProperty(id);
		return (property != null) ? (String) property.value() : null;
	}

	public static byte @Nullable [] bytes(MqttProperties properties, int id) {
		MqttProperties.MqttProperty<?> property = properties.getProperty(id);
		return (property != null) ? (byte[]) property.value() : null;
	}

	public static ReasonProperties reason(MqttProperties properties) {
		return properties.isEmpty() ? ReasonProperties.NONE
				: new ReasonProperties(string(properties, MqttProperties.REASON_STRING), userProperties(properties));
	}

	public static List<UserProperty> userProperties(MqttProperties properties) {
		return properties.getProperties(MqttProperties.USER_PROPERTY)
			.stream()
			.map((property) -> ((MqttProperties.UserProperty) property).value())
			.map((pair) -> new UserProperty(pair.key, pair.value))
			.toList();
	}

}
