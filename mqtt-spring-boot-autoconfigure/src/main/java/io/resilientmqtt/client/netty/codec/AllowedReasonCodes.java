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

import java.util.EnumSet;
import java.util.Set;

import io.resilientmqtt.message.ReasonCode;

/**
 * Which Reason Codes a packet from a broker may have [MQTT 5, 2.4]. Stateless.
 */
public final class AllowedReasonCodes {

	private static final Set<ReasonCode> OF_CONNACK = EnumSet.of(ReasonCode.UNSPECIFIED_ERROR,
			ReasonCode.MALFORMED_PACKET, ReasonCode.PROTOCOL_ERROR, ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
			ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
			ReasonCode.BAD_USER_NAME_OR_PASSWORD, ReasonCode.NOT_AUTHORIZED, ReasonCode.SERVER_UNAVAILABLE,
			ReasonCode.SERVER_BUSY, ReasonCode.BANNED, ReasonCode.BAD_AUTHENTICATION_METHOD,
			ReasonCode.TOPIC_NAME_INVALID, ReasonCode.PACKET_TOO_LARGE, ReasonCode.QUOTA_EXCEEDED,
			ReasonCode.PAYLOAD_FORMAT_INVALID, ReasonCode.RETAIN_NOT_SUPPORTED, ReasonCode.QOS_NOT_SUPPORTED,
			ReasonCode.USE_ANOTHER_SERVER, ReasonCode.SERVER_MOVED, ReasonCode.CONNECTION_RATE_EXCEEDED);

	private static final Set<ReasonCode> OF_PUBACK = EnumSet.of(ReasonCode.NO_MATCHING_SUBSCRIBERS,
			ReasonCode.UNSPECIFIED_ERROR, ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, ReasonCode.NOT_AUTHORIZED,
			ReasonCode.TOPIC_NAME_INVALID, ReasonCode.PACKET_IDENTIFIER_IN_USE, ReasonCode.QUOTA_EXCEEDED,
			ReasonCode.PAYLOAD_FORMAT_INVALID);

	private static final Set<ReasonCode> OF_SUBACK = EnumSet.of(ReasonCode.GRANTED_QOS_1, ReasonCode.GRANTED_QOS_2,
			ReasonCode.UNSPECIFIED_ERROR, ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, ReasonCode.NOT_AUTHORIZED,
			ReasonCode.TOPIC_FILTER_INVALID, ReasonCode.PACKET_IDENTIFIER_IN_USE, ReasonCode.QUOTA_EXCEEDED,
			ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED, ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED,
			ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED);

	private static final Set<ReasonCode> OF_UNSUBACK = EnumSet.of(ReasonCode.NO_SUBSCRIPTION_EXISTED,
			ReasonCode.UNSPECIFIED_ERROR, ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, ReasonCode.NOT_AUTHORIZED,
			ReasonCode.TOPIC_FILTER_INVALID, ReasonCode.PACKET_IDENTIFIER_IN_USE);

	/**
	 * Those of a server, and those of CONNACK besides: a server that ends the connection
	 * with one of them says why, and that is told rather than that it may not.
	 */
	private static final Set<ReasonCode> OF_DISCONNECT = EnumSet.copyOf(OF_CONNACK);

	static {
		OF_DISCONNECT.addAll(EnumSet.of(ReasonCode.SERVER_SHUTTING_DOWN, ReasonCode.KEEP_ALIVE_TIMEOUT,
				ReasonCode.SESSION_TAKEN_OVER, ReasonCode.TOPIC_FILTER_INVALID, ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
				ReasonCode.TOPIC_ALIAS_INVALID, ReasonCode.MESSAGE_RATE_TOO_HIGH, ReasonCode.ADMINISTRATIVE_ACTION,
				ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED, ReasonCode.MAXIMUM_CONNECT_TIME,
				ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED, ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED));
	}

	private AllowedReasonCodes() {
	}

	/**
	 * Return whether a packet may have a Reason Code [MQTT-3.2.2-8] [MQTT-3.4.2-1]
	 * [MQTT-3.5.2-1] [MQTT-3.6.2-1] [MQTT-3.7.2-1] [MQTT-3.9.3-2] [MQTT-3.11.3-2]
	 * [MQTT-3.14.2-1] [MQTT-3.15.2-1].
	 * @param type the {@link PacketType}
	 * @param value the code, 0 to 255
	 * @return whether the specification lists it for that packet from a server
	 */
	public static boolean contain(int type, int value) {
		if (value == 0) {
			return true;
		}
		ReasonCode code = ReasonCode.of(value);
		return code != null && switch (type) {
			case PacketType.CONNACK -> OF_CONNACK.contains(code);
			case PacketType.PUBACK, PacketType.PUBREC -> OF_PUBACK.contains(code);
			case PacketType.PUBREL, PacketType.PUBCOMP -> code == ReasonCode.PACKET_IDENTIFIER_NOT_FOUND;
			case PacketType.SUBACK -> OF_SUBACK.contains(code);
			case PacketType.UNSUBACK -> OF_UNSUBACK.contains(code);
			case PacketType.DISCONNECT -> OF_DISCONNECT.contains(code);
			case PacketType.AUTH -> code == ReasonCode.CONTINUE_AUTHENTICATION;
			default -> false;
		};
	}

	/**
	 * Refuse a Reason Code that a packet can't have.
	 * @param type the {@link PacketType}
	 * @param value the code, 0 to 255
	 * @throws ProtocolViolation if it is not {@linkplain #contain contained}
	 */
	static void check(int type, int value) {
		if (!contain(type, value)) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR,
					"%s with reason code 0x%02X, which it can't have".formatted(FixedHeader.name(type), value));
		}
	}

}
