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

package io.resilientmqtt.client.netty.receive;

import java.util.Set;

import io.netty.channel.embedded.EmbeddedChannel;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.TopicFilter;
import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a receiver throws stays in the receiver, and fills no log.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReceiverFailuresTests {

	@Test
	@Behaviour("S25")
	void whoPublishesWhatAReceiverFailsOnFloodsNoLog(CapturedOutput output) {
		Receiver receiver = new Receiver("test", Set.of(TopicFilter.of("t")), (message, acknowledgement) -> {
			throw new IllegalStateException("on purpose");
		}, 10, Receiver.Overflow.BACKPRESSURE, Runnable::run);
		Inbox inbox = new Inbox(receiver, Runnable::run, new EmbeddedChannel().eventLoop(), () -> {
		}, () -> {
		});
		for (int i = 1; i <= 100; i++) {
			Delivery delivery = new Delivery(MqttMessage.builder("t").payload("x").build(), i, AckSignal.NONE);
			inbox.add(delivery);
			inbox.wake();
			assertThat(delivery.isDone()).isTrue();
		}
		assertThat(output.getOut().lines().filter((line) -> line.contains("Receiver 'test' failed"))).hasSize(1);
		assertThat(output.getOut().split("IllegalStateException: on purpose")).hasSize(2);
	}

}
