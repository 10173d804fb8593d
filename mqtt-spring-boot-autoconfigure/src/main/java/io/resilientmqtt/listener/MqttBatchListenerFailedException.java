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

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a listener of batches to say which message it failed on. Those before it
 * count as handled and are acknowledged. It is tried again together with those behind it,
 * as often as the {@linkplain MqttListenerOptions#retryPolicy() retry policy} allows for
 * the cause; then the error handler or the dead-letter topic gets it alone, and those
 * behind it are handed over. A listener whose future fails with it says the same.
 */
public class MqttBatchListenerFailedException extends RuntimeException {

	private final int index;

	/**
	 * Create an exception without a cause.
	 * @param message what went wrong
	 * @param index the index of the message in the batch that the listener was handed, 0
	 * for the first; with one that the batch does not have the whole batch counts as
	 * failed
	 * @throws IllegalArgumentException if the index is negative
	 */
	public MqttBatchListenerFailedException(String message, int index) {
		this(message, null, index);
	}

	/**
	 * Create an exception.
	 * @param message what went wrong
	 * @param cause what the retry policy, the error handler and the dead letter are told
	 * of, or {@code null} for this exception
	 * @param index the index of the message in the batch that the listener was handed, 0
	 * for the first; with one that the batch does not have the whole batch counts as
	 * failed
	 * @throws IllegalArgumentException if the index is negative
	 */
	public MqttBatchListenerFailedException(String message, @Nullable Throwable cause, int index) {
		super(message, cause);
		if (index < 0) {
			throw new IllegalArgumentException("index " + index + " is negative; the first message has 0", cause);
		}
		this.index = index;
	}

	/**
	 * Return which message failed.
	 * @return its index in the batch, 0 for the first
	 */
	public int index() {
		return this.index;
	}

}
