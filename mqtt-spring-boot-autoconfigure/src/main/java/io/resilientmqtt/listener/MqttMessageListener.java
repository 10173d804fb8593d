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

import java.util.concurrent.CompletionStage;

import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * Handles the messages of a listener on the listener's executor: one at a time and in
 * order, unless {@link MqttListenerOptions} say otherwise.
 *
 * @see MqttBatchMessageListener
 */
@FunctionalInterface
public interface MqttMessageListener {

	/**
	 * Handle a message. It is acknowledged when this method has ended.
	 * @param message the message
	 * @throws Exception if the message can't be handled
	 */
	void onMessage(MqttMessage message) throws Exception;

	/**
	 * Begin to handle a message, for listeners whose work goes on after the method has
	 * returned. The next message may be handed over meanwhile, unless a
	 * {@link ListenerOrdering} is set; this one is acknowledged when the stage is
	 * complete. Calls {@link #onMessage(MqttMessage)} unless overridden.
	 * @param message the message
	 * @return complete when the message has been handled, on any thread; {@code null} if
	 * it has been already
	 * @throws Exception as {@link #onMessage(MqttMessage)} does
	 */
	default @Nullable CompletionStage<?> handle(MqttMessage message) throws Exception {
		onMessage(message);
		return null;
	}

	/**
	 * Begin to handle a message that the listener acknowledges itself, with
	 * {@link AckMode#MANUAL}. Calls {@link #handle(MqttMessage)} and acknowledges when
	 * that is done, unless overridden.
	 * @param message the message
	 * @param acknowledgment ends the handling of the message
	 * @return as {@link #handle(MqttMessage)}; if it fails before an answer was given,
	 * the message counts as failed
	 * @throws Exception as {@link #onMessage(MqttMessage)} does
	 */
	default @Nullable CompletionStage<?> handle(MqttMessage message, Acknowledgment acknowledgment) throws Exception {
		CompletionStage<?> handled = handle(message);
		if (handled == null) {
			acknowledgment.acknowledge();
			return null;
		}
		return handled.thenRun(acknowledgment::acknowledge);
	}

	/**
	 * Return whether the listener needs an {@link Acknowledgment}, and so
	 * {@link AckMode#MANUAL}.
	 * @return {@code false} unless overridden
	 */
	default boolean needsAcknowledgment() {
		return false;
	}

}
