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

package io.resilientmqtt.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

import io.resilientmqtt.listener.adapter.RecordedAcknowledgment;
import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FilteringMessageListener}.
 */
class FilteringMessageListenerTests {

	private static final Predicate<MqttMessage> NO_EMPTY_ONES = (message) -> message.payloadSize() > 0;

	private final List<String> handled = new ArrayList<>();

	private final RecordedAcknowledgment acknowledgment = new RecordedAcknowledgment();

	private final MqttMessageListener manual = new MqttMessageListener() {

		@Override
		public void onMessage(MqttMessage message) {
			FilteringMessageListenerTests.this.handled.add(message.payloadAsString());
		}

		@Override
		public @Nullable CompletionStage<?> handle(MqttMessage message, Acknowledgment acknowledgment) {
			onMessage(message);
			return null;
		}

		@Override
		public boolean needsAcknowledgment() {
			return true;
		}

	};

	@Test
	void whatDoesNotPassIsAcknowledgedAndNotHandled() throws Exception {
		MqttMessageListener listener = FilteringMessageListener.of(this.manual, NO_EMPTY_ONES);
		assertThat(listener.needsAcknowledgment()).isTrue();
		listener.onMessage(message(""));
		assertThat(listener.handle(message(""))).isNull();
		assertThat(this.acknowledgment.answers).isEmpty();
		listener.handle(message(""), this.acknowledgment);
		assertThat(this.acknowledgment.answers).containsExactly("acknowledge");
		assertThat(this.handled).isEmpty();
	}

	@Test
	void whatPassesIsHandled() throws Exception {
		MqttMessageListener listener = FilteringMessageListener.of(this.manual, NO_EMPTY_ONES);
		listener.onMessage(message("1"));
		listener.handle(message("2"));
		listener.handle(message("3"), this.acknowledgment);
		assertThat(this.acknowledgment.answers).isEmpty();
		assertThat(this.handled).containsExactly("1", "2", "3");
	}

	@Test
	void batchIsWhatIsLeftOfIt() throws Exception {
		MqttBatchMessageListener batch = (messages) -> this.handled
			.add(messages.stream().map(MqttMessage::payloadAsString).toList().toString());
		MqttBatchMessageListener listener = (MqttBatchMessageListener) FilteringMessageListener.of(batch,
				NO_EMPTY_ONES);
		assertThat(listener.needsAcknowledgment()).isFalse();
		listener.onMessages(List.of(message("1"), message(""), message("2")));
		listener.onMessages(List.of(message("")));
		listener.handle(List.of(message(""), message("3")), null);
		listener.handle(List.of(message("")), this.acknowledgment);
		assertThat(this.handled).containsExactly("[1, 2]", "[3]");
		assertThat(this.acknowledgment.answers).containsExactly("acknowledge");
	}

	private static MqttMessage message(String payload) {
		return MqttMessage.builder("a").payload(payload).build();
	}

}
