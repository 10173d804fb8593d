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

package io.resilientmqtt.message;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Reason Codes by the names the MQTT 5 specification gives them [MQTT 5, 2.4]. MQTT 3.1.1
 * return codes are translated to the matching Reason Code. Codes of 0x80 and above are
 * failures.
 */
public enum ReasonCode {

	/** Success; also Normal disconnection and Granted QoS 0. */
	SUCCESS(0x00),

	/** Granted QoS 1. */
	GRANTED_QOS_1(0x01),

	/** Granted QoS 2. */
	GRANTED_QOS_2(0x02),

	/** Disconnect with Will Message. */
	DISCONNECT_WITH_WILL_MESSAGE(0x04),

	/** No matching subscribers: a publication was accepted but nobody listens. */
	NO_MATCHING_SUBSCRIBERS(0x10),

	/** No subscription existed for an UNSUBSCRIBE. */
	NO_SUBSCRIPTION_EXISTED(0x11),

	/** Continue authentication. */
	CONTINUE_AUTHENTICATION(0x18),

	/** Re-authenticate. */
	RE_AUTHENTICATE(0x19),

	/** Unspecified error; also the failure code of a 3.1.1 SUBACK. */
	UNSPECIFIED_ERROR(0x80),

	/** Malformed Packet. */
	MALFORMED_PACKET(0x81),

	/** Protocol Error. */
	PROTOCOL_ERROR(0x82),

	/** Implementation specific error. */
	IMPLEMENTATION_SPECIFIC_ERROR(0x83),

	/** Unsupported Protocol Version. */
	UNSUPPORTED_PROTOCOL_VERSION(0x84),

	/** Client Identifier not valid. */
	CLIENT_IDENTIFIER_NOT_VALID(0x85),

	/** Bad User Name or Password. */
	BAD_USER_NAME_OR_PASSWORD(0x86),

	/** Not authorized. */
	NOT_AUTHORIZED(0x87),

	/** Server unavailable. */
	SERVER_UNAVAILABLE(0x88),

	/** Server busy. */
	SERVER_BUSY(0x89),

	/** Banned. */
	BANNED(0x8A),

	/** Server shutting down. */
	SERVER_SHUTTING_DOWN(0x8B),

	/** Bad authentication method. */
	BAD_AUTHENTICATION_METHOD(0x8C),

	/** Keep Alive timeout. */
	KEEP_ALIVE_TIMEOUT(0x8D),

	/** Session taken over by another connection with the same Client Identifier. */
	SESSION_TAKEN_OVER(0x8E),

	/** Topic Filter invalid. */
	TOPIC_FILTER_INVALID(0x8F),

	/** Topic Name invalid. */
	TOPIC_NAME_INVALID(0x90),

	/** Packet Identifier in use. */
	PACKET_IDENTIFIER_IN_USE(0x91),

	/** Packet Identifier not found. */
	PACKET_IDENTIFIER_NOT_FOUND(0x92),

	/** Receive Maximum exceeded. */
	RECEIVE_MAXIMUM_EXCEEDED(0x93),

	/** Topic Alias invalid. */
	TOPIC_ALIAS_INVALID(0x94),

	/** Packet too large. */
	PACKET_TOO_LARGE(0x95),

	/** Message rate too high. */
	MESSAGE_RATE_TOO_HIGH(0x96),

	/** Quota exceeded. */
	QUOTA_EXCEEDED(0x97),

	/** Administrative action. */
	ADMINISTRATIVE_ACTION(0x98),

	/** Payload format invalid. */
	PAYLOAD_FORMAT_INVALID(0x99),

	/** Retain not supported. */
	RETAIN_NOT_SUPPORTED(0x9A),

	/** QoS not supported. */
	QOS_NOT_SUPPORTED(0x9B),

	/** Use another server. */
	USE_ANOTHER_SERVER(0x9C),

	/** Server moved. */
	SERVER_MOVED(0x9D),

	/** Shared Subscriptions not supported. */
	SHARED_SUBSCRIPTIONS_NOT_SUPPORTED(0x9E),

	/** Connection rate exceeded. */
	CONNECTION_RATE_EXCEEDED(0x9F),

	/** Maximum connect time. */
	MAXIMUM_CONNECT_TIME(0xA0),

	/** Subscription Identifiers not supported. */
	SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED(0xA1),

	/** Wildcard Subscriptions not supported. */
	WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED(0xA2);

	private static final @Nullable ReasonCode[] BY_VALUE = new ReasonCode[256];

	static {
		for (ReasonCode code : values()) {
			BY_VALUE[code.value] = code;
		}
	}

	private final int value;

	ReasonCode(int value) {
		this.value = value;
	}

	/**
	 * Return the value used on the wire.
	 * @return 0x00 to 0xFF
	 */
	public int value() {
		return this.value;
	}

	/**
	 * Return whether the code reports a failure.
	 * @return {@code true} from 0x80 on
	 */
	public boolean isError() {
		return this.value >= 0x80;
	}

	/**
	 * Return the Reason Code for a wire value.
	 * @param value the value, of which the low eight bits count
	 * @return the code or {@code null} if the specification has none with that value
	 */
	public static @Nullable ReasonCode of(int value) {
		return BY_VALUE[value & 0xFF];
	}

	/**
	 * Return the Reason Code for the return code of a 3.1.1 CONNACK [MQTT 3.1.1,
	 * 3.2.2.3].
	 * @param returnCode 0 to 5
	 * @return the code, {@link #UNSPECIFIED_ERROR} for reserved values
	 */
	public static ReasonCode ofConnectReturnCode(int returnCode) {
		return switch (returnCode) {
			case 0 -> SUCCESS;
			case 1 -> UNSUPPORTED_PROTOCOL_VERSION;
			case 2 -> CLIENT_IDENTIFIER_NOT_VALID;
			case 3 -> SERVER_UNAVAILABLE;
			case 4 -> BAD_USER_NAME_OR_PASSWORD;
			case 5 -> NOT_AUTHORIZED;
			default -> UNSPECIFIED_ERROR;
		};
	}

	/**
	 * Return the name in words with the value, for people to read.
	 * @return for example {@code not authorized (0x87)}
	 */
	public String describe() {
		return "%s (0x%02X)".formatted(name().toLowerCase(Locale.ROOT).replace('_', ' '), this.value);
	}

}
