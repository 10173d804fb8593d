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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.resilientmqtt.message.MqttMessage;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.integration.IntegrationMessageHeaderAccessor;
import org.springframework.integration.StaticMessageHeaderAccessor;
import org.springframework.integration.acks.AcknowledgmentCallback.Status;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.integration.mqtt.support.MqttHeaders;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the flow of a {@link ResilientMqttMessageDrivenChannelAdapter}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ResilientMqttMessageDrivenChannelAdapterTests extends InboundAdapterFixture {

	@Test
	void headersAreThoseOfSpringIntegration() {
		started("a");
		deliver("a", "1");
		assertThat(this.received.get(0).getHeaders()).containsEntry(MqttHeaders.RECEIVED_TOPIC, "a")
			.containsEntry(MqttHeaders.RECEIVED_QOS, 1)
			.containsEntry(MqttHeaders.RECEIVED_RETAINED, false)
			.containsEntry(MqttHeaders.DUPLICATE, false)
			.containsEntry(MqttHeaders.ID, 0)
			.doesNotContainKey(IntegrationMessageHeaderAccessor.ACKNOWLEDGMENT_CALLBACK);
	}

	@Test
	void payloadsAreOfTheTypeAskedFor() {
		Map<Class<?>, Object> expected = Map.of(String.class, "42", Integer.class, 42, MqttMessage.class,
				message("a", "42"));
		expected.forEach((type, payload) -> {
			ResilientMqttMessageDrivenChannelAdapter adapter = adapter("a");
			adapter.setPayloadType(type);
			start(adapter);
			deliver("a", "42");
			assertThat(this.received).last().extracting(Message::getPayload).isEqualTo(payload);
			adapter.destroy();
		});
	}

	@Test
	void acknowledgesWhenTheFlowHasReturned() {
		started("a");
		Ack ack = new Ack();
		List<Integer> during = new ArrayList<>();
		this.flow = (message) -> during.add(ack.acknowledged);
		this.client.receivers().get(0).receiver().receive(message("a", "1"), ack);
		assertThat(during).containsExactly(0);
		assertThat(ack.acknowledged).isOne();
	}

	@Test
	void acknowledgesWhenWhatTheFlowPublishesAsynchronouslyIsOver() {
		CompletableFuture<Void> first = new CompletableFuture<>();
		CompletableFuture<Void> second = new CompletableFuture<>();
		started("a");
		this.flow = (message) -> {
			FlowPublications.began(first);
			FlowPublications.began(second);
		};
		Ack ack = deliver("a", "1");
		assertThat(ack.acknowledged).isZero();
		first.complete(null);
		assertThat(ack.acknowledged).isZero();
		second.completeExceptionally(new IllegalStateException("on purpose"));
		assertThat(ack.acknowledged).isOne();
		this.flow = (message) -> {
		};
		FlowPublications.began(new CompletableFuture<>());
		assertThat(deliver("a", "2").acknowledged).isOne();
	}

	@Test
	void aFlowThatFailsIsDoneWithItsMessage() {
		started("a");
		this.flow = ResilientMqttMessageDrivenChannelAdapterTests::fail;
		assertThat(deliver("a", "1").acknowledged).isOne();
	}

	@Test
	void whoPublishesWhatAFlowFailsOnFloodsNoLog(CapturedOutput output) {
		started("a");
		this.flow = ResilientMqttMessageDrivenChannelAdapterTests::fail;
		for (int i = 0; i < 100; i++) {
			assertThat(deliver("a", "1").acknowledged).isOne();
		}
		assertThat(output.getOut().lines().filter((line) -> line.contains("failed on a message of topic 'a'")))
			.hasSize(1);
	}

	@Test
	void theErrorChannelIsTold() {
		QueueChannel errors = new QueueChannel();
		ResilientMqttMessageDrivenChannelAdapter adapter = adapter("a");
		adapter.setErrorChannel(errors);
		start(adapter);
		this.flow = ResilientMqttMessageDrivenChannelAdapterTests::fail;
		assertThat(deliver("a", "1").acknowledged).isOne();
		assertThat(errors.receive(0)).isNotNull()
			.extracting(Message::getPayload)
			.asInstanceOf(InstanceOfAssertFactories.THROWABLE)
			.hasRootCauseMessage("on purpose");
	}

	@Test
	void theErrorChannelGetsWhatCanNotBeConverted() {
		QueueChannel errors = new QueueChannel();
		ResilientMqttMessageDrivenChannelAdapter adapter = adapter("a");
		adapter.setPayloadType(Integer.class);
		adapter.setErrorChannel(errors);
		start(adapter);
		assertThat(deliver("a", "no number").acknowledged).isOne();
		assertThat(errors.receive(0)).isNotNull()
			.extracting(Message::getPayload)
			.isInstanceOf(MessageConversionException.class);
		assertThat(this.received).isEmpty();
	}

	@Test
	void theFlowAcknowledgesOnItsOwn() {
		ResilientMqttMessageDrivenChannelAdapter adapter = adapter("a");
		adapter.setManualAcks(true);
		start(adapter);
		Ack accepted = deliver("a", "1");
		Ack rejected = deliver("a", "2");
		Ack requeued = deliver("a", "3");
		assertThat(accepted.acknowledged).isZero();
		StaticMessageHeaderAccessor.getAcknowledgment(this.received.get(0)).acknowledge();
		StaticMessageHeaderAccessor.getAcknowledgmentCallback(this.received.get(1)).acknowledge(Status.REJECT);
		StaticMessageHeaderAccessor.getAcknowledgmentCallback(this.received.get(2)).acknowledge(Status.REQUEUE);
		StaticMessageHeaderAccessor.getAcknowledgmentCallback(this.received.get(2)).acknowledge(Status.ACCEPT);
		assertThat(accepted.acknowledged).isOne();
		assertThat(rejected.acknowledged).isOne();
		assertThat(requeued.acknowledged).isZero();
		assertThat(requeued.abandoned).isOne();
	}

	@Test
	void aFlowThatFailsBeforeItAcknowledgesLeavesTheMessageToTheServer() {
		this.manager.setManualAcks(true);
		started("a");
		this.flow = ResilientMqttMessageDrivenChannelAdapterTests::fail;
		Ack ack = deliver("a", "1");
		assertThat(ack.acknowledged).isZero();
		assertThat(ack.abandoned).isOne();
	}

	private static void fail(Message<?> message) {
		throw new IllegalStateException("on purpose");
	}

}
