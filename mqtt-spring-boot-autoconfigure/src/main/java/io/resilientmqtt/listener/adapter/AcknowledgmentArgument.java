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

import io.resilientmqtt.listener.Acknowledgment;
import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * Marks the parameter that takes the {@link Acknowledgment}, which comes with a message
 * or a batch, not out of one.
 */
final class AcknowledgmentArgument implements MqttListenerArgument {

	/**
	 * Return where the acknowledgment goes.
	 * @param arguments the arguments of a method
	 * @return an index, or -1 if the method does not take it
	 */
	static int indexIn(MqttListenerArgument[] arguments) {
		for (int i = 0; i < arguments.length; i++) {
			if (arguments[i] instanceof AcknowledgmentArgument) {
				return i;
			}
		}
		return -1;
	}

	@Override
	public @Nullable Object resolve(MqttMessage message, @Nullable Message<?> springMessage) {
		return null;
	}

}
