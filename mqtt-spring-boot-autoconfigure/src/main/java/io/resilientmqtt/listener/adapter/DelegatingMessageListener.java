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

import java.util.List;
import java.util.concurrent.CompletionStage;

import io.resilientmqtt.listener.Acknowledgment;
import io.resilientmqtt.listener.ErrorReplying;
import io.resilientmqtt.listener.MqttMessageListener;
import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.converter.MessageConversionException;

/**
 * Hands each message to one of several methods.
 */
final class DelegatingMessageListener implements MqttMessageListener, ErrorReplying {

	private final PayloadHandlers handlers;

	private final boolean needsAcknowledgment;

	DelegatingMessageListener(PayloadHandlers handlers, boolean needsAcknowledgment) {
		this.handlers = handlers;
		this.needsAcknowledgment = needsAcknowledgment;
	}

	@Override
	public boolean needsAcknowledgment() {
		return this.needsAcknowledgment;
	}

	@Override
	public boolean answersFailureOf(MqttMessage message) {
		return this.handlers.of(message)
			.stream()
			.anyMatch((handler) -> handler.listener() instanceof ErrorReplying replying
					&& replying.answersFailureOf(message));
	}

	@Override
	public void onMessage(MqttMessage message) throws Exception {
		CompletionStage<?> handled = handle(message);
		if (handled != null) {
			handled.toCompletableFuture().get();
		}
	}

	@Override
	public @Nullable CompletionStage<?> handle(MqttMessage message) throws Exception {
		return delegate(message, null);
	}

	@Override
	public @Nullable CompletionStage<?> handle(MqttMessage message, Acknowledgment acknowledgment) throws Exception {
		return delegate(message, acknowledgment);
	}

	private @Nullable CompletionStage<?> delegate(MqttMessage message, @Nullable Acknowledgment acknowledgment)
			throws Exception {
		List<PayloadHandler> candidates = this.handlers.of(message);
		int last = candidates.size() - 1;
		for (int i = 0; i < last; i++) {
			InvocableListener listener = candidates.get(i).listener();
			@Nullable Object[] arguments;
			try {
				arguments = listener.arguments(message, acknowledgment);
			}
			catch (MessageConversionException ex) {
				continue; // Nothing tells what the payload is, and this it is not
			}
			catch (Throwable ex) {
				listener.refused(message, ex);
				throw ex;
			}
			return acknowledged(listener, acknowledgment, listener.call(message, arguments));
		}
		InvocableListener listener = candidates.get(last).listener();
		return (acknowledgment != null) ? listener.handle(message, acknowledgment) : listener.handle(message);
	}

	private static @Nullable CompletionStage<?> acknowledged(InvocableListener listener,
			@Nullable Acknowledgment acknowledgment, @Nullable CompletionStage<?> handled) {
		// Others of the methods may do it themselves
		if (acknowledgment == null || listener.needsAcknowledgment()) {
			return handled;
		}
		if (handled == null) {
			acknowledgment.acknowledge();
			return null;
		}
		return handled.thenRun(acknowledgment::acknowledge);
	}

}
