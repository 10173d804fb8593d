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

import java.util.concurrent.CompletionStage;

import io.resilientmqtt.listener.Acknowledgment;
import io.resilientmqtt.listener.MqttMessageListener;
import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * A method that handles messages, in two steps: first its arguments are made of a
 * message, which may show that the message is for another method, then it is called.
 */
interface InvocableListener extends MqttMessageListener {

	/**
	 * Make the arguments of a message.
	 * @param message the message
	 * @param acknowledgment ends the handling of the message, or {@code null} if the
	 * method does not ask for it
	 * @return one for each parameter
	 * @throws Exception if the message lacks one
	 */
	@Nullable Object[] arguments(MqttMessage message, @Nullable Acknowledgment acknowledgment) throws Exception;

	/**
	 * Call the method.
	 * @param message the message
	 * @param arguments the arguments
	 * @return as {@link #handle(MqttMessage)}
	 * @throws Exception what the method throws
	 */
	@Nullable CompletionStage<?> call(MqttMessage message, @Nullable Object[] arguments) throws Exception;

	/**
	 * There are no arguments for the method in a message.
	 * @param message the message
	 * @param failure why
	 */
	default void refused(MqttMessage message, Throwable failure) {
		// Nobody waits for a reply
	}

	@Override
	default void onMessage(MqttMessage message) throws Exception {
		CompletionStage<?> handled = handle(message);
		if (handled != null) {
			handled.toCompletableFuture().get();
		}
	}

	@Override
	default @Nullable CompletionStage<?> handle(MqttMessage message) throws Exception {
		return argumentsAndCall(message, null);
	}

	@Override
	default @Nullable CompletionStage<?> handle(MqttMessage message, Acknowledgment acknowledgment) throws Exception {
		return needsAcknowledgment() ? argumentsAndCall(message, acknowledgment)
				: MqttMessageListener.super.handle(message, acknowledgment);
	}

	private @Nullable CompletionStage<?> argumentsAndCall(MqttMessage message, @Nullable Acknowledgment acknowledgment)
			throws Exception {
		@Nullable Object[] arguments;
		try {
			arguments = arguments(message, acknowledgment);
		}
		catch (Throwable ex) {
			refused(message, ex);
			throw ex;
		}
		return call(message, arguments);
	}

}
