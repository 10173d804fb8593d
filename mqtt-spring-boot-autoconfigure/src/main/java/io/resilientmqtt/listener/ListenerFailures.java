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

import org.springframework.core.retry.RetryPolicy;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.validation.method.MethodValidationException;

/**
 * Decides what becomes of a message that a listener could not handle: another attempt,
 * the error handler, the dead-letter topic, or a line in the log. Nothing a listener or
 * an error handler throws goes further than here. Safe for use by several threads.
 */
final class ListenerFailures {

	private final String listener;

	private final RetryPolicy retryPolicy;

	private final @Nullable MqttListenerErrorHandler errorHandler;

	private final @Nullable DeadLetters deadLetters;

	private final @Nullable ErrorReplying replying;

	private final FailureLog log;

	/**
	 * Create the decisions for a listener.
	 * @param endpoint the listener
	 * @param settings how it is run
	 * @param deadLetters where its messages go, or {@code null}
	 * @param delays runs what is due later
	 */
	ListenerFailures(MqttListenerEndpoint endpoint, ListenerSettings settings, @Nullable DeadLetters deadLetters,
			Delays delays) {
		this.listener = endpoint.id();
		this.replying = endpoint.replying();
		this.log = new FailureLog(this.listener, System::nanoTime, delays);
		this.retryPolicy = settings.retryPolicy();
		this.errorHandler = settings.errorHandler();
		this.deadLetters = deadLetters;
	}

	/**
	 * Check that a payload may be handed to the listener.
	 * @param message the message
	 * @param maximum how long it may be in bytes
	 * @throws MessageConversionException if it is longer
	 */
	static void checkSize(MqttMessage message, int maximum) {
		if (message.payloadSize() > maximum) {
			throw new MessageConversionException("the payload of " + message.payloadSize()
					+ " bytes is longer than the " + maximum + " bytes of the listener's maximum payload size");
		}
	}

	/**
	 * Return whether there is no use in another attempt, as spring-kafka has it, or
	 * somebody does not want it.
	 * @param failure what an attempt failed with
	 * @return {@code true} if the message, or the code, is what is wrong, or the listener
	 * was interrupted
	 */
	private static boolean isLasting(Throwable failure) {
		return FailureCauses.isConversion(failure) || failure instanceof MethodValidationException
				|| failure instanceof ClassCastException || failure instanceof NoSuchMethodException
				|| Interrupts.isInterrupt(failure);
	}

	/**
	 * Return the policy by which to try again after a failure.
	 * @param message the message, or the first one of a batch
	 * @param failure the failure
	 * @return the policy, or {@code null} not to try again
	 */
	@Nullable RetryPolicy retry(MqttMessage message, Throwable failure) {
		if (isLasting(failure)) {
			return null;
		}
		try {
			if (this.replying != null && this.replying.answersFailureOf(message)) {
				return null;
			}
			return this.retryPolicy.shouldRetry(failure) ? this.retryPolicy : null;
		}
		catch (Throwable ex) {
			this.log.policyFailed(ex);
			return null;
		}
	}

	/**
	 * Say that another attempt is due.
	 * @param message the message, or the first one of a batch
	 * @param failure what the last attempt failed with
	 * @param attempts how many there were
	 * @param delay how long until the next in milliseconds
	 */
	void retrying(MqttMessage message, Throwable failure, int attempts, long delay) {
		this.log.retrying(message, failure, attempts, delay);
	}

	/**
	 * Deal with a message that is not tried again.
	 * @param message the message
	 * @param failure what the last attempt failed with
	 * @param attempts how many there were
	 * @return as {@link #recover(List, Throwable, int)}
	 */
	@Nullable CompletionStage<?> recover(MqttMessage message, Throwable failure, int attempts) {
		return recover(List.of(message), failure, attempts);
	}

	/**
	 * Deal with messages that are not tried again.
	 * @param messages the messages
	 * @param cause what the last attempt failed with
	 * @param attempts how many there were
	 * @return complete when they are dealt with, {@code null} if they are already; fails
	 * if they have to be left to the broker
	 */
	@Nullable CompletionStage<?> recover(List<MqttMessage> messages, Throwable cause, int attempts) {
		MqttListenerFailure failure = new MqttListenerFailure(this.listener, messages, cause, attempts);
		Throwable unhandled = cause;
		if (this.errorHandler != null) {
			try {
				this.errorHandler.handleError(failure);
				return null;
			}
			catch (Throwable ex) {
				unhandled = ex;
				if (ex != cause) {
					ex.addSuppressed(cause);
				}
			}
		}
		MqttMessage message = failure.message();
		DeadLetters deadLetters = this.deadLetters;
		if (deadLetters == null) {
			this.log.dropped(message, attempts, unhandled);
			return null;
		}
		if (messages.stream().anyMatch(deadLetters::wouldReturn)) {
			this.log.returning(message, deadLetters.topic(message), unhandled);
			return null;
		}
		this.log.deadLetter(message, attempts, deadLetters.topic(message), unhandled);
		return deadLetters.publish(failure).whenComplete((published, ex) -> {
			if (ex != null) {
				left(message, FailureCauses.unwrap(ex));
			}
		});
	}

	/**
	 * Say that a message is left to the broker.
	 * @param message the message
	 * @param failure why it could not be dealt with
	 */
	void left(MqttMessage message, Throwable failure) {
		this.log.left(message, failure);
	}

	/**
	 * Say that a listener failed on a message that it had already answered.
	 * @param message the message, or the first one of a batch
	 * @param failure what it failed with
	 */
	void afterAnswer(MqttMessage message, Throwable failure) {
		this.log.afterAnswer(message, failure);
	}

}
