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

/**
 * A listener that answers requests, and answers a request that it fails on, too. Such a
 * request is not tried again: who made it has been told, and may make it again.
 */
public interface ErrorReplying {

	/**
	 * Return whether who sent a message is told if it can't be handled.
	 * @param message the message
	 * @return {@code true} if an error reply is sent
	 */
	boolean answersFailureOf(MqttMessage message);

	/**
	 * Return a listener as one that answers requests it fails on.
	 * @param listener the listener, possibly behind a filter
	 * @return the same, or {@code null} if it does not
	 */
	static @Nullable ErrorReplying of(MqttMessageListener listener) {
		if (listener instanceof FilteringMessageListener filtering) {
			return of(filtering.listener());
		}
		return (listener instanceof ErrorReplying replying) ? replying : null;
	}

}
