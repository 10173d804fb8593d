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

import java.time.Duration;
import java.util.List;

import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.resilientmqtt.client.DisconnectOptions;
import io.resilientmqtt.client.ReasonProperties;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * Writes DISCONNECT and AUTH. Stateless.
 */
public final class ReasonPacket {

	/** The Reason Code. */
	private static final int FIXED = 1;

	private ReasonPacket() {
	}

	/**
	 * Return a DISCONNECT of MQTT 5.
	 * @param options what it says
	 * @param maximumPacketSize the longest packet the broker takes; the User Properties
	 * are left out if they make it longer, and then the Reason String too [MQTT-3.14.2-3]
	 * [MQTT-3.14.2-4], and last the Session Expiry Interval
	 * @return the packet
	 */
	public static MqttMessage disconnect(DisconnectOptions options, long maximumPacketSize) {
		MqttProperties properties = new MqttProperties();
		Duration expiry = options.sessionExpiryInterval();
		int expiryLength = 5;
		if (expiry != null && new PacketFit(FIXED, expiryLength, maximumPacketSize).fits(ReasonProperties.NONE)) {
			properties.add(new MqttProperties.IntegerProperty(MqttProperties.SESSION_EXPIRY_INTERVAL,
					(int) expiry.toSeconds()));
		}
		PacketFit fit = new PacketFit(FIXED, properties.isEmpty() ? 0 : expiryLength, maximumPacketSize);
		add(properties, fit.fitting(new ReasonProperties(options.reasonString(), options.userProperties())));
		boolean bare = options.reasonCode() == ReasonCode.SUCCESS && properties.isEmpty();
		return bare ? MqttMessage.DISCONNECT : packet(MqttMessageType.DISCONNECT, options.reasonCode(), properties);
	}

	/**
	 * Return a DISCONNECT that ends a link on which the broker broke the protocol.
	 * @param reasonCode which of its rules
	 * @return the packet
	 */
	public static MqttMessage disconnect(ReasonCode reasonCode) {
		return packet(MqttMessageType.DISCONNECT, reasonCode, MqttProperties.NO_PROPERTIES);
	}

	/**
	 * Return an AUTH.
	 * @param reasonCode its Reason Code
	 * @param method the Authentication Method
	 * @param data the Authentication Data, or {@code null} for none
	 * @param reason what else it says, as far as there is room [MQTT-3.15.2-2]
	 * [MQTT-3.15.2-3]
	 * @param maximumPacketSize the longest packet the broker takes
	 * @return the packet
	 * @throws IllegalArgumentException if method and data alone make it longer
	 */
	public static MqttMessage auth(ReasonCode reasonCode, String method, byte @Nullable [] data,
			ReasonProperties reason, long maximumPacketSize) {
		MqttProperties properties = authentication(method, data);
		int length = PacketFit.length(ReasonProperties.of(method)) + ((data != null) ? 3 + data.length : 0);
		PacketFit fit = new PacketFit(FIXED, length, maximumPacketSize);
		if (!fit.fits(ReasonProperties.NONE)) {
			throw new IllegalArgumentException("AUTH has " + fit.packetSize(ReasonProperties.NONE)
					+ " bytes; the server's Maximum Packet Size is " + maximumPacketSize);
		}
		add(properties, fit.fitting(reason));
		return packet(MqttMessageType.AUTH, reasonCode, properties);
	}

	/**
	 * Return the properties by which CONNECT and AUTH authenticate.
	 * @param method the Authentication Method
	 * @param data the Authentication Data, or {@code null} for none
	 * @return the properties
	 */
	public static MqttProperties authentication(String method, byte @Nullable [] data) {
		MqttProperties properties = new MqttProperties();
		properties.add(new MqttProperties.StringProperty(MqttProperties.AUTHENTICATION_METHOD, method));
		if (data != null) {
			properties.add(new MqttProperties.BinaryProperty(MqttProperties.AUTHENTICATION_DATA, data));
		}
		return properties;
	}

	private static void add(MqttProperties properties, ReasonProperties reason) {
		if (reason.reasonString() != null) {
			properties.add(new MqttProperties.StringProperty(MqttProperties.REASON_STRING, reason.reasonString()));
		}
		addUserProperties(properties, reason.userProperties());
	}

	private static MqttMessage packet(MqttMessageType type, ReasonCode reasonCode, MqttProperties properties) {
		return new MqttMessage(new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 0),
				new MqttReasonCodeAndPropertiesVariableHeader((byte) reasonCode.value(), properties));
	}

	public static void addUserProperties(MqttProperties properties, List<UserProperty> userProperties) {
		userProperties
			.forEach((property) -> properties.add(new MqttProperties.UserProperty(property.name(), property.value())));
	}

}
