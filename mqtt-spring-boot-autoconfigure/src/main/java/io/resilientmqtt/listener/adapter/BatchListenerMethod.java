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

package io.resilientmqtt.listener.adapter;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.resilientmqtt.listener.Acknowledgment;
import io.resilientmqtt.listener.FailureCauses;
import io.resilientmqtt.listener.MqttBatchMessageListener;
import io.resilientmqtt.listener.UnreadableMessagesException;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.messaging.MqttHeaderMapper;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * A method of a bean that handles batches. Of each message it takes what its parameters
 * name, as lists in the order of the messages.
 */
final class BatchListenerMethod implements MqttBatchMessageListener {

	private final MqttListenerMethod method;

	private final MqttListenerArgument[] arguments;

	private final boolean[] lists;

	private final int acknowledgment;

	private final boolean needsSpringMessage;

	/**
	 * Create the listener.
	 * @param method the method, for its call
	 * @param arguments of one message, for each parameter
	 * @param lists which parameters are lists of that
	 */
	BatchListenerMethod(MqttListenerMethod method, MqttListenerArgument[] arguments, boolean[] lists) {
		this.method = method;
		this.arguments = arguments;
		this.lists = lists;
		this.acknowledgment = AcknowledgmentArgument.indexIn(arguments);
		this.needsSpringMessage = MqttListenerMethod.needsSpringMessage(arguments);
	}

	@Override
	public boolean needsAcknowledgment() {
		return this.acknowledgment >= 0;
	}

	@Override
	public void onMessages(List<MqttMessage> messages) throws Exception {
		CompletionStage<?> handled = call(messages, null);
		if (handled != null) {
			handled.toCompletableFuture().get();
		}
	}

	@Override
	public @Nullable CompletionStage<?> handle(List<MqttMessage> messages, @Nullable Acknowledgment acknowledgment)
			throws Exception {
		CompletionStage<?> handled = call(messages, acknowledgment);
		if (acknowledgment == null || needsAcknowledgment()) {
			return handled;
		}
		if (handled == null) {
			acknowledgment.acknowledge();
			return null;
		}
		return handled.thenRun(acknowledgment::acknowledge);
	}

	private @Nullable CompletionStage<?> call(List<MqttMessage> messages, @Nullable Acknowledgment acknowledgment)
			throws Exception {
		List<List<@Nullable Object>> lists = new ArrayList<>(this.arguments.length);
		for (int i = 0; i < this.arguments.length; i++) {
			lists.add(new ArrayList<>(messages.size()));
		}
		IdentityHashMap<MqttMessage, Throwable> failures = new IdentityHashMap<>(0);
		Throwable first = null;
		for (MqttMessage message : messages) {
			try {
				read(message, lists);
			}
			catch (Exception ex) {
				if (messages.size() == 1 || !FailureCauses.isConversion(ex)) {
					throw ex;
				}
				failures.put(message, ex);
				if (first == null) {
					first = ex;
				}
			}
		}
		if (!failures.isEmpty()) {
			throw new UnreadableMessagesException(failures, first);
		}
		@Nullable Object[] values = new @Nullable Object[this.arguments.length];
		for (int i = 0; i < values.length; i++) {
			boolean list = this.lists[i];
			values[i] = list ? lists.get(i) : this.arguments[i].resolve(messages.get(0), null);
		}
		if (this.acknowledgment >= 0) {
			values[this.acknowledgment] = acknowledgment;
		}
		return AsyncResults.of(this.method.invoke(values));
	}

	private void read(MqttMessage message, List<List<@Nullable Object>> lists) throws Exception {
		Message<?> springMessage = this.needsSpringMessage ? MqttHeaderMapper.toMessage(message) : null;
		for (int i = 0; i < this.lists.length; i++) {
			if (this.lists[i]) {
				lists.get(i).add(this.arguments[i].resolve(message, springMessage));
			}
		}
	}

}
