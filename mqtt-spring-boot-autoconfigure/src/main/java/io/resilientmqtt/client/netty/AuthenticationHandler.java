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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.util.concurrent.ScheduledFuture;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.Forwarding;
import io.resilientmqtt.client.MqttAuthenticationException;
import io.resilientmqtt.client.MqttAuthenticationException.Reason;
import io.resilientmqtt.client.MqttAuthenticator;
import io.resilientmqtt.client.MqttAuthenticator.Exchange;
import io.resilientmqtt.client.ReasonProperties;
import io.resilientmqtt.client.netty.codec.PacketDecoder;
import io.resilientmqtt.client.netty.codec.ProtocolViolation;
import io.resilientmqtt.client.netty.codec.ReasonPacket;
import io.resilientmqtt.client.netty.codec.ReceivedProperties;
import io.resilientmqtt.message.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * Has one connection authenticated by an exchange of AUTH packets, and again on demand
 * [MQTT 5, 4.12]. Each step of the authenticator may take the response time, and so may
 * those of the server on a connection that it has accepted, as {@link Progress} counts
 * it; before that it has the connect timeout. On the event loop; the authenticator runs
 * on threads of the callers.
 */
final class AuthenticationHandler extends ChannelInboundHandlerAdapter {

	private final ClientContext client;

	private final MqttAuthenticator authenticator;

	private final String method;

	private final Runnable answered;

	private @Nullable ChannelHandlerContext context;

	private @Nullable Exchange exchange;

	private @Nullable ScheduledFuture<?> timer;

	/** With the server, once it has accepted the connection. */
	private @Nullable ResponseDeadline deadline;

	private @Nullable Progress progress;

	private @Nullable CompletableFuture<Void> again;

	/** The longest AUTH the server takes, known from CONNACK on; read by the workers. */
	private volatile long maximumPacketSize = Long.MAX_VALUE;

	/** Whether the server has been asked to authenticate again. */
	private boolean underWay;

	/** Whether it is the authenticator's turn. */
	private boolean working;

	/**
	 * Create the handler of a connection.
	 * @param client the client
	 * @param authenticator authenticates it
	 * @param method its method
	 * @param answered run when the server has answered CONNECT
	 */
	AuthenticationHandler(ClientContext client, MqttAuthenticator authenticator, String method, Runnable answered) {
		this.client = client;
		this.authenticator = authenticator;
		this.method = method;
		this.answered = answered;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		this.context = context;
	}

	/**
	 * Begin to authenticate a connection.
	 * @param connect takes the properties of CONNECT
	 */
	void begin(Consumer<MqttProperties> connect) {
		begin((exchange) -> ReasonPacket.authentication(this.method, exchange.initialData()), connect);
	}

	private <T> void begin(Function<Exchange, T> initial, Consumer<T> then) {
		work(this.authenticator::begin, (begun) -> {
			this.exchange = begun;
			work(() -> initial.apply(begun), then);
		});
	}

	/**
	 * CONNACK has come. Nothing behind it is read before the server has proved itself.
	 * @param properties its properties
	 * @param proved run then
	 */
	void connack(MqttProperties properties, Runnable proved) {
		requireMethod("CONNACK", properties);
		Integer maximumPacketSize = ReceivedProperties.integer(properties, MqttProperties.MAXIMUM_PACKET_SIZE);
		if (maximumPacketSize != null) {
			this.maximumPacketSize = Integer.toUnsignedLong(maximumPacketSize);
		}
		ChannelHandlerContext context = context();
		PacketDecoder decoder = context.pipeline().get(PacketDecoder.class);
		decoder.pause();
		context.channel().config().setAutoRead(false);
		complete(properties, ReasonProperties.NONE, () -> {
			proved.run();
			if (context.channel().isActive()) {
				context.channel().config().setAutoRead(true);
				decoder.resume(context.pipeline().context(decoder));
			}
		});
	}

	/**
	 * The connection was accepted.
	 * @param progress says when the server can be blamed
	 */
	void established(Progress progress) {
		this.progress = progress;
		this.deadline = progress.deadline(responseTime());
	}

	/**
	 * Return whether the server is to authenticate again.
	 * @return {@code true} if it owes an answer, or will
	 */
	boolean awaitsAnswer() {
		return this.again != null;
	}

	/**
	 * Authenticate again [MQTT 5, 4.12.1]. While that is under way, a second call joins
	 * the first.
	 * @param future completed when the server is satisfied
	 */
	void again(CompletableFuture<Void> future) {
		CompletableFuture<Void> again = this.again;
		if (again != null) {
			Forwarding.forward(again, future);
			return;
		}
		again = new CompletableFuture<>();
		Forwarding.forward(again, future);
		this.again = again;
		this.underWay = false;
		begin((exchange) -> auth(exchange, ReasonCode.RE_AUTHENTICATE, exchange.initialData()), this::send);
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof MqttMessage packet && packet.decoderResult().isSuccess()
				&& packet.fixedHeader().messageType() == MqttMessageType.AUTH) {
			auth(packet);
		}
		else {
			context.fireChannelRead(message);
		}
	}

	private void auth(MqttMessage packet) {
		Exchange exchange = this.exchange;
		if (exchange == null || this.working) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "AUTH came out of turn");
		}
		answered();
		MqttProperties properties = ReceivedProperties.of(packet);
		requireMethod("AUTH", properties);
		ReasonCode reasonCode = ReceivedProperties.reasonCode(packet);
		ReasonProperties reason = ReceivedProperties.reason(properties);
		if (reasonCode == ReasonCode.CONTINUE_AUTHENTICATION) {
			byte[] challenge = ReceivedProperties.bytes(properties, MqttProperties.AUTHENTICATION_DATA);
			work(() -> {
				explain(exchange, reason);
				return auth(exchange, ReasonCode.CONTINUE_AUTHENTICATION, exchange.respond(challenge));
			}, this::send);
		}
		else if (reasonCode == ReasonCode.SUCCESS && this.again != null) {
			complete(properties, reason, this::authenticatedAgain);
		}
		else {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR,
					"AUTH with " + reasonCode.describe() + " came out of turn");
		}
	}

	private MqttMessage auth(Exchange exchange, ReasonCode reasonCode, byte @Nullable [] data) {
		try {
			return ReasonPacket.auth(reasonCode, this.method, data, exchange.properties(), this.maximumPacketSize);
		}
		catch (IllegalArgumentException ex) {
			throw new MqttAuthenticationException(Reason.AUTHENTICATOR_FAILED, String.valueOf(ex.getMessage()), null,
					ex);
		}
	}

	private static void explain(Exchange exchange, ReasonProperties reason) {
		if (!reason.isEmpty()) {
			exchange.explained(reason);
		}
	}

	private void complete(MqttProperties properties, ReasonProperties reason, Runnable proved) {
		byte[] data = ReceivedProperties.bytes(properties, MqttProperties.AUTHENTICATION_DATA);
		Exchange exchange = this.exchange;
		if (exchange == null || this.working) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "CONNACK came out of turn");
		}
		work(() -> {
			explain(exchange, reason);
			exchange.complete(data);
			return exchange;
		}, (completed) -> {
			this.exchange = null;
			stopTimer();
			proved.run();
		});
	}

	private void authenticatedAgain() {
		CompletableFuture<Void> again = this.again;
		this.again = null;
		if (again != null) {
			again.complete(null);
		}
	}

	/**
	 * All packets of an exchange have the method of CONNECT [MQTT-4.12.0-5].
	 * @param name the packet
	 * @param properties its properties
	 */
	private void requireMethod(String name, MqttProperties properties) {
		String method = ReceivedProperties.string(properties, MqttProperties.AUTHENTICATION_METHOD);
		if (!this.method.equals(method)) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR,
					name + " has not the authentication method of CONNECT [MQTT-4.12.0-5]");
		}
	}

	private void send(MqttMessage auth) {
		this.underWay = true;
		context().writeAndFlush(auth);
		if (this.deadline != null) {
			this.deadline.begin(this.client.now());
			awaitServer(this.deadline);
		}
	}

	private void answered() {
		stopTimer();
		this.answered.run();
		if (this.progress != null && this.deadline != null) {
			this.progress.answered(this.deadline.sentAt());
		}
	}

	private void awaitServer(ResponseDeadline deadline) {
		long left = deadline.left(this.client.now());
		if (left <= 0) {
			timedOut("The server did not go on with the authentication");
			return;
		}
		this.timer = this.client.loop().schedule(() -> awaitServer(deadline), left, TimeUnit.NANOSECONDS);
	}

	/**
	 * Let the authenticator do its part, off the event loop.
	 * @param step its part
	 * @param then takes the result, on the event loop
	 * @param <T> the type of the result
	 */
	private <T> void work(Supplier<T> step, Consumer<T> then) {
		this.working = true;
		stopTimer();
		this.timer = this.client.loop()
			.schedule(() -> timedOut("The authenticator did not do its part"), responseTime(), TimeUnit.NANOSECONDS);
		OffLoop.call(this.client, step::get, (value) -> goOn(() -> then.accept(value)),
				(failure) -> goOn(() -> failed(failure)));
	}

	private void goOn(Runnable result) {
		if (this.working && context().channel().isOpen()) {
			this.working = false;
			stopTimer();
			try {
				result.run();
			}
			catch (Throwable ex) { // as an answer that no packet can carry
				failed(ex);
			}
		}
	}

	private void failed(Throwable failure) {
		MqttAuthenticationException exception = (failure instanceof MqttAuthenticationException known) ? known
				: new MqttAuthenticationException(Reason.AUTHENTICATOR_FAILED,
						"The authenticator failed: " + failure.getClass().getName(), null, failure);
		CompletableFuture<Void> again = this.again;
		if (again != null && !this.underWay) { // the server knows nothing of it
			this.again = null;
			this.exchange = null;
			again.completeExceptionally(exception);
		}
		else {
			context().fireExceptionCaught(exception);
		}
	}

	private void timedOut(String what) {
		this.working = false;
		context().fireExceptionCaught(new TimeoutException(what + " within mqtt.response-time ("
				+ this.client.options().liveness().responseTime().toMillis() + " ms)"));
	}

	private long responseTime() {
		return TimeUnit.NANOSECONDS.convert(this.client.options().liveness().responseTime());
	}

	private void stopTimer() {
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		stopTimer();
		context.fireChannelInactive();
	}

	/**
	 * The link has ended.
	 * @param cause why
	 */
	void stop(ConnectionCause cause) {
		stopTimer();
		this.working = false;
		CompletableFuture<Void> again = this.again;
		this.again = null;
		if (again != null) {
			boolean refused = cause.type() == ConnectionCause.Type.BROKER;
			again.completeExceptionally((cause.exception() instanceof MqttAuthenticationException failure) ? failure
					: new MqttAuthenticationException(refused ? Reason.REFUSED : Reason.NOT_CONNECTED,
							cause.description(), cause.reasonCode(), cause.exception()));
		}
	}

	private ChannelHandlerContext context() {
		if (this.context == null) {
			throw new IllegalStateException("not added to a pipeline yet");
		}
		return this.context;
	}

}
