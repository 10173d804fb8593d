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
import java.util.stream.IntStream;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.Will;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.messaging.MqttTemplate;
import io.resilientmqtt.reliability.BrokerAbilities.Feature;
import io.resilientmqtt.reliability.BrokerAbilities.Keeps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds on every broker in default configuration, as far as the broker has it. Its
 * subclasses are the brokers; brokers.adoc tells what they bring.
 */
abstract class BrokerGuarantees extends ForeignBrokerFixture {

	/** More than any window of broker or client that is not one of thousands. */
	private static final int BURST = 900;

	BrokerGuarantees(BrokerAbilities abilities) {
		super(abilities);
	}

	@Test
	void defaultsAreEnough() {
		List<String> received = new CopyOnWriteArrayList<>();
		MqttClient client = connect(create((options) -> {
		}));
		String topic = unique("defaults");
		subscribe(client, topic, QoS.AT_LEAST_ONCE, received);
		get(client.publish(topic, "x".getBytes(), QoS.AT_LEAST_ONCE, false));
		eventually(() -> assertThat(received).containsExactly("x"));
	}

	@ParameterizedTest
	@MethodSource("versions")
	void burstsArriveOnceAndInOrder(ProtocolVersion version) {
		MqttClient publisher = connect(version);
		MqttClient subscriber = connect(version);
		List<String> numbers = IntStream.range(0, BURST).mapToObj(String::valueOf).toList();
		List<QoS> levels = new ArrayList<>(acknowledged());
		levels.add(0, QoS.AT_MOST_ONCE);
		for (QoS qos : levels) {
			List<String> received = new CopyOnWriteArrayList<>();
			String topic = unique("burst");
			subscribe(subscriber, topic, qos, received);
			publishAll(publisher, topic, qos, numbers);
			eventually(() -> assertThat(received).describedAs(qos.toString()).hasSizeGreaterThanOrEqualTo(BURST));
			assertThat(received).describedAs(qos.toString()).containsExactlyElementsOf(numbers);
		}
	}

	@Test
	void brokenConnectionsCostNothing() {
		List<NumberedFlow> flows = flows();
		publish(flows);
		outage(flows, this.proxy::cut);
		outage(flows, this.proxy::closeConnections);
		outage(flows, this.proxy::cut);
		outage(flows, () -> {
			this.proxy.refuse();
			FaultProxyFixture.pause(Duration.ofMillis(300));
			this.proxy.restore();
		});
		finish(flows);
		assertNothingLost(flows);
		assertExactlyOnce(flows);
	}

	@ParameterizedTest
	@MethodSource("versions")
	void aSessionKeepsWhatComesMeanwhile(ProtocolVersion version) {
		MqttClient publisher = connect(version);
		List<String> numbers = IntStream.range(0, 100).mapToObj(String::valueOf).toList();
		for (QoS qos : acknowledged()) {
			String topic = unique("meanwhile");
			subscribeAndLeave(version, topic, qos);
			publishAll(publisher, topic, qos, numbers);
			List<String> received = new CopyOnWriteArrayList<>();
			comeBack(version, topic, received);
			eventually(() -> assertThat(received).containsExactlyElementsOf(numbers));
		}
	}

	@ParameterizedTest
	@MethodSource("versions")
	void theWillIsPublishedForAClientThatVanishes(ProtocolVersion version) {
		List<String> wills = new CopyOnWriteArrayList<>();
		String topic = unique("will");
		subscribe(connect(version), topic, QoS.AT_LEAST_ONCE, wills);
		get(connectWithWill(version, topic, "disconnected").disconnect());
		connectWithWill(version, topic, "closed").close();
		eventually(() -> assertThat(wills).containsExactly("closed"));
	}

	private MqttClient connectWithWill(ProtocolVersion version, String topic, String payload) {
		MqttMessage message = MqttMessage.builder(topic).payload(payload).qos(QoS.AT_LEAST_ONCE).build();
		return connect(create((options) -> options.protocolVersion(version).will(new Will(message, Duration.ZERO))));
	}

	@ParameterizedTest
	@MethodSource("versions")
	void theLastRetainedMessageComesFirst(ProtocolVersion version) {
		MqttClient publisher = connect(version);
		String topic = unique("retained");
		for (String payload : List.of("old", "new")) {
			get(publisher.publish(topic, payload.getBytes(), QoS.AT_LEAST_ONCE, true));
		}
		List<MqttMessage> received = new CopyOnWriteArrayList<>();
		MqttClient subscriber = connect(version);
		subscriber.onMessage(topic, received::add);
		get(subscriber.subscribe(Subscription.of(topic, QoS.AT_LEAST_ONCE)));
		eventually(() -> assertThat(received).singleElement()
			.matches((message) -> message.payloadAsString().equals("new"))
			.matches((message) -> message.retain() == this.abilities.has(Feature.RETAIN_FLAG)));
		get(publisher.publish(topic, new byte[0], QoS.AT_LEAST_ONCE, true));
		List<String> later = new CopyOnWriteArrayList<>();
		MqttClient late = connect(version);
		subscribe(late, topic, QoS.AT_LEAST_ONCE, later);
		get(publisher.publish(topic, "marker".getBytes(), QoS.AT_LEAST_ONCE, false));
		eventually(() -> assertThat(later).containsExactly("marker"));
	}

	@ParameterizedTest(allowZeroInvocations = true)
	@MethodSource("versionsWithGroups")
	void theMembersOfAGroupShareTheMessages(ProtocolVersion version) {
		String topic = unique("work");
		List<List<String>> shares = List.of(new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>());
		for (List<String> share : shares) {
			MqttClient member = connect(version);
			member.onMessage(topic, (message) -> share.add(message.payloadAsString()));
			get(member.subscribe(Subscription.builder(topic).group("workers").build()));
		}
		MqttClient publisher = connect(version);
		List<String> sent = new ArrayList<>();
		eventually(() -> { // some hand a burst to the one that comes first
			String next = String.valueOf(sent.size());
			sent.add(next);
			publishAll(publisher, topic, QoS.AT_LEAST_ONCE, List.of(next));
			assertThat(shares).noneMatch(List::isEmpty);
		});
		eventually(() -> assertThat(shares.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(sent));
	}

	@ParameterizedTest(allowZeroInvocations = true)
	@MethodSource("versionsWithResponseTopics")
	void requestsAreAnswered(ProtocolVersion version) {
		MqttClient answering = connect(version);
		MqttTemplate answers = new MqttTemplate(answering);
		String topic = unique("question");
		answering.onMessage(topic,
				(request) -> answers.send(MqttMessage.builder(String.valueOf(request.properties().responseTopic()))
					.payload("answer to " + request.payloadAsString())
					.qos(QoS.AT_LEAST_ONCE)
					.properties(
							PublishProperties.builder().correlationData(request.properties().correlationData()).build())
					.build()));
		get(answering.subscribe(Subscription.of(topic, QoS.AT_LEAST_ONCE)));
		MqttTemplate asking = new MqttTemplate(connect(version));
		List<CompletableFuture<String>> replies = IntStream.range(0, 50)
			.mapToObj((number) -> asking.sendAndReceive(topic, String.valueOf(number), String.class))
			.toList();
		assertThat(replies.stream().map(ForeignBrokerFixture::get))
			.containsExactlyElementsOf(IntStream.range(0, 50).mapToObj((number) -> "answer to " + number).toList());
		asking.destroy();
	}

	@ParameterizedTest
	@MethodSource("versions")
	void receiversOfFiltersThatCrossHaveEachMessageOnce(ProtocolVersion version) {
		MqttClient subscriber = connect(version);
		MqttClient publisher = connect(version);
		String root = unique("cross");
		List<List<String>> all = List.of(new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>());
		subscribe(subscriber, root + "/a/+", QoS.AT_LEAST_ONCE, all.get(0));
		subscribe(subscriber, root + "/+/b", QoS.AT_LEAST_ONCE, all.get(1));
		get(subscriber.unsubscribe("nothing")); // what the second has brought about is
												// answered
		List<String> numbers = IntStream.range(0, 20).mapToObj(String::valueOf).toList();
		publishAll(publisher, root + "/a/b", QoS.AT_LEAST_ONCE, numbers);
		for (List<String> received : all) {
			eventually(() -> assertThat(received).hasSizeGreaterThanOrEqualTo(numbers.size()));
		}
		get(subscriber.brokerUp());
		assertThat(all).allSatisfy((received) -> assertThat(received).containsExactlyElementsOf(numbers));
	}

	@Test
	void aShutDownIsSurvived() {
		restart(this.broker::shutDown, this.abilities.keeps() != Keeps.NOTHING);
	}

	@Test
	void aKillIsSurvived() {
		restart(this.broker::kill, this.abilities.keeps() == Keeps.WHEN_KILLED);
	}

	private void restart(Runnable end, boolean kept) {
		String sleeper = unique("sleeper");
		List<String> numbers = IntStream.range(0, 50).mapToObj(String::valueOf).toList();
		for (ProtocolVersion version : this.abilities.versions()) {
			subscribeAndLeave(version, sleeper + version.level(), QoS.AT_LEAST_ONCE);
			publishAll(connect(version), sleeper + version.level(), QoS.AT_LEAST_ONCE, numbers);
		}
		List<NumberedFlow> flows = flows();
		publish(flows);
		outage(flows, () -> {
			end.run();
			this.broker.launch();
		});
		finish(flows);
		if (kept) {
			assertNothingLost(flows);
			for (ProtocolVersion version : this.abilities.versions()) {
				List<String> received = new CopyOnWriteArrayList<>();
				comeBack(version, sleeper + version.level(), received);
				eventually(() -> assertThat(received).containsExactlyElementsOf(numbers));
			}
		}
	}

	private List<NumberedFlow> flows() {
		return versions().flatMap((version) -> acknowledged().stream().map((qos) -> {
			MqttClient client = connect(createPersistent(version, unique("flow")));
			return new NumberedFlow("MQTT " + version + ", QoS " + qos.ordinal(), client, client, unique("flow"), qos);
		})).toList();
	}

	private void subscribeAndLeave(ProtocolVersion version, String topic, QoS qos) {
		MqttClient client = connect(createPersistent(version, topic));
		get(client.subscribe(Subscription.of(topic, qos)));
		get(client.disconnect());
	}

	private void comeBack(ProtocolVersion version, String topic, List<String> received) {
		MqttClient client = createPersistent(version, topic);
		client.onMessage(topic, (message) -> received.add(message.payloadAsString()));
		connect(client);
	}

	private static void subscribe(MqttClient client, String topic, QoS qos, List<String> received) {
		client.onMessage(topic, (message) -> received.add(message.payloadAsString()));
		get(client.subscribe(Subscription.of(topic, qos)));
	}

	private static void publishAll(MqttClient client, String topic, QoS qos, List<String> payloads) {
		get(CompletableFuture.allOf(payloads.stream()
			.map((payload) -> client.publish(topic, payload.getBytes(), qos, false))
			.toArray(CompletableFuture[]::new)));
	}

}
