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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.resilientmqtt.listener.Acknowledgment;
import io.resilientmqtt.listener.ErrorReplying;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.messaging.MqttRemoteException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * A method of a bean that handles messages and returns what is sent as the reply, at once
 * or later.
 */
final class ReplyingMessageListener implements InvocableListener, ErrorReplying {

	private final MqttListenerMethod method;

	private final ListenerReplies replies;

	ReplyingMessageListener(MqttListenerMethod method, ListenerReplies replies) {
		this.method = method;
		this.replies = replies;
	}

	@Override
	public boolean needsAcknowledgment() {
		return this.method.needsAcknowledgment();
	}

	@Override
	public @Nullable Object[] arguments(MqttMessage message, @Nullable Acknowledgment acknowledgment) throws Exception {
		return this.method.arguments(message, acknowledgment);
	}

	@Override
	public boolean answersFailureOf(MqttMessage message) {
		return this.replies.answersErrors(message);
	}

	@Override
	public void refused(MqttMessage message, Throwable failure) {
		this.replies.sendError(message, Kind.INVALID_REQUEST, failure);
	}

	@Override
	public @Nullable CompletionStage<?> call(MqttMessage message, @Nullable Object[] arguments) throws Exception {
		try {
			Object result = this.method.invoke(arguments);
			CompletableFuture<?> future = AsyncResults.of(result);
			if (future != null) {
				return future.whenComplete((value, failure) -> complete(message, value, failure));
			}
			this.replies.send(message, result);
			return null;
		}
		catch (Throwable ex) {
			this.replies.sendError(message, Kind.FAILED, ex);
			throw ex;
		}
	}

	/**
	 * The future has completed, on whatever thread. What this throws fails the stage.
	 * @param message the message received
	 * @param value the value
	 * @param failure the failure, or {@code null} if there is none
	 */
	private void complete(MqttMessage message, @Nullable Object value, @Nullable Throwable failure) {
		if (failure != null) {
			this.replies.sendError(message, Kind.FAILED, unwrap(failure));
			return;
		}
		try {
			this.replies.send(message, value);
		}
		catch (Throwable ex) {
			this.replies.sendError(message, Kind.FAILED, ex);
			throw ex;
		}
	}

	private static Throwable unwrap(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

}
