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

import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.util.backoff.BackOffExecution;

/**
 * The attempts at a message of a {@link PlainDispatch} that have failed, the first of
 * which makes this. Not for use by several threads at once.
 */
final class FailedAttempts {

	private int count;

	private boolean due;

	private @Nullable BackOffExecution backOff;

	/**
	 * An attempt has failed.
	 * @param failures knows whether to try again
	 * @param message the message
	 * @param failure what it failed with
	 * @return whether another attempt is due, at once
	 */
	boolean add(ListenerFailures failures, MqttMessage message, Throwable failure) {
		this.count++;
		RetryPolicy policy = failures.retry(message, failure);
		if (policy != null && this.backOff == null) {
			this.backOff = policy.getBackOff().start();
		}
		this.due = policy != null && this.backOff != null && this.backOff.nextBackOff() != BackOffExecution.STOP;
		return this.due;
	}

	/**
	 * Return whether the last of them would be followed by another.
	 * @return what {@link #add} returned
	 */
	boolean isDue() {
		return this.due;
	}

	int count() {
		return this.count;
	}

}
