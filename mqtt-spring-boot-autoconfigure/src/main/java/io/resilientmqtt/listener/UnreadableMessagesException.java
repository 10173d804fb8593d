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

import java.util.IdentityHashMap;

import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.converter.MessageConversionException;

/**
 * Says which messages of a batch can't be converted. The listener has not been called.
 */
public final class UnreadableMessagesException extends MessageConversionException {

	private final transient IdentityHashMap<MqttMessage, Throwable> failures;

	/**
	 * Create an exception.
	 * @param failures why each message can't be, at least one, by identity
	 * @param first why the first of them can't be
	 */
	public UnreadableMessagesException(IdentityHashMap<MqttMessage, Throwable> failures, @Nullable Throwable first) {
		super(failures.size() + " of the messages can't be converted", first);
		this.failures = failures;
	}

	public IdentityHashMap<MqttMessage, Throwable> failures() {
		return this.failures;
	}

}
