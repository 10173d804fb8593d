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

package io.resilientmqtt.client.netty.codec;

/**
 * The types of the packets this engine reads, checks or writes itself [MQTT 5, 2.1.2].
 */
public final class PacketType {

	/**
	 * The broker accepts or refuses a connection.
	 */
	public static final int CONNACK = 2;

	/**
	 * A message, either way.
	 */
	public static final int PUBLISH = 3;

	/**
	 * Answers a PUBLISH of QoS 1.
	 */
	public static final int PUBACK = 4;

	/**
	 * Answers a PUBLISH of QoS 2.
	 */
	public static final int PUBREC = 5;

	/**
	 * Answers PUBREC.
	 */
	public static final int PUBREL = 6;

	/**
	 * Answers PUBREL.
	 */
	public static final int PUBCOMP = 7;

	/**
	 * Asks for subscriptions.
	 */
	public static final int SUBSCRIBE = 8;

	/**
	 * Answers SUBSCRIBE.
	 */
	public static final int SUBACK = 9;

	/**
	 * Asks to end subscriptions.
	 */
	public static final int UNSUBSCRIBE = 10;

	/**
	 * Answers UNSUBSCRIBE.
	 */
	public static final int UNSUBACK = 11;

	/**
	 * Asks the broker whether it is there.
	 */
	public static final int PINGREQ = 12;

	/**
	 * Answers PINGREQ.
	 */
	public static final int PINGRESP = 13;

	/**
	 * Ends a connection, either way.
	 */
	public static final int DISCONNECT = 14;

	/**
	 * A step of authentication, either way.
	 */
	public static final int AUTH = 15;

	private PacketType() {
	}

}
