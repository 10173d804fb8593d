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
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.util.concurrent.ScheduledFuture;
import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.MqttAuthenticator;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.client.TransportOptions;
import io.resilientmqtt.client.netty.codec.PacketCheck;
import io.resilientmqtt.client.netty.codec.PacketDecoder;
import io.resilientmqtt.client.netty.codec.PacketLogHandler;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to connect over an open channel: TLS, WebSocket, CONNECT and CONNACK. The
 * connect timeout is its owner's; if the server has other addresses, it has the response
 * time for each step. Ends exactly once. On the event loop.
 */
final class ConnectionAttempt implements Attempt {

	private final ClientContext client;

	private final ServerAddress server;

	private final ConnectParameters parameters;

	private final Channel channel;

	private final Outcome outcome;

	private boolean hasAlternative;

	private @Nullable ScheduledFuture<?> patience;

	private boolean asked;

	private boolean ended;

	/** Whether CONNECT has been sent and nothing has come in answer. */
	private boolean unanswered;

	/** Whether what was sent last is to arrive. */
	private boolean leaving;

	private String stage = "opening a TCP connection";

	ConnectionAttempt(ClientContext client, ServerAddress server, ConnectParameters parameters, Channel channel,
			Outcome outcome) {
		this.client = client;
		this.server = server;
		this.parameters = parameters;
		this.channel = channel;
		this.outcome = outcome;
	}

	/**
	 * Begin.
	 * @param tls the handler for TLS, or {@code null} for none
	 * @param hasAlternative whether there is another address to try
	 */
	void start(@Nullable ChannelHandler tls, boolean hasAlternative) {
		this.hasAlternative = hasAlternative;
		ChannelPipeline pipeline = this.channel.pipeline();
		ChannelHandlerContext last = pipeline.lastContext();
		pipeline.addLast(new Pipeline(tls));
		if (last != null) { // it leads through a proxy, which has had its turn
			last.fireChannelActive();
		}
		else {
			pipeline.fireChannelActive();
		}
		this.channel.config().setAutoRead(true);
	}

	/**
	 * Give the attempt up without a word.
	 */
	void abort() {
		if (end()) {
			closeChannel();
		}
	}

	@Override
	public void fail(ConnectionCause cause) {
		if (end()) {
			closeChannel();
			this.outcome.failed(cause);
		}
	}

	@Override
	public void tlsFailed(ConnectionCause cause) {
		this.leaving = true;
		fail(cause);
	}

	@Override
	public void accepted(ChannelHandlerContext context, ConnectResult result) {
		if (this.ended) {
			return;
		}
		context.pipeline().remove(context.handler());
		if (this.parameters.accepted(result)) {
			leave(context.channel());
		}
		else {
			end();
			this.outcome.accepted(context.channel(), result);
		}
	}

	private void leave(Channel channel) {
		stopWaiting();
		this.leaving = true;
		this.outcome.cleaning();
		long timeout = TimeUnit.NANOSECONDS.convert(this.client.options().liveness().responseTime());
		DisconnectWriter.write(channel, MqttMessage.DISCONNECT, timeout).addListener((closed) -> {
			if (end()) {
				this.outcome.cleaned();
			}
		});
	}

	@Override
	public void connecting() {
		this.unanswered = true;
		this.asked = true;
		this.parameters.asked();
		await("waiting for CONNACK: is it an MQTT server?");
	}

	@Override
	public void answered() {
		this.unanswered = false;
		stopWaiting();
	}

	/**
	 * Return whether the server may receive CONNECT yet, however the attempt has ended.
	 * @return {@code true} if CONNECT was sent and not answered
	 */
	boolean isUnanswered() {
		return this.unanswered;
	}

	@Override
	public void stage(String stage) {
		stopWaiting();
		this.stage = stage;
	}

	@Override
	public void await(String stage) {
		stage(stage);
		if (this.hasAlternative && !this.ended) {
			this.patience = this.client.loop()
				.schedule(this::silent, TimeUnit.NANOSECONDS.convert(this.client.options().liveness().responseTime()),
						TimeUnit.NANOSECONDS);
		}
	}

	private void silent() {
		fail(new ConnectionCause(ConnectionCause.Type.TIMEOUT,
				"Nothing within mqtt.response-time while " + this.stage + "; the server has another address"));
	}

	private void stopWaiting() {
		if (this.patience != null) {
			this.patience.cancel(false);
			this.patience = null;
		}
	}

	/**
	 * Return whether the connection is one that others could be made like.
	 * @return {@code true} but for one that is within this process
	 */
	boolean isOnSocket() {
		return this.channel instanceof SocketChannel;
	}

	boolean isAsked() {
		return this.asked;
	}

	String stage() {
		return this.stage;
	}

	@Override
	public ServerAddress server() {
		return this.server;
	}

	@Override
	public boolean hasEnded() {
		return this.ended;
	}

	private void closeChannel() {
		if (this.leaving) {
			SocketCloser.close(this.channel);
		}
		else {
			SocketCloser.reset(this.channel);
		}
	}

	private boolean end() {
		if (this.ended) {
			return false;
		}
		this.ended = true;
		stopWaiting();
		return true;
	}

	/**
	 * What becomes of an attempt.
	 */
	interface Outcome {

		/**
		 * CONNACK accepted the connection, which is to last.
		 * @param channel the channel
		 * @param result the CONNACK
		 */
		void accepted(Channel channel, ConnectResult result);

		/**
		 * CONNACK accepted a connection that is only to clean the session and to be
		 * closed again, which takes its own time.
		 */
		default void cleaning() {
			// no matter to whom does not bound its time
		}

		/**
		 * A connection has cleaned the session and is closed again (behaviour S5).
		 */
		void cleaned();

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
			ClientContext client = ConnectionAttempt.this.client;
			ProtocolVersion version = ConnectionAttempt.this.parameters.version();
			int maximumPacketSize = client.options().runtime().maximumPacketSize();
			ChannelPipeline pipeline = channel.pipeline();
			pipeline.addLast(new Outflow(client)); // next to the socket
			if (this.tls != null) {
				TlsAnswer answer = new TlsAnswer();
				pipeline.addLast(answer, this.tls, new TlsGate(ConnectionAttempt.this, answer));
			}
			if (client.options().transport().type() == TransportOptions.Type.WEBSOCKET) {
				WebSocketFraming.addTo(pipeline, ConnectionAttempt.this, client.options());
			}
			pipeline.addLast(new ForeignProtocolDetector());
			PacketLogHandler.addTo(pipeline, ConnectionAttempt.this.parameters.clientId());
			pipeline.addLast(new TrafficHandler(client.counters()));
			pipeline.addLast(new PacketDecoder(version, maximumPacketSize, client.options().v5(), client.topics()));
			pipeline.addLast(PacketCheck.of(version, client.options().v5().requestProblemInformation()));
			pipeline.addLast(new MqttDecoder(maximumPacketSize));
			pipeline.addLast(MqttEncoder.INSTANCE);
			MqttAuthenticator authenticator = client.options().v5().authenticator();
			String method = ConnectionAttempt.this.parameters.authenticationMethod();
			if (authenticator != null && method != null) {
				pipeline.addLast(
						new AuthenticationHandler(client, authenticator, method, ConnectionAttempt.this::answered));
			}
			pipeline.addLast(new Handshake(client, ConnectionAttempt.this.parameters, ConnectionAttempt.this));
		}

	}

}
