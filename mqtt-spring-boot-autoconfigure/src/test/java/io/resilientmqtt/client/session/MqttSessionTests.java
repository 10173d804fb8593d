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

package io.resilientmqtt.client.session;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.resilientmqtt.client.session.OutboundPublish.Phase;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MqttSession}.
 */
class MqttSessionTests {

	private final MqttSession<String> session = new MqttSession<>();

	private TestPublish enqueue(String name, QoS qos) {
		TestPublish publish = new TestPublish(name, qos);
		this.session.enqueue(publish, 0);
		return publish;
	}

	private List<TestPublish> enqueue(int count, QoS qos) {
		return IntStream.rangeClosed(1, count).mapToObj((i) -> enqueue(String.valueOf(i), qos)).toList();
	}

	/**
	 * Send what may be sent.
	 * @return what was sent: name, R for PUBREL, D for DUP
	 */
	private String send() {
		List<String> sent = new ArrayList<>();
		for (OutboundPublish<String> publish = this.session.nextToSend(true); publish != null; publish = this.session
			.nextToSend(true)) {
			boolean pubrel = publish.phase() == Phase.RELEASED;
			sent.add(publish + (pubrel ? "R" : publish.isRepeated() ? "D" : ""));
			publish.transmitted(0);
		}
		return String.join(" ", sent);
	}

	private static List<Integer> ids(List<TestPublish> publishes) {
		return publishes.stream().map(TestPublish::packetId).toList();
	}

	@Test
	void nothingIsSentWithoutAConnection() {
		enqueue(1, QoS.AT_MOST_ONCE);
		assertThat(send()).isEmpty();
		this.session.bind(false, 10, QoS.EXACTLY_ONCE);
		assertThat(send()).isEqualTo("1");
		enqueue(1, QoS.AT_LEAST_ONCE);
		this.session.unbind();
		assertThat(send()).isEmpty();
	}

	@Test
	@Behaviour("S15")
	void publicationsQueuedAtOnceAreSentInOrderBehindTheOthers() {
		this.session.bind(false, 10, QoS.EXACTLY_ONCE);
		enqueue("first", QoS.AT_LEAST_ONCE);
		TestPublish oldest = new TestPublish("a", QoS.AT_LEAST_ONCE);
		TestPublish middle = new TestPublish("b", QoS.AT_MOST_ONCE);
		TestPublish newest = new TestPublish("c", QoS.AT_LEAST_ONCE);
		newest.link(middle);
		middle.link(oldest);
		this.session.enqueue(newest, 42);
		assertThat(this.session.queued()).isEqualTo(4);
		assertThat(Stream.of(oldest, middle, newest)).allMatch((publish) -> publish.since() == 42);
		enqueue("last", QoS.AT_LEAST_ONCE);
		assertThat(this.session.withdraw(middle)).isTrue();
		assertThat(send()).isEqualTo("first a c last");
	}

	@Test
	@Behaviour("S15")
	void publicationsAreSentInTheOrderQueuedWhateverTheirQoS() {
		this.session.bind(false, 10, QoS.EXACTLY_ONCE);
		IntStream.range(0, 6).forEach((i) -> enqueue(String.valueOf(i), QoS.of(i % 3)));
		assertThat(send()).isEqualTo("0 1 2 3 4 5");
		assertThat(this.session.queued()).isZero();
		assertThat(this.session.inFlight()).isEqualTo(4);
	}

	@Test
	@Behaviour("S16")
	void qos0TakesNoIdentifier() {
		this.session.bind(false, 10, QoS.EXACTLY_ONCE);
		TestPublish first = enqueue("first", QoS.AT_MOST_ONCE);
		TestPublish second = enqueue("second", QoS.AT_LEAST_ONCE);
		send();
		assertThat(first.packetId()).isZero();
		assertThat(first.phase()).isEqualTo(Phase.DONE);
		assertThat(second.packetId()).isEqualTo(1);
	}

	@Test
	void theWindowLimitsWhatIsInFlightAndEveryEndOfAnExchangeOpensIt() {
		this.session.bind(false, 2, QoS.EXACTLY_ONCE);
		TestPublish one = enqueue("1", QoS.AT_LEAST_ONCE);
		TestPublish two = enqueue("2", QoS.EXACTLY_ONCE);
		TestPublish three = enqueue("3", QoS.EXACTLY_ONCE);
		enqueue("4", QoS.AT_LEAST_ONCE);
		enqueue("5", QoS.AT_LEAST_ONCE);
		assertThat(send()).isEqualTo("1 2");
		assertThat(this.session.outbound().puback(one.packetId())).isSameAs(one);
		assertThat(send()).isEqualTo("3");
		assertThat(this.session.outbound().pubrec(two.packetId(), false)).isSameAs(two);
		assertThat(send()).isEmpty();
		assertThat(this.session.outbound().pubcomp(two.packetId())).isSameAs(two);
		assertThat(send()).isEqualTo("4");
		assertThat(this.session.outbound().pubrec(three.packetId(), true)).isSameAs(three);
		assertThat(send()).isEqualTo("5");
		assertThat(Stream.of(one, two, three)).allMatch((publish) -> publish.phase() == Phase.DONE)
			.allMatch((publish) -> publish.packetId() == 0);
	}

	@Test
	@Behaviour("S6")
	void whatWasInFlightIsResentInItsOrderEachInItsPhase() {
		this.session.bind(false, 10, QoS.EXACTLY_ONCE);
		List<TestPublish> publishes = enqueue(4, QoS.EXACTLY_ONCE);
		assertThat(send()).isEqualTo("1 2 3 4");
		List<Integer> ids = ids(publishes);
		this.session.outbound().pubrec(publishes.get(3).packetId(), false);
		this.session.outbound().pubrec(publishes.get(1).packetId(), false);
		this.session.unbind();
		enqueue("5", QoS.EXACTLY_ONCE);
		this.session.bind(true, 10, QoS.EXACTLY_ONCE);
		assertThat(send()).isEqualTo("1D 2R 3D 4R 5");
		assertThat(ids(publishes)).isEqualTo(ids);
	}

	@Test
	@Behaviour("S6")
	void aSmallerWindowHoldsForWhatIsResentToo() {
		this.session.bind(false, 10, QoS.EXACTLY_ONCE);
		List<TestPublish> publishes = enqueue(4, QoS.AT_LEAST_ONCE);
		send();
		this.session.unbind();
		this.session.bind(true, 2, QoS.EXACTLY_ONCE);
		assertThat(send()).isEqualTo("1D 2D");
		this.session.outbound().puback(publishes.get(0).packetId());
		assertThat(send()).isEqualTo("3D");
		assertThat(this.session.outbound().next(publishes.get(2))).isNull();
		this.session.outbound().puback(publishes.get(1).packetId());
		this.session.outbound().puback(publishes.get(2).packetId());
		assertThat(send()).isEqualTo("4D");
	}

	@Test
	@Behaviour("S6")
	void anOutageInTheMiddleOfTheResendingChangesNothing() {
		this.session.bind(false, 10, QoS.EXACTLY_ONCE);
		enqueue(3, QoS.AT_LEAST_ONCE);
		send();
		this.session.unbind();
		this.session.bind(true, 1, QoS.EXACTLY_ONCE);
		assertThat(send()).isEqualTo("1D");
		this.session.unbind();
		this.session.bind(true, 10, QoS.EXACTLY_ONCE);
		assertThat(this.session.outbound().first()).isNull(); // nothing is, on this
																// connection
		assertThat(send()).isEqualTo("1D 2D 3D");
		assertThat(this.session.outbound().first()).hasToString("1");
	}

	@Test
	@Behaviour("S14")
	void aBrokerWithoutTheSessionGetsAllAnewBeforeWhatIsQueued() {
		this.session.bind(false, 2, QoS.EXACTLY_ONCE);
		List<TestPublish> publishes = enqueue(3, QoS.EXACTLY_ONCE);
		send();
		this.session.outbound().pubrec(publishes.get(0).packetId(), false);
		List<Integer> ids = ids(publishes.subList(0, 2));
		this.session.unbind();
		this.session.bind(false, 10, QoS.EXACTLY_ONCE);
		assertThat(send()).isEqualTo("1 2 3");
		assertThat(ids(publishes)).doesNotContainAnyElementsOf(ids).doesNotHaveDuplicates();
	}

	@Test
	@Behaviour("S8")
	void acknowledgementsThatBelongToNothingChangeNothing() {
		this.session.bind(false, 2, QoS.EXACTLY_ONCE);
		TestPublish one = enqueue("1", QoS.AT_LEAST_ONCE);
		TestPublish two = enqueue("2", QoS.EXACTLY_ONCE);
		enqueue("3", QoS.AT_LEAST_ONCE);
		send();
		int first = one.packetId();
		int second = two.packetId();
		assertThat(this.session.outbound().pubrec(first, false)).isNull();
		assertThat(this.session.outbound().pubcomp(first)).isNull();
		assertThat(this.session.outbound().puback(second)).isNull();
		assertThat(this.session.outbound().pubcomp(second)).isNull();
		assertThat(this.session.outbound().puback(4711)).isNull();
		assertThat(send()).isEmpty();
		this.session.outbound().puback(first);
		assertThat(this.session.outbound().puback(first)).isNull();
		assertThat(send()).isEqualTo("3");
	}

	@Test
	@Behaviour("S8")
	void aPubrecThatComesAgainLeadsToPubrelAgainUnlessItIsAnError() {
		this.session.bind(false, 2, QoS.EXACTLY_ONCE);
		TestPublish publish = enqueue("1", QoS.EXACTLY_ONCE);
		send();
		int id = publish.packetId();
		assertThat(this.session.outbound().pubrec(id, false)).isSameAs(publish);
		assertThat(publish.transmissions()).isZero();
		assertThat(this.session.outbound().pubrec(id, false)).isSameAs(publish);
		assertThat(this.session.outbound().pubrec(id, true)).isNull();
		assertThat(publish.phase()).isEqualTo(Phase.RELEASED);
		assertThat(this.session.inFlight()).isEqualTo(1);
	}

	@Test
	@Behaviour("S24")
	void anIdentifierIsFreeAgainWithPubcompAndNotBefore() {
		this.session.bind(false, 65535, QoS.EXACTLY_ONCE);
		List<TestPublish> publishes = enqueue(65_535, QoS.EXACTLY_ONCE);
		TestPublish waiting = enqueue("waiting", QoS.EXACTLY_ONCE);
		send();
		TestPublish first = publishes.get(0);
		int id = first.packetId();
		this.session.outbound().pubrec(id, false);
		assertThat(first.packetId()).isEqualTo(id);
		assertThat(waiting.phase()).isEqualTo(Phase.QUEUED);
		this.session.outbound().pubcomp(id);
		assertThat(send()).isEqualTo("waiting");
		assertThat(waiting.packetId()).isEqualTo(id);
	}

	@Test
	@Behaviour("S24")
	void whatWasReceivedIsRememberedThroughOutagesUntilPubrel() {
		this.session.bind(false, 10, QoS.EXACTLY_ONCE);
		assertThat(this.session.inbound().publish(7)).isTrue();
		this.session.unbind();
		this.session.bind(true, 10, QoS.EXACTLY_ONCE);
		assertThat(this.session.inbound().publish(7)).isFalse();
		assertThat(this.session.inbound().pubrel(7)).isEqualTo(InboundExchanges.Release.KNOWN);
		assertThat(this.session.inbound().pubrel(7)).isEqualTo(InboundExchanges.Release.UNKNOWN);
		assertThat(this.session.inbound().publish(7)).isTrue();
		this.session.unbind();
		this.session.bind(false, 10, QoS.EXACTLY_ONCE);
		assertThat(this.session.inbound().publish(7)).isTrue();
	}

	@Test
	@Behaviour("S24")
	void whatWasNotHandledIsDeliveredWhenItComesAgain() {
		this.session.inbound().publish(7);
		this.session.inbound().forget(7);
		assertThat(this.session.inbound().publish(7)).isTrue();
	}

	@Test
	@Behaviour("S16")
	void subscriptionsAndPublicationsShareTheIdentifiers() {
		this.session.bind(false, 65535, QoS.EXACTLY_ONCE);
		TestRequest request = new TestRequest();
		assertThat(this.session.open(request)).isTrue();
		TestPublish publish = enqueue("1", QoS.AT_LEAST_ONCE);
		send();
		assertThat(publish.packetId()).isNotEqualTo(request.packetId());
		assertThat(this.session.outbound().puback(request.packetId())).isNull();
		assertThat(this.session.close(publish.packetId())).isNull();
		assertThat(this.session.close(request.packetId())).isSameAs(request);
		enqueue(65_534, QoS.AT_LEAST_ONCE);
		send();
		assertThat(this.session.open(new TestRequest())).isFalse();
	}

	@Test
	@Behaviour("S40")
	void onlyWhatIsQueuedCanBeWithdrawn() {
		this.session.bind(false, 1, QoS.EXACTLY_ONCE);
		TestPublish sent = enqueue("1", QoS.AT_LEAST_ONCE);
		TestPublish queued = enqueue("2", QoS.AT_LEAST_ONCE);
		send();
		assertThat(this.session.withdraw(sent)).isFalse();
		assertThat(this.session.withdraw(queued)).isTrue();
		assertThat(this.session.withdraw(queued)).isFalse();
		assertThat(this.session.queued()).isZero();
		this.session.outbound().puback(sent.packetId());
		assertThat(send()).isEmpty();
	}

	@Test
	void whatIsAbandonedGivesItsPlaceAndItsIdentifierBack() {
		this.session.bind(false, 1, QoS.EXACTLY_ONCE);
		TestPublish publish = enqueue("1", QoS.AT_LEAST_ONCE);
		enqueue("2", QoS.AT_LEAST_ONCE);
		assertThat(this.session.nextToSend(true)).isSameAs(publish);
		this.session.abandon(publish);
		assertThat(publish.packetId()).isZero();
		assertThat(this.session.inFlight()).isZero();
		assertThat(send()).isEqualTo("2");
	}

	private static final class TestRequest extends SubscriptionRequest {

	}

}
