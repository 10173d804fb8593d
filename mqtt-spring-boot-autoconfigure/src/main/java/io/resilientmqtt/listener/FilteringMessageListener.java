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
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * Hands over the messages that pass a filter. The others count as handled, and are
 * acknowledged. The filter runs on the listener's threads, before anything is converted;
 * if it throws, the message has not been handled.
 */
public final class FilteringMessageListener implements MqttMessageListener {

	private final MqttMessageListener listener;

	private final Predicate<MqttMessage> filter;

	private FilteringMessageListener(MqttMessageListener listener, Predicate<MqttMessage> filter) {
		this.listener = listener;
		this.filter = filter;
	}

	/**
	 * Put a filter before a listener.
	 * @param listener the listener, which may be one of batches: what a batch has left of
	 * it is handed over, if anything is
	 * @param filter tells whether a message is to be handed over
	 * @return a listener
	 */
	public static MqttMessageListener of(MqttMessageListener listener, Predicate<MqttMessage> filter) {
		return (listener instanceof MqttBatchMessageListener batch) ? new OfBatches(batch, filter)
				: new FilteringMessageListener(listener, filter);
	}

	/**
	 * Return what is handed the messages that pass.
	 * @return the listener
	 */
	MqttMessageListener listener() {
		return this.listener;
	}

	@Override
	public boolean needsAcknowledgment() {
		return this.listener.needsAcknowledgment();
	}

	@Override
	public void onMessage(MqttMessage message) throws Exception {
		if (this.filter.test(message)) {
			this.listener.onMessage(message);
		}
	}

	@Override
	public @Nullable CompletionStage<?> handle(MqttMessage message) throws Exception {
		return this.filter.test(message) ? this.listener.handle(message) : null;
	}

	@Override
	public @Nullable CompletionStage<?> handle(MqttMessage message, Acknowledgment acknowledgment) throws Exception {
		if (this.filter.test(message)) {
			return this.listener.handle(message, acknowledgment);
		}
		acknowledgment.acknowledge();
		return null;
	}

	/**
	 * The same for batches.
	 *
	 * @param listener the listener
	 * @param filter tells whether a message is to be handed over
	 */
	private record OfBatches(MqttBatchMessageListener listener,
			Predicate<MqttMessage> filter) implements MqttBatchMessageListener {

		@Override
		public boolean needsAcknowledgment() {
			return this.listener.needsAcknowledgment();
		}

		@Override
		public void onMessages(List<MqttMessage> messages) throws Exception {
			List<MqttMessage> left = left(messages, new BitSet());
			if (!left.isEmpty()) {
				this.listener.onMessages(left);
			}
		}

		@Override
		public @Nullable CompletionStage<?> handle(List<MqttMessage> messages, @Nullable Acknowledgment acknowledgment)
				throws Exception {
			BitSet passed = new BitSet();
			List<MqttMessage> left = left(messages, passed);
			if (!left.isEmpty()) {
				CompletionStage<?> handled;
				try {
					handled = this.listener.handle(left, acknowledgment);
				}
				catch (MqttBatchListenerFailedException ex) {
					throw ofAll(ex, passed, messages.size());
				}
				return (handled != null) ? handled.handle((value, ex) -> ofAll(value, ex, passed, messages.size()))
						: null;
			}
			if (acknowledgment != null) {
				acknowledgment.acknowledge();
			}
			return null;
		}

		private List<MqttMessage> left(List<MqttMessage> messages, BitSet passed) {
			List<MqttMessage> left = new ArrayList<>(messages.size());
			for (int i = 0; i < messages.size(); i++) {
				if (this.filter.test(messages.get(i))) {
					left.add(messages.get(i));
					passed.set(i);
				}
			}
			return left;
		}

		private static @Nullable Object ofAll(@Nullable Object value, @Nullable Throwable failure, BitSet passed,
				int size) {
			if (failure == null) {
				return value;
			}
			Throwable cause = FailureCauses.unwrap(failure);
			throw new CompletionException(
					(cause instanceof MqttBatchListenerFailedException failed) ? ofAll(failed, passed, size) : cause);
		}

		private static MqttBatchListenerFailedException ofAll(MqttBatchListenerFailedException failed, BitSet passed,
				int size) {
			// The same message, as one of all that there were before the filter
			int[] indexes = passed.stream().toArray();
			if (indexes.length == size) {
				return failed;
			}
			return new MqttBatchListenerFailedException(String.valueOf(failed.getMessage()),
					(failed.getCause() != null) ? failed.getCause() : failed,
					(failed.index() < indexes.length) ? indexes[failed.index()] : size);
		}

	}

}
