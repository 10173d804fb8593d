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

import java.util.List;

import io.netty.buffer.ByteBufUtil;
import io.resilientmqtt.client.ReasonProperties;
import io.resilientmqtt.message.UserProperty;

/**
 * Leaves out of a packet what would make it longer than the broker takes: its User
 * Properties, and then its Reason String too [MQTT-3.4.2-2] [MQTT-3.4.2-3] and their like
 * of the other packets. Stateless.
 *
 * @param fixed bytes of the variable header before the Property Length
 * @param properties bytes of the properties that can't be left out
 * @param maximumPacketSize the longest packet the broker takes
 */
record PacketFit(int fixed, int properties, long maximumPacketSize) {

	/**
	 * Return as much as the packet has room for.
	 * @param wanted what it is to say
	 * @return all, only the Reason String, or nothing
	 */
	ReasonProperties fitting(ReasonProperties wanted) {
		if (fits(wanted)) {
			return wanted;
		}
		ReasonProperties reasonString = new ReasonProperties(wanted.reasonString(), List.of());
		return fits(reasonString) ? reasonString : ReasonProperties.NONE;
	}

	/**
	 * Return whether the packet has room.
	 * @param reason what it is to say
	 * @return {@code false} if it would be too long
	 */
	boolean fits(ReasonProperties reason) {
		return packetSize(reason) <= this.maximumPacketSize;
	}

	/**
	 * Return how long the packet is.
	 * @param reason what it says
	 * @return all its bytes
	 */
	long packetSize(ReasonProperties reason) {
		long length = (long) this.properties + length(reason);
		long remaining = this.fixed + PublishEncoder.varIntLength(length) + length;
		return 1 + PublishEncoder.varIntLength(remaining) + remaining;
	}

	/**
	 * Return the length of properties in a packet.
	 * @param properties the properties
	 * @return their bytes with identifiers and lengths
	 */
	static int length(ReasonProperties properties) {
		int length = length(properties.userProperties());
		return (properties.reasonString() != null) ? length + 3 + ByteBufUtil.utf8Bytes(properties.reasonString())
				: length;
	}

	static int length(List<UserProperty> properties) {
		int length = 0;
		for (UserProperty property : properties) {
			length += 5 + ByteBufUtil.utf8Bytes(property.name()) + ByteBufUtil.utf8Bytes(property.value());
		}
		return length;
	}

}
