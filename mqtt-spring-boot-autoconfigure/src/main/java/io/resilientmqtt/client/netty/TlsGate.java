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

import java.net.SocketException;
import java.nio.channels.ClosedChannelException;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/**
 * Behind the handler of TLS: lets the others know that the channel is active when TLS is
 * established, and says what is wrong if it can't be, which a server may find out after
 * that. On the event loop.
 */
final class TlsGate extends ChannelInboundHandlerAdapter {

	private final Attempt attempt;

	private final TlsAnswer answer;

	private boolean established;

	TlsGate(Attempt attempt, TlsAnswer answer) {
		this.attempt = attempt;
		this.answer = answer;
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		this.attempt.await("waiting for the TLS handshake: check mqtt.port and mqtt.ssl.enabled");
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event instanceof SslHandshakeCompletionEvent handshake) {
			if (handshake.isSuccess()) {
				this.established = true;
				context.fireChannelActive();
			}
			else {
				this.attempt.tlsFailed(Causes
					.of(isClosed(handshake.cause()) ? TlsProblems.closed(handshake.cause(), this.answer.hasAnswered())
							: explain(context, handshake.cause())));
			}
		}
		context.fireUserEventTriggered(event);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
		boolean closed = !this.established && isClosed(failure);
		context.fireExceptionCaught(
				closed ? TlsProblems.closed(failure, this.answer.hasAnswered()) : explain(context, failure));
	}

	private static boolean isClosed(Throwable failure) {
		return failure instanceof ClosedChannelException || failure instanceof SocketException;
	}

	private Throwable explain(ChannelHandlerContext context, Throwable failure) {
		if (this.answer.isHttp()) {
			return TlsProblems.answeredInHttp(failure);
		}
		return TlsProblems.explain(failure, context.pipeline().get(SslHandler.class).engine(), this.answer.isAgreed());
	}

}
