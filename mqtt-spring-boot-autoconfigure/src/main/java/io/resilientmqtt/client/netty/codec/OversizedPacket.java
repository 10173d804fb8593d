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

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.resilientmqtt.message.Printable;

/**
 * Describes a packet that is too long to be read, by what has arrived of it: a retained
 * message would come again on every connection, so it has to be found. Stateless.
 */
final class OversizedPacket {

	private static final int LONGEST_HEADER = 5;

	/** Bytes of a topic that are shown. */
	private static final int LONGEST_TOPIC = 256;

	private OversizedPacket() {
	}

	/**
	 * Describe a packet.
	 * @param in where it is
	 * @param start where it begins
	 * @param available how many bytes of it there are
	 * @param length how long it is, in bytes
	 * @return what it is, for people
	 */
	static String describe(ByteBuf in, int start, int available, int length) {
		int first = in.getByte(start) & 0xFF;
		if (first >>> 4 != PacketType.PUBLISH) {
			return "a packet of " + length + " bytes";
		}
		String what = (((first & 1) != 0) ? "a retained message" : "a message") + " of " + length + " bytes";
		int topic = start + 1;
		while (topic < start + Math.min(available, LONGEST_HEADER) && in.getByte(topic) < 0) {
			topic++;
		}
		topic++;
		int end = start + available;
		if (topic + 2 > end || topic + 2 + in.getUnsignedShort(topic) > end) {
			return what;
		}
		String name = in.toString(topic + 2, Math.min(in.getUnsignedShort(topic), LONGEST_TOPIC),
				StandardCharsets.UTF_8);
		return what + " for topic '" + Printable.of(name) + "'";
	}

}
