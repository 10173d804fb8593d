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
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * Everything a client is made from. Immutable; made by {@link #builder()}, which refuses
 * values that can't work with an {@link InvalidOptionException} (SEMANTICS S1).
 *
 * @param servers the servers, walked in order when one fails; at least one
 * @param clientId the Client Identifier; up to 65535 bytes of UTF-8; generated when not
 * set, which a persistent session does not allow
 * @param credentials gives user name and password
 * @param protocolVersion the protocol version, preferred if
 * {@link Mqtt5Options#fallback()}
 * @param keepAlive the Keep Alive of CONNECT; zero turns the broker's check off; 0 to
 * 65535 seconds
 * @param pingInterval how long nothing may be received before a ping is sent; used if
 * shorter than a quarter of the keep alive (SEMANTICS S7); zero for a quarter of the keep
 * alive
 * @param responseTime how long to wait for PINGRESP, SUBACK, UNSUBACK, PUBACK and the
 * like, from when the request has left the process and again from every sign that the
 * broker is working through what it was sent; above zero, like every wait at most 365
 * days
 * @param connectTimeout how long an attempt may take from address lookup to CONNACK;
 * above zero
 * @param maxRepubs how often an unacknowledged publication is repeated before the link
 * counts as dead; the wait is ({@code maxRepubs} + 1) times the response time in all
 * (SEMANTICS S13); 0 to 100
 * @param cleanInit whether the first connection starts with a clean session
 * @param clean whether every connection starts with a clean session
 * @param v5 what only MQTT 5 has
 * @param will the will; none when {@code null}
 * @param tls TLS; plain TCP when {@code null}
 * @param transport how the server is reached
 * @param reconnect when to try again
 * @param publish the buffer of publications
 * @param resubscribe when subscriptions are sent again
 * @param maximumPacketSize the longest packet accepted from the broker, in bytes; told to
 * an MQTT 5 broker; 1024 to 268435460
 * @param queueLength the capacity of {@link MqttClient#queue()}; 0 for no queue
 * @param unmatched what becomes of messages that no receiver takes
 * @param quick whether the link is announced up at CONNACK; if not, it must answer a ping
 * first
 * @param failFast whether a failed first attempt ends {@link MqttClient#connect()}
 * (SEMANTICS S3)
 * @param shutdownTimeout how long {@link MqttClient#disconnect()} waits for what is under
 * way; zero or more
 * @param wanCheck the DNS exchange of {@link MqttClient#wanOk()}
 * @param executor runs receivers and connection listeners; threads of the client's own
 * when {@code null}, and where it would run them on the event loop because it runs tasks
 * in the thread that asks. One that throws is asked again after 100 ms
 */
public record MqttClientOptions(List<ServerAddress> servers, @Nullable String clientId,
		MqttCredentialsProvider credentials, ProtocolVersion protocolVersion, Duration keepAlive, Duration pingInterval,
		Duration responseTime, Duration connectTimeout, int maxRepubs, boolean cleanInit, boolean clean,
		Mqtt5Options v5, @Nullable Will will, @Nullable TlsOptions tls, TransportOptions transport,
		ReconnectOptions reconnect, PublishOptions publish, Resubscribe resubscribe, int maximumPacketSize,
		int queueLength, UnmatchedOptions unmatched, boolean quick, boolean failFast, Duration shutdownTimeout,
		WanCheckOptions wanCheck, @Nullable Executor executor) {

	public MqttClientOptions {
		servers = Arguments.list("servers", servers);
		Arguments.required("credentials", credentials);
		Arguments.required("protocolVersion", protocolVersion);
		Arguments.required("keepAlive", keepAlive);
		Arguments.required("pingInterval", pingInterval);
		Arguments.required("responseTime", responseTime);
		Arguments.required("connectTimeout", connectTimeout);
		Arguments.required("v5", v5);
		Arguments.required("transport", transport);
		Arguments.required("reconnect", reconnect);
		Arguments.required("publish", publish);
		Arguments.required("resubscribe", resubscribe);
		Arguments.required("unmatched", unmatched);
		Arguments.required("shutdownTimeout", shutdownTimeout);
		Arguments.required("wanCheck", wanCheck);
		check(!servers.isEmpty(), "servers", servers, "name at least one server");
		check(keepAlive.isZero() || isWithin(keepAlive, 1, 65535), "keepalive", keepAlive,
				"use 1 to 65535 seconds, or 0 for none");
		keepAlive = keepAlive.truncatedTo(ChronoUnit.SECONDS); // as the broker is told
		InvalidOptionException.checkWait("ping-interval", pingInterval, true);
		InvalidOptionException.checkWait("response-time", responseTime, false);
		InvalidOptionException.checkWait("connect-timeout", connectTimeout, false);
		InvalidOptionException.checkWait("shutdown-timeout", shutdownTimeout, true);
		check(maxRepubs >= 0 && maxRepubs <= 100, "max-repubs", maxRepubs, "use 0 to 100");
		check(maximumPacketSize >= 1024 && maximumPacketSize <= BrokerLimits.LARGEST_PACKET, "maximum-packet-size",
				maximumPacketSize, "use 1024 to " + BrokerLimits.LARGEST_PACKET + " bytes");
		check(queueLength >= 0, "queue-length", queueLength, "use 0 or more");
		if (clientId != null) {
			InvalidOptionException.checkUtf8("client-id", clientId);
		}
		check(clean || (clientId != null && !clientId.isEmpty()), "client-id", clientId,
				"a persistent session (clean = false) is found again by its client id: set one that is unique to this client and stays the same");
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

	private static boolean isWithin(Duration duration, long minSeconds, long maxSeconds) {
		return !duration.isNegative() && duration.toSeconds() >= minSeconds && duration.toSeconds() <= maxSeconds;
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
	 * @return {@code true} unless {@link #clean()}
	 */
	public boolean isPersistentSession() {
		return !this.clean;
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
		return this.clean ? Duration.ZERO : Mqtt5Options.NEVER_EXPIRES;
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
