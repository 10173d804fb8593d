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
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.MqttAuthenticator;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.client.TlsOptions;
import io.resilientmqtt.client.TransportOptions;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to connect: address lookup, proxy, TCP, TLS, WebSocket, CONNECT and
 * CONNACK, all within the connect timeout. It ends exactly once. On the event loop.
 */
final class ConnectionAttempt {

	private final ClientContext client;

	private final ServerAddress server;

	private final ConnectTerms terms;

	private final Outcome outcome;

	private final Promise<Channel> opened;

	private @Nullable ScheduledFuture<?> timer;

	private boolean ended;

	/** Whether CONNECT has been sent and nothing has come in answer. */
	private boolean unanswered;

	/** Whether what was sent last is to arrive. */
	private boolean leaving;

	private String stage = "opening a TCP connection";

	ConnectionAttempt(ClientContext client, ServerAddress server, ConnectTerms terms, Outcome outcome) {
		this.client = client;
		this.server = server;
		this.terms = terms;
		this.outcome = outcome;
		this.opened = client.loop().newPromise();
	}

	void start(Transport transport) {
		long timeout = TimeUnit.NANOSECONDS.convert(this.client.options().connectTimeout());
		this.timer = this.client.loop().schedule(this::timedOut, timeout, TimeUnit.NANOSECONDS);
		this.opened.addListener(this::notOpened);
		TlsOptions tls = this.client.options().tls();
		if (tls == null) {
			open(transport, null);
		}
		else {
			OffLoop.call(this.client, () -> Tls.handler(tls, this.server), (handler) -> open(transport, handler),
					this::tlsUnavailable);
		}
	}

	private void open(Transport transport, @Nullable ChannelHandler tls) {
		if (!this.ended) {
			try {
				transport.open(this.server, new Pipeline(tls), this.opened);
			}
			catch (Throwable ex) { // as when no thread can be created for the lookup
				this.opened.tryFailure(ex);
			}
		}
	}

	private void tlsUnavailable(Throwable failure) { // now, but it may be there later
		fail(new ConnectionCause(ConnectionCause.Type.NETWORK, "TLS can't be set up: " + failure, null, failure));
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

	/**
	 * Give the attempt up. What was sent may not have arrived, and is not to any more.
	 * @param cause why
	 */
	void fail(ConnectionCause cause) {
		if (end()) {
			this.opened.cancel(false);
			closeChannel();
			this.outcome.failed(cause);
		}
	}

	/**
	 * TLS can't be established, which the server is yet to be told.
	 * @param cause why
	 */
	void tlsFailed(ConnectionCause cause) {
		this.leaving = true;
		fail(cause);
	}

	/**
	 * CONNACK has accepted the connection.
	 * @param context of the handler that took it
	 * @param result the CONNACK
	 */
	void accepted(ChannelHandlerContext context, ConnectResult result) {
		if (this.ended) {
			return;
		}
		context.pipeline().remove(context.handler());
		if (this.terms.accepted(result)) {
			leave(context.channel());
		}
		else {
			end();
			this.outcome.accepted(context.channel(), result);
		}
	}

	private void leave(Channel channel) {
		stopTimer(); // it was accepted in time
		this.leaving = true;
		long timeout = TimeUnit.NANOSECONDS.convert(this.client.options().responseTime());
		Farewell.say(channel, MqttMessage.DISCONNECT, timeout).addListener((closed) -> {
			if (end()) {
				this.outcome.cleaned();
			}
		});
	}

	/**
	 * CONNECT is being sent.
	 */
	void connecting() {
		this.stage = "waiting for CONNACK";
		this.unanswered = true;
	}

	/**
	 * The server has answered CONNECT.
	 */
	void answered() {
		this.unanswered = false;
	}

	/**
	 * Return whether the server may receive CONNECT yet, however the attempt has ended.
	 * @return {@code true} if CONNECT was sent and not answered
	 */
	boolean isUnanswered() {
		return this.unanswered;
	}

	/**
	 * Note how far the attempt has come.
	 * @param stage what it is doing
	 */
	void stage(String stage) {
		this.stage = stage;
	}

	ServerAddress server() {
		return this.server;
	}

	boolean hasEnded() {
		return this.ended;
	}

	private void closeChannel() {
		Channel channel = this.opened.getNow();
		if (channel != null && this.leaving) {
			SocketEnd.close(channel);
		}
		else if (channel != null) {
			SocketEnd.reset(channel);
		}
	}

	private boolean end() {
		if (this.ended) {
			return false;
		}
		this.ended = true;
		stopTimer();
		return true;
	}

	private void stopTimer() {
		if (this.timer != null) {
			this.timer.cancel(false);
		}
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
		 * A connection has cleaned the session and is closed again (SEMANTICS S5).
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
			ProtocolVersion version = ConnectionAttempt.this.terms.version();
			int maximumPacketSize = client.options().maximumPacketSize();
			ChannelPipeline pipeline = channel.pipeline();
			if (this.tls != null) {
				TlsAnswer answer = new TlsAnswer();
				pipeline.addLast(answer, this.tls, new TlsGate(ConnectionAttempt.this, answer));
			}
			if (client.options().transport().type() == TransportOptions.Type.WEBSOCKET) {
				WebSocketFraming.addTo(pipeline, ConnectionAttempt.this, client.options());
			}
			PacketLogHandler.addTo(pipeline, ConnectionAttempt.this.terms.clientId());
			pipeline.addLast(new TrafficHandler(client.counters()));
			pipeline.addLast(new PublishDecoder(version, maximumPacketSize, client.options().v5(), client.topics()));
			pipeline.addLast(PacketCheck.of(version, client.options().v5().requestProblemInformation()));
			pipeline.addLast(new MqttDecoder(maximumPacketSize));
			pipeline.addLast(MqttEncoder.INSTANCE);
			Handshake handshake = new Handshake(client, ConnectionAttempt.this.terms, ConnectionAttempt.this);
			MqttAuthenticator authenticator = client.options().v5().authenticator();
			if (authenticator != null) {
				pipeline.addLast(new AuthenticationHandler(client, authenticator, () -> {
					handshake.answered();
					answered();
				}));
			}
			pipeline.addLast(handshake);
		}

	}

}
