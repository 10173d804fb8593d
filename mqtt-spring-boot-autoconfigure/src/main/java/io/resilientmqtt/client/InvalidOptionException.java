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

package io.resilientmqtt.client;

import java.time.Duration;

import io.resilientmqtt.message.Durations;
import io.resilientmqtt.message.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * An option of {@link MqttClientOptions} has a value that can't work (behaviour S1). The
 * option is named as in configuration properties, without the {@code mqtt.} prefix.
 */
public class InvalidOptionException extends IllegalArgumentException {

	/** Above this, sums of waits in nanoseconds could overflow. */
	private static final Duration LONGEST_WAIT = Duration.ofDays(365);

	private final String option;

	private final transient @Nullable Object value;

	private final String remedy;

	/**
	 * Create the exception.
	 * @param option the option, for example {@code keepalive}
	 * @param value the value refused; never a secret
	 * @param remedy what to do
	 */
	public InvalidOptionException(String option, @Nullable Object value, String remedy) {
		super(option + " = '" + shown(value) + "' is not valid: " + remedy);
		this.option = option;
		this.value = shown(value);
		this.remedy = remedy;
	}

	/**
	 * Check that a value can be sent as a UTF-8 Encoded String.
	 * @param option the option
	 * @param value the value, which the error does not show
	 */
	static void checkUtf8(String option, String value) {
		String problem = Utf8.problem(value);
		if (problem != null) {
			throw new InvalidOptionException(option, "(" + value.length() + " characters)", "it " + problem);
		}
	}

	/**
	 * Check that something can be waited for as long as an option says.
	 * @param option the option
	 * @param value the wait
	 * @param zeroAllowed whether there may be none
	 */
	static void checkWait(String option, Duration value, boolean zeroAllowed) {
		boolean tooShort = value.isNegative() || (value.isZero() && !zeroAllowed);
		if (tooShort || value.compareTo(LONGEST_WAIT) > 0) {
			throw new InvalidOptionException(option, value,
					"use " + (zeroAllowed ? "zero or more" : "more than zero") + ", at most 365 days");
		}
	}

	private static @Nullable Object shown(@Nullable Object value) {
		return (value instanceof Duration duration) ? Durations.value(duration) : value;
	}

	/**
	 * Return the option, named as its configuration property without the prefix.
	 * @return for example {@code reconnect.max-delay}
	 */
	public String option() {
		return this.option;
	}

	/**
	 * Return the value refused.
	 * @return the value, a duration as it is configured
	 */
	public @Nullable Object value() {
		return this.value;
	}

	/**
	 * Return what to do.
	 * @return the remedy
	 */
	public String remedy() {
		return this.remedy;
	}

}
