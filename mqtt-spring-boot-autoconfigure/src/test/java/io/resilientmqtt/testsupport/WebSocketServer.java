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

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket in front of a broker that knows none. It refuses, waits, cuts what the
 * broker sends into frames of any size and sends frames of its own, on command. One
 * thread does it all.
 */
public final class WebSocketServer implements AutoCloseable {

	private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final List<HttpRequest> requests = new CopyOnWriteArrayList<>();

	private final List<WebSocketFrame> control = new CopyOnWriteArrayList<>();

	private final List<Channel> open = new CopyOnWriteArrayList<>();

	private final int brokerPort;

	private final int port = FreePort.find();

	private volatile @Nullable HttpResponseStatus refusal;

	private volatile boolean silent;

	private volatile int frameSize = Integer.MAX_VALUE;

	/**
	 * Create a server that listens on a free port of 127.0.0.1.
	 * @param brokerPort the broker's port there
	 * @param tls the server's side of TLS, or {@code null} for none
	 */
	public WebSocketServer(int brokerPort, @Nullable SslContext tls) {
		this.brokerPort = brokerPort;
		new ServerBootstrap().group(this.group)
			.channel(NioServerSocketChannel.class)
			.childHandler(new ChannelInitializer<Channel>() {

				@Override
				protected void initChannel(Channel channel) {
					if (tls != null) {
						channel.pipeline().addLast(tls.newHandler(channel.alloc()));
					}
					channel.pipeline()
						.addLast(new HttpServerCodec(), new HttpObjectAggregator(65536), new Doorkeeper(),
								new WebSocketServerProtocolHandler("/", "mqtt", false, 1 << 28, false, true, false),
								new Bridge());
				}

			})
			.bind("127.0.0.1", this.port)
			.syncUninterruptibly();
	}

	/**
	 * Return the port.
	 * @return the port on 127.0.0.1
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Answer requests with a status instead of a WebSocket.
	 * @param status the status, or {@code null} for a WebSocket again
	 */
	public void refuse(@Nullable HttpResponseStatus status) {
		this.refusal = status;
	}

	/**
	 * Do not answer requests.
	 */
	public void beSilent() {
		this.silent = true;
	}

	/**
	 * Send frames of a size, whatever is in them.
	 * @param frameSize the size in bytes
	 */
	public void frameSize(int frameSize) {
		this.frameSize = frameSize;
	}

	/**
	 * Return the requests.
	 * @return the requests in order
	 */
	public List<HttpRequest> requests() {
		return this.requests;
	}

	/**
	 * Return the frames received that are not binary.
	 * @return the frames, which are released
	 */
	public List<WebSocketFrame> control() {
		return this.control;
	}

	/**
	 * Send a frame on every open WebSocket.
	 * @param frame the frame
	 */
	public void send(WebSocketFrame frame) {
		this.open.forEach((channel) -> channel.writeAndFlush(frame.retainedDuplicate()));
		frame.release();
	}

	@Override
	public void close() {
		this.group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
	}

	/**
	 * Lets requests in or not.
	 */
	private final class Doorkeeper extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			if (message instanceof FullHttpRequest request) {
				WebSocketServer.this.requests.add(new DefaultHttpRequest(request.protocolVersion(), request.method(),
						request.uri(), request.headers().copy()));
				HttpResponseStatus refusal = WebSocketServer.this.refusal;
				if (refusal != null || WebSocketServer.this.silent) {
					request.release();
					if (refusal != null) {
						context.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, refusal))
							.addListener(ChannelFutureListener.CLOSE);
					}
					return;
				}
				request.setUri("/");
			}
			context.fireChannelRead(message);
		}

	}

	/**
	 * Carries bytes between the WebSocket and the broker.
	 */
	private final class Bridge extends ChannelInboundHandlerAdapter {

		private @Nullable Channel broker;

		@Override
		public void userEventTriggered(ChannelHandlerContext context, Object event) {
			if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
				WebSocketServer.this.open.add(context.channel());
				this.broker = new Bootstrap().group(context.channel().eventLoop())
					.channel(NioSocketChannel.class)
					.handler(new FromBroker(context.channel()))
					.connect("127.0.0.1", WebSocketServer.this.brokerPort)
					.channel();
			}
		}

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			if (message instanceof BinaryWebSocketFrame || message instanceof ContinuationWebSocketFrame) {
				ByteBuf bytes = ((WebSocketFrame) message).content();
				Channel broker = this.broker;
				context.channel().eventLoop().execute(() -> broker.writeAndFlush(bytes));
			}
			else {
				WebSocketServer.this.control.add((WebSocketFrame) message);
				ReferenceCountUtil.release(message);
			}
		}

		@Override
		public void channelInactive(ChannelHandlerContext context) {
			WebSocketServer.this.open.remove(context.channel());
			if (this.broker != null) {
				this.broker.close();
			}
		}

	}

	/**
	 * Cuts what comes into frames.
	 */
	private final class FromBroker extends ChannelInboundHandlerAdapter {

		private final Channel client;

		FromBroker(Channel client) {
			this.client = client;
		}

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			ByteBuf bytes = (ByteBuf) message;
			boolean first = true;
			while (bytes.isReadable()) {
				ByteBuf part = bytes.readRetainedSlice(Math.min(bytes.readableBytes(), WebSocketServer.this.frameSize));
				boolean last = !bytes.isReadable();
				this.client.write(first ? new BinaryWebSocketFrame(last, 0, part)
						: new ContinuationWebSocketFrame(last, 0, part));
				first = false;
			}
			bytes.release();
			this.client.flush();
		}

		@Override
		public void channelInactive(ChannelHandlerContext context) {
			this.client.close();
		}

	}

}
