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

import java.lang.reflect.Type;

import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * Where one argument of a listener method comes from. Decided once when the method is
 * registered.
 */
@FunctionalInterface
interface MqttListenerArgument {

	/**
	 * Return the argument for a message.
	 * @param message the message received
	 * @param springMessage the same as a Spring message; {@code null} unless
	 * {@link #needsSpringMessage()}
	 * @return the argument
	 * @throws Exception if the message has no such argument
	 */
	@Nullable Object resolve(MqttMessage message, @Nullable Message<?> springMessage) throws Exception;

	/**
	 * Return what the payload is converted to for this argument.
	 * @return the type, or {@code null} if the argument is not made from the payload
	 */
	default @Nullable Type payloadType() {
		return null;
	}

	/**
	 * Return whether headers are looked at. Making them costs more than anything else
	 * here.
	 * @return {@code true} if a Spring message is needed
	 */
	default boolean needsSpringMessage() {
		return false;
	}

}
