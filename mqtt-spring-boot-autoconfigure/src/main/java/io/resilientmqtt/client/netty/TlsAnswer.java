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

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Before the handler of TLS: knows whether the server took up the handshake, and so has
 * agreed to a version and a cipher suite. Java's engine forgets that when the handshake
 * fails. Leaves the pipeline with the first bytes received. On the event loop.
 */
final class TlsAnswer extends ChannelInboundHandlerAdapter {

	/** Content type of the records of a handshake [RFC 5246, 6.2.1]. */
	private static final int HANDSHAKE = 22;

	private static final String HTTP = "HTTP/";

	private boolean agreed;

	private boolean answered;

	private boolean http;

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof ByteBuf bytes && bytes.isReadable()) {
			this.answered = true;
			this.agreed = bytes.getByte(bytes.readerIndex()) == HANDSHAKE;
			this.http = bytes
				.toString(bytes.readerIndex(), Math.min(bytes.readableBytes(), HTTP.length()),
						StandardCharsets.US_ASCII)
				.equals(HTTP);
			context.pipeline().remove(this);
		}
		context.fireChannelRead(message);
	}

	/**
	 * Return whether the server has said anything.
	 * @return whether bytes have been received
	 */
	boolean hasAnswered() {
		return this.answered;
	}

	/**
	 * Return whether the server answers in HTTP, without TLS.
	 * @return whether it does
	 */
	boolean isHttp() {
		return this.http;
	}

	boolean isAgreed() {
		return this.agreed;
	}

}
