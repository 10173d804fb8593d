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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.ssl.SslContextBuilder;
import io.resilientmqtt.client.ConnectionCause.Type;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.TlsOptions;
import io.resilientmqtt.client.TransportOptions;
import io.resilientmqtt.client.WebSocketOptions;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.FaultProxy;
import io.resilientmqtt.testsupport.ScriptedBroker;
import io.resilientmqtt.testsupport.TestAuthority;
import io.resilientmqtt.testsupport.WebSocketServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An upload that takes longer than the response time goes through, however it gets to the
 * broker, and a link that dies under traffic is found out.
 */
class SlowLinkTests {

	private static final Duration PING_INTERVAL = Duration.ofMillis(500);

	private static final Duration RESPONSE_TIME = Duration.ofSeconds(2);

	private static final int BYTES_PER_SECOND = 1_000_000;

	private final NettyMqttClientFactory factory = new NettyMqttClientFactory();

	private final ScheduledExecutorService publisher = Executors.newSingleThreadScheduledExecutor();

	private final List<AutoCloseable> servers = new ArrayList<>();

	@AfterEach
	void closeAll() throws Exception {
		this.publisher.shutdownNow();
		this.factory.close();
		for (AutoCloseable server : this.servers) {
			server.close();
		}
	}

	private <T extends AutoCloseable> T open(T server) {
		this.servers.add(0, server); // the last one is closed first
		return server;
	}

	private Line connect(String transport, ProtocolVersion version) throws Exception {
		TestAuthority authority = new TestAuthority();
		boolean tls = transport.equals("TLS");
		ScriptedBroker broker = open(new ScriptedBroker(tls
				? SslContextBuilder.forServer(authority.server("broker.test").toKeyManagerFactory()).build() : null));
		int port = broker.port();
		MqttClientOptionsBuilder options = MqttClientOptions.builder();
		if (tls) {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, authority.root().toTrustManagerFactory().getTrustManagers(), null);
			options.tls(new TlsOptions(() -> context, "broker.test", true));
		}
		else if (transport.equals("WEBSOCKET")) {
			port = open(new WebSocketServer(port, null)).port();
			options
				.transport(new TransportOptions(TransportOptions.Type.WEBSOCKET, WebSocketOptions.DEFAULT, null, null));
		}
		FaultProxy proxy = open(new FaultProxy("127.0.0.1", port));
		MqttClient client = this.factory.create(options.server("127.0.0.1", proxy.port())
			.protocolVersion(version)
			.clientId("client")
			.pingInterval(PING_INTERVAL)
			.responseTime(RESPONSE_TIME)
			.build());
		Line line = new Line(client, broker, proxy, new CopyOnWriteArrayList<>());
		client.onConnectionEvent(line.events::add);
		ScriptedBrokerFixture.get(client.connect());
		return line;
	}

	@Test
	void anUploadThatTakesSeveralResponseTimesGoesThroughHoweverItGetsToTheBroker() throws Exception {
		List<Line> lines = List.of(connect("TCP", ProtocolVersion.MQTT_3_1_1), connect("TCP", ProtocolVersion.MQTT_5),
				connect("TLS", ProtocolVersion.MQTT_5), connect("WEBSOCKET", ProtocolVersion.MQTT_3_1_1));
		List<CompletableFuture<?>> futures = new ArrayList<>();
		int qos = 1;
		for (Line line : lines) {
			line.proxy.throttle(BYTES_PER_SECOND);
			futures.add(line.client.publish("t", new byte[8 * BYTES_PER_SECOND], QoS.of(qos), false));
			futures.add(line.client.subscribe(Subscription.of("a", QoS.AT_LEAST_ONCE)));
			qos = 3 - qos;
		}
		futures.forEach(ScriptedBrokerFixture::get);
		assertThat(lines).allSatisfy((line) -> {
			assertThat(line.events).singleElement().isInstanceOf(ConnectionEvent.Up.class);
			assertThat(line.client.statistics().republications()).isZero();
			assertThat(line.broker.received(MqttMessageType.PUBLISH)).hasSize(1);
		});
	}

	@ParameterizedTest
	@CsvSource({ "TCP, 100, 1000", "TCP, 80000, 10", "TLS, 80000, 10", "WEBSOCKET, 80000, 10" })
	void aLinkThatDiesUnderTrafficIsFoundOut(String transport, int size, long everyMillis) throws Exception {
		Line line = connect(transport, ProtocolVersion.MQTT_5);
		byte[] payload = new byte[size];
		this.publisher.scheduleAtFixedRate(() -> line.client.publish("t", payload, QoS.AT_LEAST_ONCE, false), 0,
				everyMillis, TimeUnit.MILLISECONDS);
		FaultProxyFixture.eventually(() -> assertThat(line.broker.received(MqttMessageType.PUBLISH)).isNotEmpty());
		line.proxy.blackHole();
		long start = System.nanoTime();
		FaultProxyFixture.eventually(() -> assertThat(line.events).hasSizeGreaterThan(1));
		assertThat(Duration.ofNanos(System.nanoTime() - start))
			.isLessThan(PING_INTERVAL.plus(RESPONSE_TIME).multipliedBy(10));
		assertThat(line.events.get(1)).isInstanceOfSatisfying(ConnectionEvent.Down.class,
				(down) -> assertThat(down.cause().type()).isEqualTo(Type.TIMEOUT));
	}

	/**
	 * A client and its way to a broker.
	 */
	private record Line(MqttClient client, ScriptedBroker broker, FaultProxy proxy, List<ConnectionEvent> events) {

	}

}
