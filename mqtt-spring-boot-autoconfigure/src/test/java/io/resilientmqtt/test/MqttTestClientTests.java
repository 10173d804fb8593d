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

package io.resilientmqtt.test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.ConnectionState;
import io.resilientmqtt.client.DeliveryReceipt;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.Registration;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.TopicFilter;
import io.resilientmqtt.test.MqttTestDelivery.Outcome;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MqttTestClientTests {

	private final MqttTestClient client = new MqttTestClient(MqttClientOptions.builder().build());

	private final List<DeliveryReceipt> acknowledgements = new CopyOnWriteArrayList<>();

	private final List<String> received = new CopyOnWriteArrayList<>();

	private Registration receive(String filter) {
		return this.client.addReceiver(new Receiver("test", Set.of(TopicFilter.of(filter)), (message, ack) -> {
			this.received.add(message.payloadAsString());
			this.acknowledgements.add(ack);
		}, 1, Receiver.Overflow.BACKPRESSURE, null));
	}

	@Test
	void aDeliveryIsCompleteWhenAllHaveAnswered() {
		receive("a/#");
		receive("a/b");
		CompletableFuture<MqttTestDelivery> delivery = this.client.deliver("a/b", "x");
		this.acknowledgements.get(0).acknowledge();
		assertThat(delivery).isNotDone();
		this.acknowledgements.get(1).acknowledge();
		assertThat(delivery).isCompletedWithValue(new MqttTestDelivery(Outcome.ACKNOWLEDGED, ReasonCode.SUCCESS));
		assertThat(this.received).containsExactly("x", "x");
	}

	@Test
	void anAnswerThatIsNoAcknowledgementPrevails() {
		receive("a");
		receive("a");
		CompletableFuture<MqttTestDelivery> abandoned = this.client.deliver("a", "x");
		this.acknowledgements.get(0).abandon();
		this.acknowledgements.get(1).acknowledge();
		assertThat(abandoned.join().outcome()).isEqualTo(Outcome.ABANDONED);
		CompletableFuture<MqttTestDelivery> rejected = this.client.deliver("a", "y");
		this.acknowledgements.get(2).reject(ReasonCode.QUOTA_EXCEEDED, null);
		this.acknowledgements.get(3).abandon();
		assertThat(rejected).isCompletedWithValue(new MqttTestDelivery(Outcome.REJECTED, ReasonCode.QUOTA_EXCEEDED));
	}

	@Test
	void theFirstAnswerCounts() {
		receive("a");
		CompletableFuture<MqttTestDelivery> delivery = this.client.deliver("a", "x");
		this.acknowledgements.get(0).acknowledge();
		this.acknowledgements.get(0).abandon();
		assertThat(delivery.join().outcome()).isEqualTo(Outcome.ACKNOWLEDGED);
	}

	@Test
	void nobodyReceivesWhatMatchesNoFilter() {
		receive("a").close();
		receive("b");
		assertThat(this.client.deliver("a", "x").join().outcome()).isEqualTo(Outcome.NOT_RECEIVED);
		assertThat(this.received).isEmpty();
	}

	@Test
	void aReceiverThatThrowsHasDealtWithItsMessage() {
		this.client.addReceiver(Receiver.of("failing", List.of("a"), (message, ack) -> {
			throw new IllegalStateException("failing");
		}));
		assertThat(this.client.deliver("a", "x").join().outcome()).isEqualTo(Outcome.ACKNOWLEDGED);
	}

	@Test
	void messagesWaitWhileAReceiverIsPaused() {
		Registration receiver = receive("a");
		receiver.pause();
		CompletableFuture<MqttTestDelivery> delivery = this.client.deliver("a", "1");
		this.client.deliver("a", "2");
		assertThat(this.received).isEmpty();
		assertThat(delivery).isNotDone();
		receiver.resume();
		assertThat(this.received).containsExactly("1", "2");
	}

	@Test
	void aSuspendedReceiverLeavesItsMessagesToTheBroker() {
		Registration receiver = receive("a");
		receiver.pause();
		CompletableFuture<MqttTestDelivery> waiting = this.client.deliver("a", "1");
		receiver.suspend();
		assertThat(waiting.join().outcome()).isEqualTo(Outcome.ABANDONED);
		assertThat(this.client.deliver("a", "2").join().outcome()).isEqualTo(Outcome.ABANDONED);
		assertThat(this.received).isEmpty();
	}

	@Test
	void finishingHandsOverWhatWaits() {
		Registration receiver = receive("a");
		receiver.pause();
		this.client.deliver("a", "1");
		CompletableFuture<Void> finished = receiver.finish();
		assertThat(finished).isNotDone();
		receiver.resume();
		assertThat(finished).isCompleted();
		assertThat(this.received).containsExactly("1");
		assertThat(this.client.deliver("a", "2").join().outcome()).isEqualTo(Outcome.NOT_RECEIVED);
	}

	@Test
	void connectionEventsAndSubscriptionsAreThoseOfAWillingBroker() {
		List<Class<?>> events = new ArrayList<>();
		this.client.onConnectionEvent((event) -> events.add(event.getClass()));
		this.client.subscribe(Subscription.of("a/#", QoS.EXACTLY_ONCE)).join();
		this.client.connect().join();
		assertThat(this.client.isConnected()).isTrue();
		assertThat(this.client.subscriptions()).singleElement().satisfies((subscription) -> {
			assertThat(subscription.state()).isEqualTo(SubscriptionStatus.State.GRANTED);
			assertThat(subscription.reasonCode()).isEqualTo(ReasonCode.GRANTED_QOS_2);
		});
		this.client.unsubscribe("a/#").join();
		assertThat(this.client.subscriptions()).isEmpty();
		this.client.reconnect().join();
		this.client.close();
		assertThat(this.client.state()).isEqualTo(ConnectionState.CLOSED);
		assertThat(events).containsExactly(ConnectionEvent.Up.class, ConnectionEvent.Down.class,
				ConnectionEvent.Up.class, ConnectionEvent.Down.class);
	}

	@Test
	void whatIsPublishedIsKeptUntilReset() {
		this.client.publish(MqttMessage.builder("a").payload("x").build()).join();
		assertThat(this.client.published()).extracting(MqttMessage::payloadAsString).containsExactly("x");
		assertThat(this.client.statistics().published()).isOne();
		this.client.reset();
		assertThat(this.client.published()).isEmpty();
	}

	@Test
	void anotherClientIsNotOneOfThese() {
		assertThat(MqttTestClient.of(this.client)).isSameAs(this.client);
		assertThatIllegalArgumentException().isThrownBy(() -> MqttTestClient.of(new FakeMqttClient()))
			.withMessageContaining("import MqttTestClientFactory");
	}

}
