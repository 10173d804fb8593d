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

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * Encodes topic names, and keeps the last one, which most often is the next one too. One
 * for each connection, on its event loop.
 */
final class TopicEncoder {

	private static final int USUAL_LENGTH = 64;

	private String topic = "";

	private ByteBuf encoded = Unpooled.EMPTY_BUFFER;

	/**
	 * Return the length of a topic name in bytes.
	 * @param topic the topic name
	 * @return the length
	 */
	int length(String topic) {
		if (!topic.equals(this.topic)) {
			encode(topic);
		}
		return this.encoded.writerIndex();
	}

	/**
	 * Write the bytes of the topic name whose length was asked for last.
	 * @param out where to
	 */
	void write(ByteBuf out) {
		out.writeBytes(this.encoded, 0, this.encoded.writerIndex());
	}

	private void encode(String topic) {
		if (this.encoded.capacity() == 0) {
			this.encoded = Unpooled.buffer(USUAL_LENGTH);
		}
		this.encoded.clear();
		ByteBufUtil.writeUtf8(this.encoded, topic);
		this.topic = topic;
	}

}
