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
 * A listener whose calls are looked after while they last.
 */
class WatchedMessageListener implements MqttMessageListener {

	private final MqttMessageListener listener;

	private final SlowCalls calls;

	private WatchedMessageListener(MqttMessageListener listener, SlowCalls calls) {
		this.listener = listener;
		this.calls = calls;
	}

	/**
	 * Look after the calls of a listener.
	 * @param listener the listener, of batches or of messages
	 * @param calls told when a call begins and ends
	 * @return a listener of the same kind
	 */
	static MqttMessageListener of(MqttMessageListener listener, SlowCalls calls) {
		return (listener instanceof MqttBatchMessageListener batch) ? new OfBatches(batch, calls)
				: new WatchedMessageListener(listener, calls);
	}

	@Override
	public boolean needsAcknowledgment() {
		return this.listener.needsAcknowledgment();
	}

	@Override
	public void onMessage(MqttMessage message) throws Exception {
		int place = this.calls.begin();
		try {
			this.listener.onMessage(message);
		}
		finally {
			this.calls.end(place);
		}
	}

	@Override
	public @Nullable CompletionStage<?> handle(MqttMessage message) throws Exception {
		int place = this.calls.begin();
		try {
			return this.listener.handle(message);
		}
		finally {
			this.calls.end(place);
		}
	}

	@Override
	public @Nullable CompletionStage<?> handle(MqttMessage message, Acknowledgment acknowledgment) throws Exception {
		int place = this.calls.begin();
		try {
			return this.listener.handle(message, acknowledgment);
		}
		finally {
			this.calls.end(place);
		}
	}

	/**
	 * The same for batches.
	 */
	private static final class OfBatches extends WatchedMessageListener implements MqttBatchMessageListener {

		private final MqttBatchMessageListener listener;

		private final SlowCalls calls;

		private OfBatches(MqttBatchMessageListener listener, SlowCalls calls) {
			super(listener, calls);
			this.listener = listener;
			this.calls = calls;
		}

		@Override
		public void onMessage(MqttMessage message) throws Exception {
			super.onMessage(message);
		}

		@Override
		public void onMessages(List<MqttMessage> messages) throws Exception {
			int place = this.calls.begin();
			try {
				this.listener.onMessages(messages);
			}
			finally {
				this.calls.end(place);
			}
		}

		@Override
		public @Nullable CompletionStage<?> handle(List<MqttMessage> messages, @Nullable Acknowledgment acknowledgment)
				throws Exception {
			int place = this.calls.begin();
			try {
				return this.listener.handle(messages, acknowledgment);
			}
			finally {
				this.calls.end(place);
			}
		}

	}

}
