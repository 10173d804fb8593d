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

import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.client.TlsOptions;
import io.resilientmqtt.message.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to connect: address lookup, TCP, TLS, CONNECT and CONNACK, all within the
 * connect timeout. It ends exactly once. On the event loop.
 */
final class ConnectionAttempt {

	private final ClientContext client;

	private final ServerAddress server;

	private final boolean cleanStart;

	private final Outcome outcome;

	private final Promise<Channel> opened;

	private @Nullable ScheduledFuture<?> timer;

	private boolean ended;

	private String stage = "opening a TCP connection";

	ConnectionAttempt(ClientContext client, ServerAddress server, boolean cleanStart, Outcome outcome) {
		this.client = client;
		this.server = server;
		this.cleanStart = cleanStart;
		this.outcome = outcome;
		this.opened = client.loop().newPromise();
	}

	void start(Transport transport) {
		long timeout = TimeUnit.NANOSECONDS.convert(this.client.options().connectTimeout());
		this.timer = this.client.loop().schedule(this::timedOut, timeout, TimeUnit.NANOSECONDS);
		this.opened.addListener(this::notOpened);
		TlsOptions tls = this.client.options().tls();
		try {
			ChannelHandler tlsHandler = (tls != null) ? Tls.handler(tls, this.server) : null;
			transport.open(this.server, new Pipeline(tlsHandler), this.opened);
		}
		catch (RuntimeException ex) { // key material that can't be loaded now may be
										// later
			fail(new ConnectionCause(ConnectionCause.Type.NETWORK, "TLS can't be set up: " + ex, null, ex));
		}
	}

	private void notOpened(Future<? super Channel> result) {
		if (!result.isSuccess() && !result.isCancelled()) {
			fail(Causes.of(result.cause()));
		}
	}

	private void timedOut() {
		fail(new ConnectionCause(ConnectionCause.Type.TIMEOUT,
				"No connection within the time allowed; it ended while " + this.stage));
	}

	/**
	 * Give the attempt up without a word.
	 */
	void abort() {
		if (end()) {
			this.opened.cancel(false);
			closeChannel();
		}
	}

	private void fail(ConnectionCause cause) {
		if (end()) {
			this.opened.cancel(false);
			closeChannel();
			this.outcome.failed(cause);
		}
	}

	private void closeChannel() {
		Channel channel = this.opened.getNow();
		if (channel != null) {
			channel.close();
		}
	}

	private boolean end() {
		if (this.ended) {
			return false;
		}
		this.ended = true;
		if (this.timer != null) {
			this.timer.cancel(false);
		}
		return true;
	}

	/**
	 * What becomes of an attempt.
	 */
	interface Outcome {

		/**
		 * CONNACK accepted the connection.
		 * @param channel the channel
		 * @param result the CONNACK
		 */
		void accepted(Channel channel, ConnectResult result);

		/**
		 * The attempt failed.
		 * @param cause why
		 */
		void failed(ConnectionCause cause);

	}

	private final class Pipeline extends ChannelInitializer<Channel> {

		private final @Nullable ChannelHandler tls;

		Pipeline(@Nullable ChannelHandler tls) {
			this.tls = tls;
		}

		@Override
		protected void initChannel(Channel channel) {
			MqttClientOptions options = ConnectionAttempt.this.client.options();
			ChannelPipeline pipeline = channel.pipeline();
			if (this.tls != null) {
				pipeline.addLast(this.tls);
			}
			pipeline.addLast(new PublishDecoder(options.protocolVersion(), options.maximumPacketSize(),
					options.v5().topicAliasMaximum(), ConnectionAttempt.this.client.topics()));
			pipeline.addLast(new MqttDecoder(options.maximumPacketSize()));
			pipeline.addLast(MqttEncoder.INSTANCE);
			pipeline.addLast(new Handshake(options));
		}

	}

	/**
	 * Sends CONNECT and takes CONNACK. There until either comes to an end.
	 */
	private final class Handshake extends ChannelInboundHandlerAdapter {

		private final MqttClientOptions options;

		Handshake(MqttClientOptions options) {
			this.options = options;
		}

		@Override
		public void channelActive(ChannelHandlerContext context) {
			if (this.options.tls() == null) {
				connect(context);
			}
			else {
				ConnectionAttempt.this.stage = "waiting for the TLS handshake: check mqtt.port and mqtt.ssl.enabled";
			}
		}

		@Override
		public void userEventTriggered(ChannelHandlerContext context, Object event) {
			if (event instanceof SslHandshakeCompletionEvent handshake) {
				if (handshake.isSuccess()) {
					connect(context);
				}
				else {
					fail(Causes.of(handshake.cause()));
				}
			}
		}

		private void connect(ChannelHandlerContext context) {
			if (ConnectionAttempt.this.ended) {
				context.close();
				return;
			}
			ConnectionAttempt.this.stage = "waiting for CONNACK";
			context.writeAndFlush(ConnectPacket.of(this.options, ConnectionAttempt.this.client.clientId(),
					ConnectionAttempt.this.cleanStart));
			ScheduledFuture<?> timeout = context.executor()
				.schedule(this::unanswered, this.options.responseTime().toNanos(), TimeUnit.NANOSECONDS);
			context.channel().closeFuture().addListener((closed) -> timeout.cancel(false));
		}

		private void unanswered() {
			fail(new ConnectionCause(ConnectionCause.Type.TIMEOUT,
					"The server sent no CONNACK within mqtt.response-time (" + this.options.responseTime().toMillis()
							+ " ms): is it an MQTT server?"));
		}

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			if (!(message instanceof MqttConnAckMessage connack) || !connack.decoderResult().isSuccess()) {
				throw ProtocolViolation.malformed("the first packet is no CONNACK [MQTT-3.2.0-1]"
						+ ((this.options.tls() == null) ? "; does the server expect TLS on this port?" : ""));
			}
			ReasonCode reasonCode = ConnackPacket.reasonCode(connack, this.options.protocolVersion());
			if (reasonCode.isError()) {
				fail(ConnackPacket.refusal(connack, reasonCode));
				return;
			}
			if (ConnectionAttempt.this.cleanStart && connack.variableHeader().isSessionPresent()) {
				throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR,
						"CONNACK says the session is present, though a clean one was asked for [MQTT-3.2.2-2]");
			}
			ConnectResult result = ConnackPacket.result(connack, this.options,
					ConnectionAttempt.this.client.clientId());
			if (end()) {
				context.pipeline().remove(this);
				ConnectionAttempt.this.outcome.accepted(context.channel(), result);
			}
		}

		@Override
		public void channelInactive(ChannelHandlerContext context) {
			fail(new ConnectionCause(ConnectionCause.Type.NETWORK,
					"The server closed the connection instead of sending CONNACK"
							+ ((this.options.tls() == null) ? "; does it expect TLS on this port?" : "")));
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
			fail(Causes.of(failure));
		}

	}

}
