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
		@Nullable Object[] values = new @Nullable Object[this.arguments.length];
		List<@Nullable Message<?>> springMessages = springMessages(messages);
		for (int i = 0; i < values.length; i++) {
			boolean list = this.lists[i];
			values[i] = list ? list(this.arguments[i], messages, springMessages)
					: this.arguments[i].resolve(messages.get(0), null);
		}
		if (this.acknowledgment >= 0) {
			values[this.acknowledgment] = acknowledgment;
		}
		return AsyncResults.of(this.method.invoke(values));
	}

	private List<@Nullable Message<?>> springMessages(List<MqttMessage> messages) {
		List<@Nullable Message<?>> springMessages = new ArrayList<>(messages.size());
		for (MqttMessage message : messages) {
			springMessages.add(this.needsSpringMessage ? MqttHeaderMapper.toMessage(message) : null);
		}
		return springMessages;
	}

	private static List<@Nullable Object> list(MqttListenerArgument argument, List<MqttMessage> messages,
			List<@Nullable Message<?>> springMessages) throws Exception {
		List<@Nullable Object> list = new ArrayList<>(messages.size());
		for (int i = 0; i < messages.size(); i++) {
			list.add(argument.resolve(messages.get(i), springMessages.get(i)));
		}
		return list;
	}

}
