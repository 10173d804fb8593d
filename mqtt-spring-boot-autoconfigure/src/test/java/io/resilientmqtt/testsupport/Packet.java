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

import java.util.List;

import io.netty.handler.codec.mqtt.MqttMessageType;

/**
 * A packet a {@link ScriptedBroker} received.
 *
 * @param connection the number of the connection, from 1
 * @param type the packet type
 * @param dup the DUP flag
 * @param qos the QoS of a PUBLISH
 * @param id the Packet Identifier, 0 if there is none
 * @param topics the topic of a PUBLISH, the filters of a SUBSCRIBE or UNSUBSCRIBE
 * @param payload the payload of a PUBLISH
 * @param cleanStart whether a CONNECT asks for a clean session
 */
public record Packet(int connection, MqttMessageType type, boolean dup, int qos, int id, List<String> topics,
		String payload, boolean cleanStart) {

}
