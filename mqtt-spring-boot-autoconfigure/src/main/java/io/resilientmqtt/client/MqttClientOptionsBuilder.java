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
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Builds {@link MqttClientOptions}, with every default unless it starts from other
 * options. What belongs to a group can be set on the group ({@link #session},
 * {@link #liveness}, {@link #runtime}, {@link #v5}), which also says what is the default;
 * what is set often has a setter here, too. Not for use by several threads at once.
 */
public final class MqttClientOptionsBuilder {

	private List<ServerAddress> servers = List.of(new ServerAddress("localhost", 0));

	private @Nullable String clientId;

	private MqttCredentialsProvider credentials = Credentials.NONE;

	/** {@code null} for MQTT 5, or 3.1.1 where the server speaks nothing newer. */
	private @Nullable ProtocolVersion protocolVersion;

	private SessionOptions.Builder session = new SessionOptions.Builder();

	private LivenessOptions.Builder liveness = new LivenessOptions.Builder();

	private Mqtt5Options v5 = Mqtt5Options.DEFAULT;

	private @Nullable Will will;

	private @Nullable TlsOptions tls;

	private TransportOptions transport = TransportOptions.DEFAULT;

	private ReconnectOptions reconnect = ReconnectOptions.DEFAULT;

	private PublishOptions publish = PublishOptions.DEFAULT;

	private @Nullable StoreOptions store;

	private UnmatchedOptions unmatched = UnmatchedOptions.DEFAULT;

	private RuntimeOptions.Builder runtime = new RuntimeOptions.Builder();

	private WanCheckOptions wanCheck = WanCheckOptions.DEFAULT;

	MqttClientOptionsBuilder() {
	}

	MqttClientOptionsBuilder(MqttClientOptions options) {
		this.servers = options.servers();
		this.clientId = options.clientId();
		this.credentials = options.credentials();
		this.protocolVersion = options.protocolVersion();
		this.session = options.session().mutate();
		this.liveness = options.liveness().mutate();
		this.v5 = options.v5();
		this.will = options.will();
		this.tls = options.tls();
		this.transport = options.transport();
		this.reconnect = options.reconnect();
		this.publish = options.publish();
		this.store = options.store();
		this.unmatched = options.unmatched();
		this.runtime = options.runtime().mutate();
		this.wanCheck = options.wanCheck();
	}

	/**
	 * Set the servers, walked in order when one fails.
	 * @param servers at least one
	 * @return this builder
	 */
	public MqttClientOptionsBuilder servers(List<ServerAddress> servers) {
		this.servers = Arguments.list("servers", servers);
		return this;
	}

	/**
	 * Set the Client Identifier.
	 * @param clientId up to 65535 bytes of UTF-8; else generated, but no persistent
	 * session
	 * @return this builder
	 */
	public MqttClientOptionsBuilder clientId(@Nullable String clientId) {
		this.clientId = clientId;
		return this;
	}

	/**
	 * Set user name and password, or who gives them for every connection.
	 * @param credentials the value
	 * @return this builder
	 */
	public MqttClientOptionsBuilder credentials(MqttCredentialsProvider credentials) {
		this.credentials = Arguments.required("credentials", credentials);
		return this;
	}

	/**
	 * Set the protocol version.
	 * @param protocolVersion the value; else 5, and 3.1.1 where that is not spoken
	 * @return this builder
	 */
	public MqttClientOptionsBuilder protocolVersion(ProtocolVersion protocolVersion) {
		this.protocolVersion = Arguments.required("protocolVersion", protocolVersion);
		return v5((v5) -> v5.fallback(false));
	}

	/**
	 * Change what of a session is kept.
	 * @param session sets options on a builder that has those set so far
	 * @return this builder
	 */
	public MqttClientOptionsBuilder session(Consumer<SessionOptions.Builder> session) {
		Arguments.required("session", session).accept(this.session);
		return this;
	}

	/**
	 * Set whether the first connection starts with a clean session.
	 * @param cleanInit the value
	 * @return this builder
	 */
	public MqttClientOptionsBuilder cleanInit(boolean cleanInit) {
		this.session.cleanInit(cleanInit);
		return this;
	}

	/**
	 * Set whether every connection starts with a clean session.
	 * @param clean the value
	 * @return this builder
	 */
	public MqttClientOptionsBuilder clean(boolean clean) {
		this.session.clean(clean);
		return this;
	}

	/**
	 * Change when the server counts as gone.
	 * @param liveness sets options on a builder that has those set so far
	 * @return this builder
	 */
	public MqttClientOptionsBuilder liveness(Consumer<LivenessOptions.Builder> liveness) {
		Arguments.required("liveness", liveness).accept(this.liveness);
		return this;
	}

	/**
	 * Set the Keep Alive of CONNECT; zero turns the broker's check off.
	 * @param keepAlive 0 or 1 to 65535 seconds, parts of which are dropped
	 * @return this builder
	 */
	public MqttClientOptionsBuilder keepAlive(Duration keepAlive) {
		this.liveness.keepAlive(keepAlive);
		return this;
	}

	/**
	 * Set how long nothing may be received before a ping is sent (behaviour S7).
	 * @param pingInterval used if shorter than a quarter of the keep alive, and not zero
	 * @return this builder
	 */
	public MqttClientOptionsBuilder pingInterval(Duration pingInterval) {
		this.liveness.pingInterval(pingInterval);
		return this;
	}

	/**
	 * Set how long the broker may show no progress when an answer of it is awaited.
	 * @param responseTime above zero, at most 365 days
	 * @return this builder
	 */
	public MqttClientOptionsBuilder responseTime(Duration responseTime) {
		this.liveness.responseTime(responseTime);
		return this;
	}

	/**
	 * Set how long an attempt may take from address lookup to CONNACK.
	 * @param connectTimeout above zero
	 * @return this builder
	 */
	public MqttClientOptionsBuilder connectTimeout(Duration connectTimeout) {
		this.liveness.connectTimeout(connectTimeout);
		return this;
	}

	/**
	 * Set how often a message is sent again before the link is dead (behaviour S13).
	 * @param maxRepubs 0 to 100
	 * @return this builder
	 */
	public MqttClientOptionsBuilder maxRepubs(int maxRepubs) {
		this.liveness.maxRepubs(maxRepubs);
		return this;
	}

	/**
	 * Change how the client runs in this process.
	 * @param runtime sets options on a builder that has those set so far
	 * @return this builder
	 */
	public MqttClientOptionsBuilder runtime(Consumer<RuntimeOptions.Builder> runtime) {
		Arguments.required("runtime", runtime).accept(this.runtime);
		return this;
	}

	/**
	 * Set the longest packet accepted from the broker; told to an MQTT 5 broker.
	 * @param maximumPacketSize 1024 to 268435460 bytes
	 * @return this builder
	 */
	public MqttClientOptionsBuilder maximumPacketSize(int maximumPacketSize) {
		this.runtime.maximumPacketSize(maximumPacketSize);
		return this;
	}

	/**
	 * Set whether a failed first attempt ends {@code connect()} (behaviour S3).
	 * @param failFast the value
	 * @return this builder
	 */
	public MqttClientOptionsBuilder failFast(boolean failFast) {
		this.runtime.failFast(failFast);
		return this;
	}

	/**
	 * Set how long {@link MqttClient#disconnect()} waits for what is under way.
	 * @param shutdownTimeout zero to 365 days
	 * @return this builder
	 */
	public MqttClientOptionsBuilder shutdownTimeout(Duration shutdownTimeout) {
		this.runtime.shutdownTimeout(shutdownTimeout);
		return this;
	}

	/**
	 * Set what runs receivers and connection listeners.
	 * @param executor threads of the client's own when {@code null}; see
	 * {@link RuntimeOptions#executor()}
	 * @return this builder
	 */
	public MqttClientOptionsBuilder executor(@Nullable Executor executor) {
		this.runtime.executor(executor);
		return this;
	}

	/**
	 * Set what only MQTT 5 has.
	 * @param v5 the value
	 * @return this builder
	 */
	public MqttClientOptionsBuilder v5(Mqtt5Options v5) {
		this.v5 = Arguments.required("v5", v5);
		return this;
	}

	/**
	 * Change what only MQTT 5 has.
	 * @param v5 sets options on a builder that has those set so far
	 * @return this builder
	 */
	public MqttClientOptionsBuilder v5(Consumer<Mqtt5Options.Builder> v5) {
		Mqtt5Options.Builder builder = this.v5.mutate();
		Arguments.required("v5", v5).accept(builder);
		return v5(builder.build());
	}

	/**
	 * Set the will.
	 * @param will none when {@code null}
	 * @return this builder
	 */
	public MqttClientOptionsBuilder will(@Nullable Will will) {
		this.will = will;
		return this;
	}

	/**
	 * Set TLS.
	 * @param tls plain TCP when {@code null}
	 * @return this builder
	 */
	public MqttClientOptionsBuilder tls(@Nullable TlsOptions tls) {
		this.tls = tls;
		return this;
	}

	/**
	 * Set how the server is reached.
	 * @param transport the value
	 * @return this builder
	 */
	public MqttClientOptionsBuilder transport(TransportOptions transport) {
		this.transport = Arguments.required("transport", transport);
		return this;
	}

	/**
	 * Set when to try again.
	 * @param reconnect the value
	 * @return this builder
	 */
	public MqttClientOptionsBuilder reconnect(ReconnectOptions reconnect) {
		this.reconnect = Arguments.required("reconnect", reconnect);
		return this;
	}

	/**
	 * Set the buffer of publications.
	 * @param publish the value
	 * @return this builder
	 */
	public MqttClientOptionsBuilder publish(PublishOptions publish) {
		this.publish = Arguments.required("publish", publish);
		return this;
	}

	/**
	 * Set where the session is kept so that it survives the process.
	 * @param store nowhere when {@code null}
	 * @return this builder
	 */
	public MqttClientOptionsBuilder store(@Nullable StoreOptions store) {
		this.store = store;
		return this;
	}

	/**
	 * Set what becomes of messages that no receiver takes.
	 * @param unmatched the value
	 * @return this builder
	 */
	public MqttClientOptionsBuilder unmatched(UnmatchedOptions unmatched) {
		this.unmatched = Arguments.required("unmatched", unmatched);
		return this;
	}

	/**
	 * Set the DNS exchange of {@link MqttClient#wanOk()}.
	 * @param wanCheck the value
	 * @return this builder
	 */
	public MqttClientOptionsBuilder wanCheck(WanCheckOptions wanCheck) {
		this.wanCheck = Arguments.required("wanCheck", wanCheck);
		return this;
	}

	/**
	 * Set the one server.
	 * @param host host name or IP literal
	 * @param port 1 to 65535, or 0 for the default port
	 * @return this builder
	 */
	public MqttClientOptionsBuilder server(String host, int port) {
		return servers(List.of(new ServerAddress(host, port)));
	}

	/**
	 * Build the options.
	 * @return the options
	 * @throws InvalidOptionException if a value can't work
	 */
	public MqttClientOptions build() {
		ProtocolVersion version = (this.protocolVersion != null) ? this.protocolVersion : ProtocolVersion.MQTT_5;
		Mqtt5Options v5 = (this.protocolVersion != null) ? this.v5 : this.v5.mutate().fallback(true).build();
		return new MqttClientOptions(this.servers, this.clientId, this.credentials, version, this.session.build(),
				this.liveness.build(), v5, this.will, this.tls, this.transport, this.reconnect, this.publish,
				this.store, this.unmatched, this.runtime.build(), this.wanCheck);
	}

}
