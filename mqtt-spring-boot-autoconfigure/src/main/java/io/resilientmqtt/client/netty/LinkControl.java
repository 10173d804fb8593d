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

package io.resilientmqtt.client.netty;

import java.util.function.Consumer;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionCause;

/**
 * What the handlers of a link may know of it and do to it. On the event loop.
 */
interface LinkControl {

	/**
	 * Return the CONNACK that made the link.
	 * @return what the broker has said
	 */
	ConnectResult connection();

	/**
	 * Return what is to be sent.
	 * @return the packets of this turn of the event loop
	 */
	PacketBatch batch();

	/**
	 * Return what stops reading.
	 * @return the gate
	 */
	ReadGate gate();

	/**
	 * Return since when the broker can be blamed for what it has not answered.
	 * @return its progress
	 */
	Progress progress();

	boolean hasEnded();

	/**
	 * Find out whether the broker answers (behaviour S27).
	 * @param recently how long ago something received counts as an answer, in nanoseconds
	 * @param answer called with the result, at the latest when the link is found dead or,
	 * while nothing is read, after the response time
	 */
	void probe(long recently, Consumer<Boolean> answer);

	/**
	 * End the link. Only the first cause counts. Its socket is reset, unless the broker
	 * is told why or the application wants it.
	 * @param cause why
	 */
	void lose(ConnectionCause cause);

	/**
	 * End the link in good order. It has ended as soon as DISCONNECT is sent; that is
	 * reported when the broker has closed the connection.
	 * @param disconnect the last packet
	 * @param cause why
	 * @param timeoutNanos how long the broker has for that
	 */
	void leave(MqttMessage disconnect, ConnectionCause cause, long timeoutNanos);

}
