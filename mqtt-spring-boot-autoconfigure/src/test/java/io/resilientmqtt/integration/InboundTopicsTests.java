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

package io.resilientmqtt.integration;

import java.util.List;

import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.MqttSubscribeException;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.message.ReasonCode;
import org.junit.jupiter.api.Test;

import org.springframework.integration.mqtt.event.MqttConnectionFailedEvent;
import org.springframework.integration.mqtt.event.MqttSubscribedEvent;
import org.springframework.messaging.MessagingException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what a {@link ResilientMqttMessageDrivenChannelAdapter} is subscribed to from
 * its start to its end.
 */
class InboundTopicsTests extends InboundAdapterFixture {

	@Test
	void receivesBeforeItSubscribesAndBothBeforeThereIsAConnection() {
		ResilientMqttMessageDrivenChannelAdapter adapter = adapter("a/+", "$share/group/b");
		adapter.setQos(1, 2);
		start(adapter);
		assertThat(this.client.calls()).containsExactly("addReceiver adapter", "subscribe a/+:1 $share/group/b:2");
		assertThat(deliver("b", "1").acknowledged).isOne();
		assertThat(payloads()).containsExactly("1");
	}

	@Test
	void tellsOnceAConnectionThatItIsSubscribed() {
		ResilientMqttMessageDrivenChannelAdapter adapter = started("a", "b");
		this.client.up();
		assertThat(this.events).as("the connection is known before the answer").hasSize(1);
		adapter.connectComplete(false);
		assertThat(this.events).as("the answer is known before the connection").hasSize(1);
		this.client.down(new ConnectionCause(ConnectionCause.Type.NETWORK, "cable out"));
		this.client.up();
		assertThat(this.events.stream().filter(MqttSubscribedEvent.class::isInstance)).hasSize(2)
			.allSatisfy((event) -> assertThat(event.toString()).contains("[a, b]"));
		started("c");
		assertThat(this.events.stream().filter(MqttSubscribedEvent.class::isInstance)).hasSize(3);
	}

	@Test
	void tellsThatASubscriptionWasRefused() {
		this.client.refuse("b", ReasonCode.NOT_AUTHORIZED);
		started("a", "b");
		this.client.up();
		assertThat(this.events).singleElement().isInstanceOfSatisfying(MqttConnectionFailedEvent.class, (event) -> {
			assertThat(event.getSource()).isInstanceOf(ResilientMqttMessageDrivenChannelAdapter.class);
			assertThat(event.getCause()).isInstanceOf(MqttSubscribeException.class)
				.hasMessageContaining("'b'")
				.hasMessageNotContaining("'a'");
		});
	}

	@Test
	void topicsComeAndGoAtRunTimeAndAMessageIsSentOnce() {
		ResilientMqttMessageDrivenChannelAdapter adapter = started("a/+");
		this.client.up();
		adapter.addTopic("a/#", 2);
		adapter.addTopic("b", 0);
		assertThat(this.client.calls()).contains("subscribe a/#:2", "subscribe b:0");
		deliver("a/1", "1");
		deliver("a/1/2", "2");
		deliver("b", "3");
		assertThat(payloads()).containsExactly("1", "2", "3");
		adapter.removeTopic("a/+");
		deliver("a/1", "4");
		assertThat(payloads()).containsExactly("1", "2", "3", "4");
		adapter.removeTopic("a/#", "b");
		assertThat(this.client.calls()).contains("unsubscribe a/+", "unsubscribe a/# b");
		deliver("a/1", "5");
		deliver("b", "6");
		assertThat(payloads()).hasSize(4);
		assertThat(this.client.receivers()).isEmpty();
	}

	@Test
	void aTopicThatComesAndGoesLeavesNothingBehind() {
		ResilientMqttMessageDrivenChannelAdapter adapter = started("a");
		for (int i = 0; i < 100; i++) {
			adapter.addTopic("reply/" + i, 1);
			adapter.removeTopic("reply/" + i);
		}
		assertThat(this.client.receivers()).hasSize(1);
	}

	@Test
	void anAddedTopicThatIsRefusedIsAnError() {
		ResilientMqttMessageDrivenChannelAdapter adapter = started("a");
		this.client.up();
		this.client.refuse("b", ReasonCode.NOT_AUTHORIZED);
		assertThatExceptionOfType(MessagingException.class).isThrownBy(() -> adapter.addTopic("b", 1))
			.withMessageContaining("'b'")
			.withCauseInstanceOf(MqttSubscribeException.class);
		assertThatExceptionOfType(MessagingException.class).isThrownBy(() -> adapter.addTopic("a", 1))
			.withMessageContaining("already subscribed");
	}

	@Test
	void twoAdaptersShareASubscription() {
		ResilientMqttMessageDrivenChannelAdapter first = adapter("a");
		first.setQos(2);
		start(first);
		ResilientMqttMessageDrivenChannelAdapter second = started("a");
		assertThat(this.client.calls()).last().isEqualTo("subscribe a:2");
		first.stop();
		assertThat(this.client.calls()).noneMatch((call) -> call.startsWith("unsubscribe"));
		second.stop();
		assertThat(this.client.calls()).contains("unsubscribe a");
	}

	@Test
	void withoutASessionToKeepStoppingUnsubscribesAndDiscards() {
		ResilientMqttMessageDrivenChannelAdapter adapter = started("a");
		adapter.stop();
		assertThat(this.client.calls()).contains("unsubscribe a");
		Ack late = new Ack();
		this.client.receivers().forEach((receiver) -> receiver.receiver().receive(message("a", "1"), late));
		assertThat(this.received).isEmpty();
		assertThat(late.abandoned).isZero();
		adapter.start();
		assertThat(this.client.receivers()).hasSize(1);
		deliver("a", "2");
		assertThat(payloads()).containsExactly("2");
	}

	@Test
	void withASessionToKeepWhatComesWhileItIsStoppedWaitsForTheNextStart() {
		InboundAdapterFixture test = persistent();
		ResilientMqttMessageDrivenChannelAdapter adapter = test.started("a");
		Receiver receiver = test.client.receivers().get(0);
		adapter.stop();
		Ack late = new Ack();
		receiver.receiver().receive(message("a", "1"), late);
		Ack later = test.deliver("a", "2");
		assertThat(test.received).isEmpty();
		assertThat(late.abandoned).isZero();
		assertThat(test.client.calls()).noneMatch((call) -> call.startsWith("unsubscribe"));
		adapter.start();
		await().untilAsserted(() -> assertThat(test.payloads()).containsExactly("1", "2"));
		await().untilAsserted(() -> assertThat(List.of(late.acknowledged, later.acknowledged)).containsOnly(1));
		assertThat(test.client.receivers()).hasSize(1);
	}

	@Test
	void withASessionToKeepTheTopicsMayChangeWhileItIsStopped() {
		InboundAdapterFixture test = persistent();
		ResilientMqttMessageDrivenChannelAdapter adapter = test.started("a", "b");
		adapter.stop();
		adapter.removeTopic("a");
		adapter.addTopic("c", 1);
		adapter.start();
		test.deliver("b", "1");
		test.deliver("c", "2");
		test.deliver("a", "3");
		await().untilAsserted(() -> assertThat(test.payloads()).containsExactlyInAnyOrder("1", "2"));
	}

	@Test
	void atTheEndOfTheApplicationWhatWaitsIsLeftToTheServer() {
		InboundAdapterFixture test = persistent();
		ResilientMqttMessageDrivenChannelAdapter adapter = test.started("a");
		test.client.up();
		Receiver receiver = test.client.receivers().get(0);
		adapter.stop();
		Ack late = new Ack();
		receiver.receiver().receive(message("a", "1"), late);
		test.context.close();
		adapter.destroy();
		assertThat(late.abandoned).isOne();
	}

	@Test
	void removedFromAnApplicationThatGoesOnItUnsubscribes() {
		InboundAdapterFixture test = persistent();
		ResilientMqttMessageDrivenChannelAdapter adapter = test.started("a");
		test.client.up();
		adapter.destroy();
		assertThat(test.client.calls()).contains("unsubscribe a");
		assertThat(test.client.receivers()).isEmpty();
	}

	@Test
	void atTheEndOfTheApplicationTheSessionIsLeftAsItIs() {
		InboundAdapterFixture test = persistent();
		ResilientMqttMessageDrivenChannelAdapter adapter = test.started("a");
		test.client.up();
		test.context.close();
		adapter.destroy();
		assertThat(test.client.calls()).noneMatch((call) -> call.startsWith("unsubscribe"));
	}

	@Test
	void refusesWhatCanNotWork() {
		assertThatIllegalArgumentException().isThrownBy(() -> adapter("a/#/b")).withMessageContaining("a/#/b");
		ResilientMqttMessageDrivenChannelAdapter adapter = adapter("a");
		assertThatIllegalArgumentException().isThrownBy(() -> adapter.setQos(3));
		assertThatIllegalArgumentException().isThrownBy(() -> adapter.setQueueCapacity(0))
			.withMessageContaining("use 1 or more");
		assertThatIllegalArgumentException().isThrownBy(() -> adapter.addTopic("+a", 1));
	}

}
