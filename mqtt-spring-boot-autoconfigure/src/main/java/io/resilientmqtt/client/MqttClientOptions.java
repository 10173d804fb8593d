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

package io.resilientmqtt.client;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Everything a client is made from. Immutable; made by {@link #builder()}, which refuses
 * values that can't work with an {@link InvalidOptionException} (behaviour S1).
 *
 * @param servers the servers, walked in order when one fails; at least one
 * @param clientId the Client Identifier; up to 65535 bytes of UTF-8; generated when not
 * set, which a persistent session does not allow
 * @param credentials gives user name and password
 * @param protocolVersion the protocol version, preferred if
 * {@link Mqtt5Options#fallback()}
 * @param session what of a session is kept
 * @param liveness when the server counts as gone
 * @param v5 what only MQTT 5 has
 * @param will the will; none when {@code null}
 * @param tls TLS; plain TCP when {@code null}
 * @param transport how the server is reached
 * @param reconnect when to try again
 * @param publish the buffer of publications
 * @param store where the session survives the process; nowhere when {@code null}
 * @param unmatched what becomes of messages that no receiver takes
 * @param runtime how the client runs in this process
 * @param wanCheck the DNS exchange of {@link MqttClient#wanOk()}
 */
public record MqttClientOptions(List<ServerAddress> servers, @Nullable String clientId,
		MqttCredentialsProvider credentials, ProtocolVersion protocolVersion, SessionOptions session,
		LivenessOptions liveness, Mqtt5Options v5, @Nullable Will will, @Nullable TlsOptions tls,
		TransportOptions transport, ReconnectOptions reconnect, PublishOptions publish, @Nullable StoreOptions store,
		UnmatchedOptions unmatched, RuntimeOptions runtime, WanCheckOptions wanCheck) {

	public MqttClientOptions {
		servers = Arguments.list("servers", servers);
		Arguments.required("credentials", credentials);
		Arguments.required("protocolVersion", protocolVersion);
		Arguments.required("session", session);
		Arguments.required("liveness", liveness);
		Arguments.required("v5", v5);
		Arguments.required("transport", transport);
		Arguments.required("reconnect", reconnect);
		Arguments.required("publish", publish);
		Arguments.required("unmatched", unmatched);
		Arguments.required("runtime", runtime);
		Arguments.required("wanCheck", wanCheck);
		check(!servers.isEmpty(), "servers", servers, "name at least one server");
		if (clientId != null) {
			InvalidOptionException.checkUtf8("client-id", clientId);
		}
		check(session.clean() || (clientId != null && !clientId.isEmpty()), "client-id", clientId,
				"a persistent session (clean = false) is found again by its client id: set one that is unique to this client and stays the same");
		check(store == null || (clientId != null && !clientId.isEmpty()), "client-id", clientId,
				"a store is found again by its client id: set one that is unique to this client and stays the same");
		check((protocolVersion == ProtocolVersion.MQTT_5 && !v5.fallback())
				|| !(credentials instanceof Credentials known) || known.username() != null || known.password() == null,
				"password", "******",
				"MQTT 3.1.1 allows no password without a user name: set username too, or use MQTT 5");
		if (v5.authenticator() != null) {
			InvalidOptionException.checkUtf8("v5.authenticator", v5.authenticator().method());
			check(protocolVersion == ProtocolVersion.MQTT_5 && !v5.fallback(), "protocol-version",
					v5.fallback() ? "auto" : protocolVersion, "an MqttAuthenticator needs MQTT 5: use 5");
		}
	}

	private static void check(boolean valid, String option, @Nullable Object value, String remedy) {
		if (!valid) {
			throw new InvalidOptionException(option, value, remedy);
		}
	}

	/**
	 * Return a builder with every default.
	 * @return the builder
	 */
	public static MqttClientOptionsBuilder builder() {
		return new MqttClientOptionsBuilder();
	}

	/**
	 * Return whether the session is to outlive its connections.
	 * @return {@code true} unless {@link SessionOptions#clean()}
	 */
	public boolean isPersistentSession() {
		return !this.session.clean();
	}

	/**
	 * Return how long an MQTT 5 broker is asked to keep the session after the connection
	 * ends. A session that is kept across connections needs an expiry in MQTT 5, or the
	 * broker drops it with the connection; unless one is set it does not expire, as in
	 * 3.1.1.
	 * @return the Session Expiry Interval of CONNECT, zero for a session that ends with
	 * its connection
	 */
	public Duration sessionExpiryInterval() {
		Duration interval = this.v5.sessionExpiryInterval();
		if (interval != null) {
			return interval;
		}
		return this.session.clean() ? Duration.ZERO : Mqtt5Options.NEVER_EXPIRES;
	}

	/**
	 * Leave out what may be secret.
	 */
	@Override
	public String toString() {
		Object shown = (this.credentials instanceof Credentials) ? this.credentials
				: this.credentials.getClass().getName();
		return "MqttClientOptions[servers=" + this.servers + ", clientId=" + this.clientId + ", credentials=" + shown
				+ ", protocolVersion=" + this.protocolVersion + "]";
	}

	/**
	 * Return a builder that starts from these options.
	 * @return the builder
	 */
	public MqttClientOptionsBuilder mutate() {
		return new MqttClientOptionsBuilder(this);
	}

}
