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

import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.client.WebSocketOptions;
import io.resilientmqtt.client.netty.codec.ProtocolViolation;
import io.resilientmqtt.message.ReasonCode;

/**
 * MQTT in the binary frames of a WebSocket [MQTT 5, 6]. The frames are no more than a
 * stream: a packet may span several, and several may share one [MQTT-6.0.0-2]. The
 * handlers learn that the channel is active when the WebSocket is open. Alone needs
 * {@code netty-codec-http}. On the event loop.
 */
final class WebSocketFraming extends ChannelDuplexHandler {

	private static final String SUBPROTOCOL = "mqtt";

	private static final int LONGEST_ANSWER = 64 * 1024;

	/** Room for a frame that packets share: it is read as a whole. */
	private static final int SHORTEST_FRAME_LIMIT = 64 * 1024 * 1024;

	private static final long PACKETS_IN_FRAME = 4;

	private final Attempt attempt;

	private final int maximumFrame;

	private WebSocketFraming(Attempt attempt, int maximumFrame) {
		this.attempt = attempt;
		this.maximumFrame = maximumFrame;
	}

	/**
	 * Put a WebSocket between what is in a pipeline and what will be added.
	 * @param pipeline the pipeline
	 * @param attempt the attempt it belongs to
	 * @param options the options
	 */
	static void addTo(ChannelPipeline pipeline, Attempt attempt, MqttClientOptions options) {
		WebSocketOptions webSocket = options.transport().webSocket();
		HttpHeaders headers = new DefaultHttpHeaders();
		webSocket.headers().forEach(headers::set);
		int maximumFrame = (int) Math.min(Integer.MAX_VALUE,
				Math.max(PACKETS_IN_FRAME * options.runtime().maximumPacketSize(), SHORTEST_FRAME_LIMIT));
		WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
			.webSocketUri(uri(attempt.server(), options.tls() != null, webSocket.path(), headers))
			.subprotocol(SUBPROTOCOL)
			.customHeaders(headers)
			.maxFramePayloadLength(maximumFrame)
			.handshakeTimeoutMillis(options.liveness().connectTimeout().toMillis() + 1)
			.forceCloseTimeoutMillis(TimeUnit.NANOSECONDS.toMillis(SocketCloser.GRACE_NANOS))
			.withUTF8Validator(false)
			.build();
		pipeline.addLast(new HttpClientCodec(), new HttpObjectAggregator(LONGEST_ANSWER),
				new WebSocketClientProtocolHandler(config), new WebSocketFraming(attempt, maximumFrame));
	}

	private static URI uri(ServerAddress server, boolean tls, String path, HttpHeaders headers) {
		ServerAddress host = new ServerAddress(Tls.withoutZone(server.host()), server.port());
		URI uri = URI.create((tls ? "wss://" : "ws://") + host + path);
		if (uri.getHost() != null) {
			return uri;
		}
		// The host is none to a URI, as with '_', but it may be one to a resolver and a
		// server
		if (!headers.contains(HttpHeaderNames.HOST)) {
			headers.set(HttpHeaderNames.HOST, host);
		}
		if (!headers.contains(HttpHeaderNames.ORIGIN)) {
			headers.set(HttpHeaderNames.ORIGIN, (tls ? "https://" : "http://") + host);
		}
		return URI.create((tls ? "wss://" : "ws://") + "localhost:" + server.port() + path);
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		this.attempt.await(Attempt.OPENING_WEBSOCKET);
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
			context.fireChannelActive();
		}
		else {
			context.fireUserEventTriggered(event);
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof BinaryWebSocketFrame || message instanceof ContinuationWebSocketFrame) {
			context.fireChannelRead(((WebSocketFrame) message).content());
		}
		else {
			ReferenceCountUtil.release(message);
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR,
					"a WebSocket frame is not binary [MQTT-6.0.0-1]: " + message.getClass().getSimpleName());
		}
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		context.write((message instanceof ByteBuf bytes) ? new BinaryWebSocketFrame(bytes) : message, promise);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
		context.fireExceptionCaught(explain(failure));
	}

	private Throwable explain(Throwable failure) {
		if (failure instanceof WebSocketClientHandshakeException refused) {
			return refusal(refused);
		}
		if (failure instanceof CorruptedWebSocketFrameException) {
			return new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "a WebSocket frame can't be read (at most "
					+ this.maximumFrame + " bytes, or raise mqtt.maximum-packet-size): " + failure.getMessage());
		}
		return failure;
	}

	private static Throwable refusal(WebSocketClientHandshakeException failure) {
		String message = String.valueOf(failure.getMessage());
		if (message.startsWith("Invalid subprotocol")) {
			return new WebSocketRefusal("the server did not agree to the subprotocol 'mqtt', so what opens a WebSocket "
					+ "there speaks no MQTT: check mqtt.port and mqtt.websocket.path", failure);
		}
		if (failure.response() == null) {
			return message.contains("closed") ? new ClosedChannelException()
					: new WebSocketRefusal("the server opened no WebSocket: " + message, failure);
		}
		return new WebSocketRefusal("the server opened no WebSocket: " + failure.response().status()
				+ ": check mqtt.websocket.path and mqtt.websocket.headers", failure);
	}

}
