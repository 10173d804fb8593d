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

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.reliability.BrokerAbilities.Feature;
import io.resilientmqtt.testsupport.FaultProxy;
import io.resilientmqtt.testsupport.RestartableBroker;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A broker in default configuration, one for all tests of a class, behind a
 * {@link FaultProxy}; and clients with our own defaults, but for what a test is about.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ForeignBrokerFixture {

	static final Duration PATIENCE = Duration.ofSeconds(60);

	/** What most brokers hold for a client by default is 1000 messages. */
	private static final int MOST_WAITING = 500;

	private static final AtomicInteger names = new AtomicInteger();

	final BrokerAbilities abilities;

	RestartableBroker broker;

	FaultProxy proxy;

	private final List<MqttClient> clients = new ArrayList<>();

	private NettyMqttClientFactory factory = new NettyMqttClientFactory();

	private ScheduledExecutorService publishers = Executors.newSingleThreadScheduledExecutor();

	ForeignBrokerFixture(BrokerAbilities abilities) {
		this.abilities = abilities;
	}

	/**
	 * Create the broker.
	 * @param directory where it may keep its data
	 * @return the broker, which is not running
	 */
	abstract RestartableBroker create(Path directory);

	@BeforeAll
	void start(@TempDir Path directory) {
		this.broker = create(directory);
		this.broker.launch();
		this.proxy = new FaultProxy("127.0.0.1", this.broker.port());
	}

	@AfterEach
	void closeClients() {
		this.publishers.shutdownNow();
		this.factory.close();
		this.clients.clear();
		this.publishers = Executors.newSingleThreadScheduledExecutor();
		this.factory = new NettyMqttClientFactory();
	}

	@AfterAll
	void stop() {
		closeClients();
		this.publishers.shutdownNow();
		this.factory.close();
		this.proxy.close();
		this.broker.close();
	}

	Stream<ProtocolVersion> versions() {
		return this.abilities.versions().stream();
	}

	Stream<ProtocolVersion> versionsWithGroups() {
		return this.abilities.has(Feature.SHARED_SUBSCRIPTIONS) ? versions() : Stream.empty();
	}

	Stream<ProtocolVersion> versionsWithResponseTopics() {
		return versions().filter((version) -> version == ProtocolVersion.MQTT_5);
	}

	/**
	 * Return the QoS of messages that have to arrive.
	 * @return those that the broker has
	 */
	List<QoS> acknowledged() {
		return this.abilities.has(Feature.QOS_2) ? List.of(QoS.AT_LEAST_ONCE, QoS.EXACTLY_ONCE)
				: List.of(QoS.AT_LEAST_ONCE);
	}

	/**
	 * Return a name that nothing else has, for a client or topic.
	 * @param about what it begins with
	 * @return the name
	 */
	static String unique(String about) {
		return about + names.incrementAndGet();
	}

	/**
	 * Return a client that has its own defaults, but for what is said.
	 * @param customizer says it
	 * @return the client, which is not connected
	 */
	MqttClient create(Consumer<MqttClientOptionsBuilder> customizer) {
		MqttClientOptionsBuilder options = MqttClientOptions.builder().server("127.0.0.1", this.proxy.port());
		customizer.accept(options);
		MqttClient client = this.factory.create(options.build());
		this.clients.add(client);
		return client;
	}

	MqttClient connect(ProtocolVersion version) {
		return connect(create((options) -> options.protocolVersion(version)));
	}

	static MqttClient connect(MqttClient client) {
		get(client.connect());
		return client;
	}

	/**
	 * Return a client that has a session kept for it.
	 * @param version the protocol version
	 * @param clientId the Client Identifier
	 * @return the client, which is not connected
	 */
	MqttClient createPersistent(ProtocolVersion version, String clientId) {
		return create((options) -> options.protocolVersion(version)
			.clientId(clientId)
			.clean(false)
			.cleanInit(false)
			.v5((v5) -> v5.sessionExpiryInterval(Duration.ofHours(1))));
	}

	/**
	 * Publish numbers for as long as outages come, if the broker lives through what is
	 * repeated after them.
	 * @param flows the flows
	 */
	void publish(List<NumberedFlow> flows) {
		if (this.abilities.has(Feature.REPETITIONS)) {
			this.publishers.scheduleAtFixedRate(() -> flows.stream()
				.filter((flow) -> flow.published() - flow.arrived() < MOST_WAITING)
				.forEach(NumberedFlow::publish), 0, 10, TimeUnit.MILLISECONDS);
		}
	}

	/**
	 * Have an outage while messages are under way; or after they have arrived, if the
	 * broker does not live through what is repeated.
	 * @param flows the flows, each of which goes on before the outage
	 * @param outage lasts until this returns
	 */
	void outage(List<NumberedFlow> flows, Runnable outage) {
		if (this.abilities.has(Feature.REPETITIONS)) {
			awaitNew(flows);
			outage.run();
			return;
		}
		flows.forEach((flow) -> flow.publish(20));
		flows.forEach(ForeignBrokerFixture::awaitAll);
		long before = outages();
		outage.run();
		eventually(() -> assertThat(outages()).isGreaterThanOrEqualTo(before + flows.size()));
	}

	private long outages() {
		return this.clients.stream().mapToLong((client) -> client.statistics().outages()).sum();
	}

	private static void awaitNew(List<NumberedFlow> flows) {
		flows.forEach(NumberedFlow::awaitNew);
		flows.forEach(ForeignBrokerFixture::goesOn);
	}

	private static void goesOn(NumberedFlow flow) {
		eventually(() -> assertThat(flow).matches((going) -> going.newArrivedAt() != 0, "goes on"));
	}

	private static void awaitAll(NumberedFlow flow) {
		eventually(() -> assertThat(flow).matches((all) -> all.arrived() == all.published() && all.isAcknowledged(),
				"arrives"));
	}

	/**
	 * Have each flow go on once more, stop publishing and wait until everything is
	 * acknowledged.
	 * @param flows the flows
	 */
	void finish(List<NumberedFlow> flows) {
		flows.forEach(NumberedFlow::awaitNew);
		if (!this.abilities.has(Feature.REPETITIONS)) {
			flows.forEach((flow) -> flow.publish(20));
		}
		flows.forEach(ForeignBrokerFixture::goesOn);
		get(CompletableFuture.runAsync(() -> {
		}, this.publishers)); // the last round is through
		this.publishers.shutdown();
		for (NumberedFlow flow : flows) {
			eventually(() -> assertThat(flow).matches(NumberedFlow::isAcknowledged, "is acknowledged"));
			assertThat(flow.failure()).isNull();
		}
	}

	static void assertNothingLost(List<NumberedFlow> flows) {
		for (NumberedFlow flow : flows) {
			eventually(() -> assertThat(flow).matches((finished) -> finished.lost() == 0, "has lost nothing"));
			assertThat(flow).matches((finished) -> finished.reordered() == 0, "is in order");
		}
	}

	static void assertExactlyOnce(List<NumberedFlow> flows) {
		assertThat(flows).filteredOn((flow) -> flow.qos() == QoS.EXACTLY_ONCE)
			.allMatch((flow) -> flow.duplicated() == 0, "nothing arrived again");
	}

	static <T> T get(CompletableFuture<T> future) {
		return future.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
	}

	static void eventually(ThrowingRunnable assertion) {
		await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).untilAsserted(assertion);
	}

}
