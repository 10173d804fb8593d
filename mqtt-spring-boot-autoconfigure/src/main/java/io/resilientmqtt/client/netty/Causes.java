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

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.EncoderException;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.ssl.NotSslRecordException;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.MqttAuthenticationException;
import io.resilientmqtt.client.MqttCredentialsException;
import io.resilientmqtt.client.netty.codec.ProtocolViolation;
import io.resilientmqtt.client.netty.codec.ReceivedProperties;
import io.resilientmqtt.message.Printable;
import io.resilientmqtt.message.ReasonCode;

/**
 * Puts a name and a sentence to what ended a connection.
 */
final class Causes {

	/** Of the reasons that a broker gives, those that may be a PUBLISH's. */
	private static final Set<ReasonCode> OF_PUBLISH = EnumSet.of(ReasonCode.UNSPECIFIED_ERROR,
			ReasonCode.MALFORMED_PACKET, ReasonCode.PROTOCOL_ERROR, ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
			ReasonCode.NOT_AUTHORIZED, ReasonCode.TOPIC_NAME_INVALID, ReasonCode.PACKET_TOO_LARGE,
			ReasonCode.QUOTA_EXCEEDED, ReasonCode.PAYLOAD_FORMAT_INVALID, ReasonCode.RETAIN_NOT_SUPPORTED,
			ReasonCode.QOS_NOT_SUPPORTED);

	/** And those that may be a SUBSCRIBE's. */
	private static final Set<ReasonCode> OF_SUBSCRIBE = EnumSet.of(ReasonCode.UNSPECIFIED_ERROR,
			ReasonCode.MALFORMED_PACKET, ReasonCode.PROTOCOL_ERROR, ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
			ReasonCode.NOT_AUTHORIZED, ReasonCode.TOPIC_FILTER_INVALID, ReasonCode.PACKET_TOO_LARGE,
			ReasonCode.QUOTA_EXCEEDED, ReasonCode.QOS_NOT_SUPPORTED, ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED,
			ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED, ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED);

	private Causes() {
	}

	static ConnectionCause of(Throwable failure) {
		if (failure instanceof DecoderException && failure.getCause() != null) {
			return of(failure.getCause());
		}
		if (failure instanceof ClosedChannelException) { // what is written behind the end
															// is told first
			return (failure.getCause() != null) ? of(failure.getCause()) : closed();
		}
		if (failure instanceof ProtocolViolation violation
				&& violation.reasonCode() == ReasonCode.UNSUPPORTED_PROTOCOL_VERSION) {
			return versionRefused(String.valueOf(violation.getMessage()));
		}
		if (failure instanceof ProtocolViolation violation && violation.isRefusal()) {
			return new ConnectionCause(ConnectionCause.Type.BROKER,
					"The broker refused the connection: " + violation.getMessage(), violation.reasonCode(), null);
		}
		if (failure instanceof ProtocolViolation violation) {
			return new ConnectionCause(ConnectionCause.Type.PROTOCOL,
					"The broker broke the protocol: " + violation.getMessage(), violation.reasonCode(), violation);
		}
		if (failure instanceof MqttAuthenticationException) {
			return new ConnectionCause(ConnectionCause.Type.PROTOCOL,
					"The authentication failed: " + Printable.of(failure.getMessage()), ReasonCode.UNSPECIFIED_ERROR,
					failure);
		}
		if (failure instanceof MqttCredentialsException) {
			return new ConnectionCause(ConnectionCause.Type.PROTOCOL, String.valueOf(failure.getMessage()), null,
					failure);
		}
		if (failure instanceof TimeoutException) {
			return new ConnectionCause(ConnectionCause.Type.TIMEOUT, String.valueOf(failure.getMessage()));
		}
		return new ConnectionCause(ConnectionCause.Type.NETWORK, describe(failure), null, failure);
	}

	static ConnectionCause closed() {
		return new ConnectionCause(ConnectionCause.Type.NETWORK, "The broker closed the connection");
	}

	private static String describe(Throwable failure) {
		if (failure instanceof UnknownHostException) {
			return "The host name can't be resolved: " + Printable.of(failure.getMessage());
		}
		if (failure instanceof NotSslRecordException) {
			return "The server does not speak TLS on this port: check mqtt.port and mqtt.ssl.enabled";
		}
		if (failure instanceof WebSocketRefusal) {
			return "Can't connect: " + Printable.of(failure.getMessage());
		}
		if (failure instanceof SSLException) {
			return "TLS failed: " + Printable.of(failure.getMessage());
		}
		if (failure instanceof ConnectException) {
			return "Can't connect: " + Printable.of(failure.getMessage());
		}
		boolean told = failure instanceof IOException && failure.getMessage() != null;
		return "The connection failed: " + (told ? Printable.of(failure.getMessage()) : Printable.of(failure));
	}

	static ConnectionCause versionRefused(String how) {
		return new ConnectionCause(ConnectionCause.Type.BROKER,
				"The server does not speak MQTT 5 (" + how + "): set mqtt.protocol-version to 3.1.1 or auto",
				ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, null);
	}

	static ConnectionCause ofDisconnect(MqttMessage disconnect) {
		return ofBroker("The broker disconnected", ReceivedProperties.reasonCode(disconnect),
				ReceivedProperties.of(disconnect));
	}

	/**
	 * Return the cause that a CONNACK or DISCONNECT gives.
	 * @param what the beginning of the description
	 * @param reasonCode the Reason Code
	 * @param properties the properties
	 * @return the cause
	 */
	static ConnectionCause ofBroker(String what, ReasonCode reasonCode, MqttProperties properties) {
		String reason = ReceivedProperties.string(properties, MqttProperties.REASON_STRING);
		String remedy = Remedies.of(reasonCode);
		String description = what + ": " + reasonCode.describe() + ((reason != null) ? ": " + Printable.of(reason) : "")
				+ ((remedy != null) ? "; " + remedy : "");
		return new ConnectionCause(ConnectionCause.Type.BROKER, description, reasonCode, null, reason,
				ReceivedProperties.userProperties(properties),
				ReceivedProperties.string(properties, MqttProperties.SERVER_REFERENCE));
	}

	/**
	 * Return whether an attempt after this one should wait the longest delay instead of
	 * hammering (behaviour S34).
	 * @param cause the cause
	 * @return whether an attempt after this one should wait the longest delay instead of
	 * hammering (behaviour S34)
	 */
	static boolean isSlow(ConnectionCause cause) {
		if (cause.exception() instanceof MqttAuthenticationException) {
			return true;
		}
		ReasonCode reasonCode = cause.reasonCode();
		if (cause.type() != ConnectionCause.Type.BROKER || reasonCode == null) {
			return false;
		}
		return switch (reasonCode) {
			case SESSION_TAKEN_OVER, NOT_AUTHORIZED, BAD_USER_NAME_OR_PASSWORD, BAD_AUTHENTICATION_METHOD, BANNED,
					CONNECTION_RATE_EXCEEDED, QUOTA_EXCEEDED, CLIENT_IDENTIFIER_NOT_VALID, UNSUPPORTED_PROTOCOL_VERSION,
					ADMINISTRATIVE_ACTION, MESSAGE_RATE_TOO_HIGH, USE_ANOTHER_SERVER, SERVER_MOVED, PACKET_TOO_LARGE,
					TOPIC_NAME_INVALID, TOPIC_FILTER_INVALID, PAYLOAD_FORMAT_INVALID, QOS_NOT_SUPPORTED,
					RETAIN_NOT_SUPPORTED, SHARED_SUBSCRIPTIONS_NOT_SUPPORTED, SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED,
					WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED ->
				true;
			default -> false;
		};
	}

	/**
	 * Return whether the host answered that nothing listens, so that asking again costs
	 * next to nothing.
	 * @param cause the cause
	 * @return whether the host answered that nothing listens, so that asking again costs
	 * next to nothing
	 */
	static boolean isRefused(ConnectionCause cause) {
		return cause.exception() instanceof ConnectException refused && refused.getMessage() != null
				&& refused.getMessage().contains("refused");
	}

	/**
	 * Return whether the other end closed the connection without giving a reason, which a
	 * proxy does when nobody is behind it.
	 * @param cause the cause
	 * @return whether the other end closed the connection without giving a reason, which
	 * a proxy does when nobody is behind it
	 */
	static boolean isClosed(ConnectionCause cause) {
		Throwable exception = cause.exception();
		boolean closed = exception == null || exception.getClass() == IOException.class || isReset(exception);
		return closed && cause.type() == ConnectionCause.Type.NETWORK;
	}

	/**
	 * Return whether the broker may have ended the connection upon a PUBLISH, by closing
	 * it in good order, or with a reason that may be one's.
	 * @param cause the cause
	 * @return whether a publication may be to blame
	 */
	static boolean isClosedUponPublish(ConnectionCause cause) {
		return isClosedUpon(cause, OF_PUBLISH);
	}

	/**
	 * Return whether the broker may have ended the connection upon a SUBSCRIBE, by
	 * closing it in good order, or with a reason that may be one's.
	 * @param cause the cause
	 * @return whether a subscription may be to blame
	 */
	static boolean isClosedUponSubscribe(ConnectionCause cause) {
		return isClosedUpon(cause, OF_SUBSCRIBE);
	}

	private static boolean isClosedUpon(ConnectionCause cause, Set<ReasonCode> reasons) {
		if (cause.type() == ConnectionCause.Type.BROKER) {
			return cause.reasonCode() != null && reasons.contains(cause.reasonCode());
		}
		return cause.type() == ConnectionCause.Type.NETWORK && cause.exception() == null;
	}

	/**
	 * Return whether the connection ended because something could not be written that the
	 * socket was not even given.
	 * @param cause the cause
	 * @return whether what was written may be to blame
	 */
	static boolean isUnsendable(ConnectionCause cause) {
		return cause.exception() instanceof EncoderException || cause.exception() instanceof OutOfMemoryError;
	}

	private static boolean isReset(Throwable exception) {
		return exception instanceof SocketException && !(exception instanceof ConnectException)
				&& !String.valueOf(exception.getMessage()).contains("unreachable");
	}

}
