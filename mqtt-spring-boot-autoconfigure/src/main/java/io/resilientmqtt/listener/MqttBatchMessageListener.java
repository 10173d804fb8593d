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

import java.util.List;
import java.util.concurrent.CompletionStage;

import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * Handles the messages of a listener in batches: as many as
 * {@link MqttListenerOptionsBuilder#batchSize} says, or fewer that came within
 * {@link MqttListenerOptionsBuilder#batchTimeout} of the first. Their order is kept.
 */
@FunctionalInterface
public interface MqttBatchMessageListener extends MqttMessageListener {

	/**
	 * Handle a batch. Its messages are acknowledged when this method has ended. A batch
	 * that fails is retried, and goes to the dead-letter topic, as a whole, unless
	 * {@link MqttBatchListenerFailedException} says which message failed.
	 * @param messages the messages in the order they arrived, at least one
	 * @throws Exception if they can't be handled
	 */
	void onMessages(List<MqttMessage> messages) throws Exception;

	/**
	 * Begin to handle a batch, for listeners whose work goes on after the method has
	 * returned. Calls {@link #onMessages(List)} unless overridden.
	 * @param messages the messages in the order they arrived, at least one
	 * @param acknowledgment ends the handling of the batch, with {@link AckMode#MANUAL};
	 * otherwise {@code null}
	 * @return complete when they have been handled, on any thread; {@code null} if they
	 * have been already
	 * @throws Exception as {@link #onMessages(List)} does
	 */
	default @Nullable CompletionStage<?> handle(List<MqttMessage> messages, @Nullable Acknowledgment acknowledgment)
			throws Exception {
		onMessages(messages);
		return null;
	}

	@Override
	default void onMessage(MqttMessage message) throws Exception {
		onMessages(List.of(message));
	}

}
