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

package io.resilientmqtt.testsupport;

import java.util.function.BiConsumer;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;

/**
 * What a {@link ScriptedBroker} does instead of its own reaction to so many packets of a
 * type. On the broker's thread.
 */
final class ScriptedRule {

	private final MqttMessageType type;

	private final BiConsumer<ScriptedConnection, MqttMessage> reaction;

	private int left;

	ScriptedRule(MqttMessageType type, int times, BiConsumer<ScriptedConnection, MqttMessage> reaction) {
		this.type = type;
		this.left = times;
		this.reaction = reaction;
	}

	/**
	 * Return whether the rule is for a packet that has arrived, and count it if so.
	 * @param type its type
	 * @return whether to {@link #react}
	 */
	boolean matches(MqttMessageType type) {
		return this.type == type && this.left > 0 && this.left-- > 0;
	}

	void react(ScriptedConnection connection, MqttMessage packet) {
		this.reaction.accept(connection, packet);
	}

}
