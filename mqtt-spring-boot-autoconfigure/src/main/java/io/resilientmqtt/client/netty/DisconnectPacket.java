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

import java.time.Duration;
import java.util.List;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.resilientmqtt.client.DisconnectOptions;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.UserProperty;

/**
 * Writes DISCONNECT. Stateless.
 */
final class DisconnectPacket {

	/** More than all but the Reason String and the User Properties can take. */
	private static final int REST = 16;

	private DisconnectPacket() {
	}

	/**
	 * Return a DISCONNECT of MQTT 5.
	 * @param options what it says
	 * @param maximumPacketSize the longest packet the broker takes; the User Properties
	 * are left out if they make it longer, and then the Reason String too [MQTT-3.14.2-3]
	 * [MQTT-3.14.2-4]
	 * @return the packet
	 */
	static MqttMessage of(DisconnectOptions options, long maximumPacketSize) {
		MqttProperties properties = new MqttProperties();
		Duration expiry = options.sessionExpiryInterval();
		if (expiry != null) {
			properties.add(new MqttProperties.IntegerProperty(MqttProperties.SESSION_EXPIRY_INTERVAL,
					(int) expiry.toSeconds()));
		}
		long size = REST;
		String reason = options.reasonString();
		if (reason != null && size + length(reason) <= maximumPacketSize) {
			size += length(reason);
			properties.add(new MqttProperties.StringProperty(MqttProperties.REASON_STRING, reason));
		}
		if (size + length(options.userProperties()) <= maximumPacketSize) {
			ConnectPacket.addUserProperties(properties, options.userProperties());
		}
		boolean bare = options.reasonCode() == ReasonCode.SUCCESS && properties.listAll().isEmpty();
		return bare ? MqttMessage.DISCONNECT : packet(
				new MqttReasonCodeAndPropertiesVariableHeader((byte) options.reasonCode().value(), properties));
	}

	private static long length(String text) {
		return 3L + ByteBufUtil.utf8Bytes(text);
	}

	private static long length(List<UserProperty> properties) {
		return properties.stream().mapToLong((property) -> length(property.name()) + length(property.value())).sum();
	}

	/**
	 * Return a DISCONNECT that ends a link on which the broker broke the protocol.
	 * @param reasonCode which of its rules
	 * @return the packet
	 */
	static MqttMessage of(ReasonCode reasonCode) {
		return packet(
				new MqttReasonCodeAndPropertiesVariableHeader((byte) reasonCode.value(), MqttProperties.NO_PROPERTIES));
	}

	private static MqttMessage packet(Object header) {
		return new MqttMessage(new MqttFixedHeader(MqttMessageType.DISCONNECT, false, MqttQoS.AT_MOST_ONCE, false, 0),
				header);
	}

}
