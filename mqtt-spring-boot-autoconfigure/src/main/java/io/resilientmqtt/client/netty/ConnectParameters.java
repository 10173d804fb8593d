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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.Mqtt5Options;
import io.resilientmqtt.client.MqttAuthenticator;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.message.ReasonCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the next CONNECT says that depends on how earlier ones were answered: the protocol
 * version that the server speaks, the Client Identifier and whether to start clean. Does
 * not change while an attempt is under way. On the event loop.
 */
final class ConnectParameters {

	private static final Logger logger = LoggerFactory.getLogger(ConnectParameters.class);

	/** Servers may refer to others without end. */
	private static final int MOST_SERVERS = 64;

	private final MqttClientOptions options;

	private final LongSupplier clock;

	private final boolean fallback;

	/** {@code null} without an authenticator, which is asked for it once. */
	private final @Nullable String authenticationMethod;

	private final Map<ServerAddress, NegotiatedVersion> versions = new LinkedHashMap<>(16, 0.75F, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<ServerAddress, NegotiatedVersion> eldest) {
			return size() > MOST_SERVERS;
		}

	};

	/** That of the server of the present attempt. */
	private NegotiatedVersion negotiated = new NegotiatedVersion();

	private ProtocolVersion version;

	/** Whether CONNECT was sent in this attempt. */
	private boolean asked;

	private String clientId;

	/**
	 * Whether a server has accepted a connection of this client, in this process or one
	 * before.
	 */
	private boolean everAccepted;

	private boolean expiryReported;

	/**
	 * Create what the first CONNECT says.
	 * @param options the options
	 * @param clientId the Client Identifier
	 * @param clock the time in nanoseconds
	 * @param known whether an earlier process has had the session, which this one goes on
	 * with
	 */
	ConnectParameters(MqttClientOptions options, String clientId, LongSupplier clock, boolean known) {
		this.everAccepted = known;
		this.options = options;
		this.clock = clock;
		this.fallback = options.v5().fallback() && options.protocolVersion() == ProtocolVersion.MQTT_5;
		MqttAuthenticator authenticator = options.v5().authenticator();
		this.authenticationMethod = (authenticator != null) ? authenticator.method() : null;
		this.version = options.protocolVersion();
		this.clientId = clientId;
	}

	/**
	 * An attempt begins.
	 * @param server the server
	 */
	void begin(ServerAddress server) {
		this.asked = false;
		if (this.fallback) {
			this.negotiated = this.versions.computeIfAbsent(server, (added) -> new NegotiatedVersion());
			this.version = this.negotiated.next(this.clock.getAsLong());
		}
	}

	/**
	 * CONNECT was sent.
	 */
	void asked() {
		this.asked = true;
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
		return this.options.session().clean() || (this.options.session().cleanInit() && !this.everAccepted);
	}

	/**
	 * CONNACK has accepted the connection. The Client Identifier it assigned is the one
	 * by which the session is found again.
	 * @param result the CONNACK
	 * @return whether the connection has served its purpose, which was to clean the
	 * session (behaviour S5)
	 */
	boolean accepted(ConnectResult result) {
		boolean onlyToClean = cleanStart() && !this.options.session().clean()
				&& this.version == ProtocolVersion.MQTT_3_1_1;
		this.everAccepted = true;
		this.negotiated.accepted(this.clock.getAsLong());
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
					ClientContext.label(this.options, this.clientId), granted.toSeconds(),
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
		boolean silent = cause.type() == ConnectionCause.Type.TIMEOUT;
		boolean falls = this.negotiated.failed(refused, this.asked && (silent || Causes.isClosed(cause)));
		if (falls) {
			logger.info("MQTT client '{}' falls back to MQTT 3.1.1 ({})",
					ClientContext.label(this.options, this.clientId), cause.description());
		}
		return falls;
	}

	/**
	 * Ask for the preferred version again: the application has disconnected.
	 */
	void forgetVersion() {
		this.versions.clear();
		this.negotiated = new NegotiatedVersion();
		this.version = this.options.protocolVersion();
	}

}
