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

import java.util.List;
import java.util.concurrent.CompletionStage;

import io.resilientmqtt.listener.Acknowledgment;
import io.resilientmqtt.listener.MqttBatchMessageListener;
import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * Stands around a listener that takes batches, and is told when the handling of a batch
 * begins and ends. Runs on the threads of the listener.
 */
abstract class AroundBatchListener implements MqttBatchMessageListener {

	private final MqttBatchMessageListener listener;

	AroundBatchListener(MqttBatchMessageListener listener) {
		this.listener = listener;
	}

	/**
	 * A batch is about to be handled.
	 * @param messages its messages
	 * @return told what becomes of it
	 */
	abstract AroundListener.Handling begin(List<MqttMessage> messages);

	@Override
	public void onMessages(List<MqttMessage> messages) throws Exception {
		AroundListener.around(begin(messages), () -> {
			this.listener.onMessages(messages);
			return null;
		});
	}

	@Override
	public @Nullable CompletionStage<?> handle(List<MqttMessage> messages, @Nullable Acknowledgment acknowledgment)
			throws Exception {
		return AroundListener.around(begin(messages), () -> this.listener.handle(messages, acknowledgment));
	}

	@Override
	public boolean needsAcknowledgment() {
		return this.listener.needsAcknowledgment();
	}

}
