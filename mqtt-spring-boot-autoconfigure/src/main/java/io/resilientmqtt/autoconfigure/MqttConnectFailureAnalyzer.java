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

import java.net.UnknownHostException;

import javax.net.ssl.SSLException;

import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.MqttConnectException;
import io.resilientmqtt.client.MqttCredentialsException;
import io.resilientmqtt.message.ReasonCode;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Says what to do when {@code mqtt.fail-fast} is set and the client can't connect. It
 * goes before those of Spring Boot, which would explain the cause alone.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class MqttConnectFailureAnalyzer extends AbstractFailureAnalyzer<MqttConnectException> {

	private static final String BACKGROUND = " To start without the server and keep trying in the background, "
			+ "set 'mqtt.fail-fast' to false.";

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MqttConnectException failure) {
		ConnectionCause cause = failure.connectionCause();
		String action = action(cause) + BACKGROUND;
		NamedMqttClientException named = findCause(rootFailure, NamedMqttClientException.class);
		if (named == null) {
			return new FailureAnalysis("The MQTT client could not connect. " + cause.description(), action, failure);
		}
		return new FailureAnalysis("The MQTT client '" + named.name() + "' could not connect. " + cause.description(),
				action.replace("'mqtt.", "'mqtt.clients." + named.name() + "."), failure);
	}

	private static String action(ConnectionCause cause) {
		String forReason = action(cause.reasonCode());
		if (forReason != null) {
			return forReason;
		}
		if (cause.exception() instanceof MqttCredentialsException) {
			return "Check the MqttCredentialsProvider bean.";
		}
		if (cause.exception() instanceof UnknownHostException) {
			return "Check 'mqtt.server' (or 'mqtt.servers').";
		}
		if (cause.exception() instanceof SSLException) {
			return "Check that 'mqtt.port' is the server's TLS port (8883 as a rule) and that the SSL bundle named by "
					+ "'mqtt.ssl.bundle' trusts the server's certificate. If the server speaks no TLS, set "
					+ "'mqtt.ssl.enabled' to false.";
		}
		if (cause.exception() == null || cause.type() == ConnectionCause.Type.PROTOCOL) {
			return "Check that an MQTT server listens at 'mqtt.server' and 'mqtt.port', and that 'mqtt.ssl.enabled' says "
					+ "whether it expects TLS there (port 8883 as a rule) or not (port 1883).";
		}
		return "Check that the MQTT server is running and that 'mqtt.server' and 'mqtt.port' are its address.";
	}

	private static @Nullable String action(@Nullable ReasonCode reasonCode) {
		if (reasonCode == null) {
			return null;
		}
		return switch (reasonCode) {
			case BAD_USER_NAME_OR_PASSWORD, NOT_AUTHORIZED, BANNED ->
				"Check 'mqtt.username' and 'mqtt.password', and what the server allows them to do.";
			case CLIENT_IDENTIFIER_NOT_VALID -> "Check 'mqtt.client-id'.";
			case UNSUPPORTED_PROTOCOL_VERSION ->
				"Set 'mqtt.protocol-version' to a version the server supports, or to auto.";
			default -> null;
		};
	}

}
