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

/**
 * The types of the packets this engine reads, checks or writes itself [MQTT 5, 2.1.2].
 */
final class PacketType {

	static final int CONNACK = 2;

	static final int PUBLISH = 3;

	static final int PUBACK = 4;

	static final int PUBREC = 5;

	static final int PUBREL = 6;

	static final int PUBCOMP = 7;

	static final int SUBSCRIBE = 8;

	static final int SUBACK = 9;

	static final int UNSUBSCRIBE = 10;

	static final int UNSUBACK = 11;

	static final int PINGREQ = 12;

	static final int PINGRESP = 13;

	static final int DISCONNECT = 14;

	static final int AUTH = 15;

	private PacketType() {
	}

}
