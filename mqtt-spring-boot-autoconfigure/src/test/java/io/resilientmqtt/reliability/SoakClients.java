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

package io.resilientmqtt.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;

import io.netty.pkitesting.X509Bundle;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ReconnectOptions;
import io.resilientmqtt.client.TlsOptions;
import io.resilientmqtt.client.TransportOptions;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.FaultProxy;
import io.resilientmqtt.testsupport.LocalMosquitto;
import io.resilientmqtt.testsupport.TestAuthority;
import org.jspecify.annotations.Nullable;

/**
 * The clients of {@link SoakTests} and what they publish, the brokers they do it on and
 * the proxies before these: TCP, TLS, WebSocket, a name with two addresses of which one
 * refuses, a slow uplink with large messages, and clients of a broker that closes the
 * connection upon what is too long for it.
 */
final class SoakClients implements AutoCloseable {

	/** In soak.hosts, which the profile "soak" names: 127.0.0.2 and 127.0.0.1. */
	private static final String TWO_ADDRESSES = "two.test";

	private static final String SERVER = "broker.test";

	private static final int LARGE = 5 * 1024 * 1024;

	private static final long UPLINK_BYTES_PER_SECOND = 2 * 1024 * 1024;

	private static final int LONGEST_PACKET = 2000;

	private final ScheduledExecutorService publisher = Executors.newSingleThreadScheduledExecutor();

	private final NettyMqttClientFactory factory = new NettyMqttClientFactory();

	private final List<MqttClient> clients = new ArrayList<>();

	private final List<MqttClient> poisonable = new ArrayList<>();

	private final List<NumberedFlow> flows = new ArrayList<>();

	private final List<NumberedFlow> largeFlows = new ArrayList<>();

	private final List<FaultProxy> proxies = new ArrayList<>();

	private final AtomicInteger poisonPublished = new AtomicInteger();

	private final AtomicInteger poisonRefused = new AtomicInteger();

	private final LocalMosquitto broker;

	private final LocalMosquitto narrowBroker;

	private final FaultProxy uplink;

	SoakClients(Path directory) {
		TestAuthority authority = new TestAuthority();
		this.broker = new LocalMosquitto(folder(directory, "broker"));
		int tls = this.broker.listen(certificate(directory, authority));
		int webSocket = this.broker.listen("protocol websockets");
		this.narrowBroker = LocalMosquitto.withDefaults(folder(directory, "narrow"),
				"max_packet_size " + LONGEST_PACKET);
		this.broker.start();
		this.narrowBroker.start();
		FaultProxy tcpProxy = proxy(this.broker.port());
		FaultProxy tlsProxy = proxy(tls);
		FaultProxy webSocketProxy = proxy(webSocket);
		FaultProxy narrowProxy = proxy(this.narrowBroker.port());
		this.uplink = new FaultProxy("127.0.0.1", this.broker.port());
		this.uplink.throttle(UPLINK_BYTES_PER_SECOND);
		SSLContext context = context(authority);
		for (ProtocolVersion version : ProtocolVersion.values()) {
			flow("TCP", version, QoS.AT_LEAST_ONCE, 4, (options) -> options.server("127.0.0.1", tcpProxy.port()));
			flow("TCP", version, QoS.EXACTLY_ONCE, 20, (options) -> options.server("127.0.0.1", tcpProxy.port()));
			flow("TLS", version, QoS.EXACTLY_ONCE, 20, (options) -> options.server("127.0.0.1", tlsProxy.port())
				.tls(new TlsOptions(() -> context, SERVER, true)));
			flow("WebSocket", version, QoS.EXACTLY_ONCE, 20,
					(options) -> options.server("127.0.0.1", webSocketProxy.port())
						.transport(TransportOptions.DEFAULT.withType(TransportOptions.Type.WEBSOCKET)));
			flow("two addresses", version, QoS.AT_LEAST_ONCE, 20,
					(options) -> options.server(TWO_ADDRESSES, tcpProxy.port()));
			this.poisonable.add(flow("narrow", version, QoS.AT_LEAST_ONCE, 20,
					(options) -> options.server("127.0.0.1", narrowProxy.port())));
			largeFlow(version);
		}
	}

	private FaultProxy proxy(int port) {
		FaultProxy proxy = new FaultProxy("127.0.0.1", port);
		this.proxies.add(proxy);
		return proxy;
	}

	private MqttClient flow(String kind, ProtocolVersion version, QoS qos, long periodMillis,
			Consumer<MqttClientOptionsBuilder> customizer) {
		String name = kind + ", MQTT " + version + ", QoS " + qos.value();
		MqttClient client = client(name, version, customizer);
		NumberedFlow flow = new NumberedFlow(name, client, client, "soak/" + name, qos);
		client.connect().join();
		this.flows.add(flow);
		this.publisher.scheduleAtFixedRate(flow::publish, periodMillis, periodMillis, TimeUnit.MILLISECONDS);
		return client;
	}

	private void largeFlow(ProtocolVersion version) {
		String name = "5 MB, MQTT " + version + ", QoS 1";
		MqttClient publishing = client(name, version, (options) -> options.server("127.0.0.1", this.uplink.port()));
		MqttClient receiving = client(name + " received", version,
				(options) -> options.server("127.0.0.1", this.proxies.get(0).port()));
		NumberedFlow flow = new NumberedFlow(name, publishing, receiving, "soak/" + name, QoS.AT_LEAST_ONCE, LARGE);
		receiving.connect().join();
		publishing.connect().join();
		this.largeFlows.add(flow);
		this.publisher.scheduleAtFixedRate(() -> {
			if (flow.published() == flow.acknowledged()) {
				flow.publish();
			}
		}, 1, 10, TimeUnit.SECONDS);
	}

	private MqttClient client(String name, ProtocolVersion version, Consumer<MqttClientOptionsBuilder> customizer) {
		MqttClientOptionsBuilder options = MqttClientOptions.builder()
			.protocolVersion(version)
			.clientId(name)
			.clean(false)
			.cleanInit(false)
			.v5((v5) -> v5.sessionExpiryInterval(Duration.ofHours(1)))
			.pingInterval(Duration.ofSeconds(1))
			.responseTime(Duration.ofSeconds(2))
			.reconnect(new ReconnectOptions(Duration.ofMillis(500), Duration.ofSeconds(30), 2, 0.25,
					Duration.ofSeconds(2)))
			.failFast(false);
		customizer.accept(options);
		MqttClient client = this.factory.create(options.build());
		this.clients.add(client);
		return client;
	}

	/**
	 * Publish what the broker with the short packets closes the connection upon, or says
	 * beforehand that it is too long for it (MQTT 5).
	 */
	void poison() {
		for (MqttClient client : this.poisonable) {
			this.poisonPublished.incrementAndGet();
			client.publish("poison", new byte[2 * LONGEST_PACKET], QoS.AT_LEAST_ONCE, false)
				.whenComplete((result, failure) -> refused(failure));
		}
	}

	private void refused(@Nullable Throwable failure) {
		if (failure instanceof MqttPublishException ex
				&& (ex.reason() == Reason.REFUSED_BY_CLOSING || ex.reason() == Reason.BROKER_LIMIT)) {
			this.poisonRefused.incrementAndGet();
		}
	}

	boolean isPoisonRefused() {
		return this.poisonPublished.get() == this.poisonRefused.get();
	}

	/**
	 * Return the flows of short messages, which go on as soon as an outage is over.
	 * @return the flows
	 */
	List<NumberedFlow> flows() {
		return this.flows;
	}

	/**
	 * Return the flows of short messages and of large ones.
	 * @return the flows
	 */
	List<NumberedFlow> allFlows() {
		return Stream.concat(this.flows.stream(), this.largeFlows.stream()).toList();
	}

	List<FaultProxy> proxies() {
		return this.proxies;
	}

	LocalMosquitto broker() {
		return this.broker;
	}

	/**
	 * Cut the connection of the large messages, which none of the other faults meets.
	 */
	void cutUplink() {
		this.uplink.cut();
	}

	/**
	 * Publish nothing more.
	 * @return whether what was being published is
	 * @throws InterruptedException if the thread is interrupted
	 */
	boolean finish() throws InterruptedException {
		this.publisher.shutdown();
		return this.publisher.awaitTermination(1, TimeUnit.MINUTES);
	}

	String report() {
		return "poison published: " + this.poisonPublished + ", refused: " + this.poisonRefused + "\nlinks lost: "
				+ this.clients.stream().mapToLong((client) -> client.statistics().outages()).sum();
	}

	@Override
	public void close() {
		this.publisher.shutdownNow();
		this.factory.close();
		this.proxies.forEach(FaultProxy::close);
		this.uplink.close();
		this.broker.close();
		this.narrowBroker.close();
	}

	private static Path folder(Path directory, String name) {
		try {
			return Files.createDirectory(directory.resolve(name));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String[] certificate(Path directory, TestAuthority authority) {
		X509Bundle server = authority.server(SERVER);
		try {
			Path certificate = Files.writeString(directory.resolve("server.pem"), server.getCertificatePathPEM());
			Path key = Files.writeString(directory.resolve("server.key"), server.getPrivateKeyPEM());
			return new String[] { "certfile " + certificate, "keyfile " + key };
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static SSLContext context(TestAuthority authority) {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, authority.root().toTrustManagerFactory().getTrustManagers(), null);
			return context;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
