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

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.resilientmqtt.message.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ScriptedBroker} remembers of a client. On the broker's thread.
 */
final class ScriptedSession {

	final Map<String, Integer> subscriptions = new LinkedHashMap<>();

	final Set<Integer> receivedExactlyOnce = new HashSet<>();

	private final Map<Integer, Outgoing> inFlight = new LinkedHashMap<>();

	private final Set<Integer> released = new HashSet<>();

	private int lastId;

	private @Nullable ScriptedConnection connection;

	void bind(ScriptedConnection connection) {
		if (this.connection != null) { // [MQTT-3.1.4-3]
			this.connection.channel().close();
		}
		this.connection = connection;
		this.inFlight.forEach((id, outgoing) -> send(outgoing, id, true));
		this.released.forEach(connection::pubrel);
	}

	void unbind(ScriptedConnection connection) {
		if (this.connection == connection) {
			this.connection = null;
		}
	}

	void forward(String topic, byte[] payload, int qos) {
		int granted = this.subscriptions.entrySet()
			.stream()
			.filter((entry) -> TopicFilter.of(entry.getKey()).matches(topic))
			.mapToInt(Map.Entry::getValue)
			.max()
			.orElse(-1);
		if (granted >= 0) {
			send(topic, payload, Math.min(granted, qos));
		}
	}

	void send(String topic, byte[] payload, int qos) {
		Outgoing outgoing = new Outgoing(topic, payload, qos);
		int id = 0;
		if (qos > 0) {
			this.lastId++;
			id = this.lastId;
			this.inFlight.put(id, outgoing);
		}
		send(outgoing, id, false);
	}

	private void send(Outgoing outgoing, int id, boolean dup) {
		if (this.connection != null) {
			this.connection.channel()
				.writeAndFlush(new MqttPublishMessage(
						new MqttFixedHeader(MqttMessageType.PUBLISH, dup, MqttQoS.valueOf(outgoing.qos), false, 0),
						new MqttPublishVariableHeader(outgoing.topic, id), Unpooled.wrappedBuffer(outgoing.payload)));
		}
	}

	void puback(int id) {
		this.inFlight.remove(id);
	}

	void pubrec(int id) {
		this.inFlight.remove(id);
		this.released.add(id);
	}

	void pubcomp(int id) {
		this.released.remove(id);
	}

	private record Outgoing(String topic, byte[] payload, int qos) {

	}

}
