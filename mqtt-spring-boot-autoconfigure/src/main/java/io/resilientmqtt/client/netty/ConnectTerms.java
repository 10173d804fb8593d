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

import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.Mqtt5Options;
import io.resilientmqtt.client.MqttAuthenticator;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.message.ReasonCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the next CONNECT says that depends on how earlier ones were answered: the protocol
 * version, the Client Identifier and whether to start clean. Does not change while an
 * attempt is under way. On the event loop.
 */
final class ConnectTerms {

	private static final Logger logger = LoggerFactory.getLogger(ConnectTerms.class);

	private final MqttClientOptions options;

	private final boolean fallback;

	/** {@code null} without an authenticator, which is asked for it once. */
	private final @Nullable String authenticationMethod;

	private ProtocolVersion version;

	/** Whether a server has accepted a connection in that version. */
	private boolean versionAccepted;

	private String clientId;

	/** Whether a server has accepted a connection of this client. */
	private boolean everAccepted;

	private boolean expiryReported;

	ConnectTerms(MqttClientOptions options, String clientId) {
		this.options = options;
		this.fallback = options.v5().fallback() && options.protocolVersion() == ProtocolVersion.MQTT_5;
		MqttAuthenticator authenticator = options.v5().authenticator();
		this.authenticationMethod = (authenticator != null) ? authenticator.method() : null;
		this.version = options.protocolVersion();
		this.clientId = clientId;
	}

	ProtocolVersion version() {
		return this.version;
	}

	@Nullable String authenticationMethod() {
		return this.authenticationMethod;
	}

	String clientId() {
		return this.clientId;
	}

	boolean cleanStart() {
		return this.options.clean() || (this.options.cleanInit() && !this.everAccepted);
	}

	/**
	 * CONNACK has accepted the connection. The Client Identifier it assigned is the one
	 * by which the session is found again.
	 * @param result the CONNACK
	 * @return whether the connection has served its purpose, which was to clean the
	 * session (SEMANTICS S5)
	 */
	boolean accepted(ConnectResult result) {
		boolean onlyToClean = cleanStart() && !this.options.clean() && this.version == ProtocolVersion.MQTT_3_1_1;
		this.everAccepted = true;
		this.versionAccepted = true;
		this.clientId = result.clientId();
		reportExpiry(result.sessionExpiryInterval());
		return onlyToClean;
	}

	private void reportExpiry(@Nullable Duration granted) {
		Duration asked = this.options.sessionExpiryInterval();
		if (granted != null && granted.compareTo(asked) < 0 && !this.expiryReported) {
			this.expiryReported = true;
			logger.warn(
					"The server keeps the session of MQTT client '{}' for {} s after a connection ends, though {} asked for: "
							+ "what waits for longer than that is lost, and subscriptions are made anew",
					this.clientId, granted.toSeconds(),
					asked.equals(Mqtt5Options.NEVER_EXPIRES) ? "no end was" : asked.toSeconds() + " s were");
		}
	}

	/**
	 * An attempt failed: change to the other version if it was for the version.
	 * @param cause why it failed
	 * @return whether to try again at once
	 */
	boolean fallBack(ConnectionCause cause) {
		if (!this.fallback) {
			return false;
		}
		boolean refused = cause.reasonCode() == ReasonCode.UNSUPPORTED_PROTOCOL_VERSION;
		if (this.version == ProtocolVersion.MQTT_5) {
			// Once it was accepted, a connection closed without a word has another reason
			boolean falls = refused || (!this.versionAccepted && Causes.isClosed(cause));
			if (falls) {
				logger.info("MQTT client '{}' falls back to MQTT 3.1.1 ({})", this.clientId, cause.description());
				use(ProtocolVersion.MQTT_3_1_1);
			}
			return falls;
		}
		if (refused || !this.versionAccepted) {
			use(ProtocolVersion.MQTT_5);
		}
		return false;
	}

	private void use(ProtocolVersion version) {
		this.version = version;
		this.versionAccepted = false;
	}

	/**
	 * Ask for the preferred version again: the application has disconnected.
	 */
	void forgetVersion() {
		use(this.options.protocolVersion());
	}

}
