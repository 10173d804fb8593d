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

package io.resilientmqtt.observation;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.resilientmqtt.listener.Acknowledgment;
import io.resilientmqtt.listener.MqttMessageListener;
import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * A listener around another that is told when the handling of a message begins and ends.
 * On the listener's threads.
 */
abstract class AroundListener implements MqttMessageListener {

	private final MqttMessageListener listener;

	AroundListener(MqttMessageListener listener) {
		this.listener = listener;
	}

	/**
	 * A message is about to be handled.
	 * @param message the message
	 * @return told what becomes of it
	 */
	abstract Handling begin(MqttMessage message);

	@Override
	public void onMessage(MqttMessage message) throws Exception {
		around(begin(message), () -> {
			this.listener.onMessage(message);
			return null;
		});
	}

	@Override
	public @Nullable CompletionStage<?> handle(MqttMessage message) throws Exception {
		return around(begin(message), () -> this.listener.handle(message));
	}

	@Override
	public @Nullable CompletionStage<?> handle(MqttMessage message, Acknowledgment acknowledgment) throws Exception {
		return around(begin(message), () -> this.listener.handle(message, acknowledgment));
	}

	@Override
	public boolean needsAcknowledgment() {
		return this.listener.needsAcknowledgment();
	}

	/**
	 * Handle what has begun to be handled.
	 * @param handling told what becomes of it
	 * @param work handles it
	 * @return what the listener returned, complete when {@code handling} has been told
	 * @throws Exception what the listener threw
	 */
	static @Nullable CompletionStage<?> around(Handling handling, Work work) throws Exception {
		CompletionStage<?> handled;
		try {
			handled = work.handle();
		}
		catch (Throwable ex) {
			handling.left();
			handling.ended(ex);
			throw ex;
		}
		handling.left();
		if (handled == null) {
			handling.ended(null);
			return null;
		}
		return handled.whenComplete((value, failure) -> handling.ended(cause(failure)));
	}

	private static @Nullable Throwable cause(@Nullable Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	/**
	 * What a listener does.
	 */
	@FunctionalInterface
	interface Work {

		/**
		 * Handle a message, or several.
		 * @return complete when that is done, or {@code null} if it is
		 * @throws Exception what the listener throws
		 */
		@Nullable CompletionStage<?> handle() throws Exception;

	}

	/**
	 * The handling of one message, or of a batch.
	 */
	interface Handling {

		/**
		 * The listener's thread is done with the message. On that thread, before
		 * {@link #ended}.
		 */
		default void left() {
		}

		/**
		 * The message has been handled.
		 * @param failure what the listener threw or its stage failed with, or
		 * {@code null}
		 */
		void ended(@Nullable Throwable failure);

	}

}
