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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.util.concurrent.ScheduledFuture;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.netty.codec.PacketDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether the link is alive (behaviour S7): when nothing was received for a
 * while it pings, and when nothing comes for the response time after the ping has left
 * the link is dead. It also pings when nothing was sent for most of the Keep Alive, which
 * the broker watches [MQTT-3.1.2-22]. On the event loop.
 */
final class KeepAliveHandler extends ChannelDuplexHandler {

	private static final Duration PERIOD_WITHOUT_KEEP_ALIVE = Duration.ofSeconds(20);

	private static final long NEVER = Long.MAX_VALUE;

	private final ClientContext client;

	private final LinkControl link;

	private final long pingAfterSilence;

	private final long pingAfterIdleness;

	private final long responseTime;

	private final ResponseDeadline deadline;

	private final PacketDecoder decoder;

	private final List<Consumer<Boolean>> waiting = new ArrayList<>(1);

	private @Nullable ScheduledFuture<?> timer;

	private @Nullable ChannelHandlerContext context;

	private long lastRead;

	private long lastWrite;

	private long lastPing;

	/**
	 * Whether nothing has come since a ping, the first of which was sent at this time.
	 */
	private boolean awaiting;

	private long awaitingSince;

	/** How many pings were sent, and how many were answered by a pong. */
	private long pings;

	private long pongs;

	/** Run when as many have been answered. */
	private @Nullable Runnable pong;

	private long pongAt;

	private boolean stopped;

	KeepAliveHandler(ClientContext client, LinkControl link, PacketDecoder decoder, Duration keepAlive) {
		this.client = client;
		this.link = link;
		this.decoder = decoder;
		MqttClientOptions options = client.options();
		this.pingAfterSilence = TimeUnit.NANOSECONDS.convert(pingPeriod(keepAlive, options.liveness().pingInterval()));
		this.pingAfterIdleness = keepAlive.isZero() ? NEVER : TimeUnit.NANOSECONDS.convert(keepAlive) / 4 * 3;
		this.responseTime = TimeUnit.NANOSECONDS.convert(options.liveness().responseTime());
		this.deadline = link.progress().deadline(this.responseTime);
	}

	/**
	 * Return how long nothing may be received before a ping is sent.
	 * @param keepAlive the Keep Alive in force
	 * @param pingInterval the ping interval asked for
	 * @return how long nothing may be received before a ping is sent
	 */
	static Duration pingPeriod(Duration keepAlive, Duration pingInterval) {
		Duration period = keepAlive.isZero() ? PERIOD_WITHOUT_KEEP_ALIVE : keepAlive.dividedBy(4);
		boolean shorter = !pingInterval.isZero() && pingInterval.compareTo(period) < 0;
		return shorter ? pingInterval : period;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		this.context = context;
		this.lastRead = this.client.now();
		this.lastWrite = this.lastRead;
		this.lastPing = this.lastRead;
		schedule(this.lastRead);
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (!(message instanceof MqttMessage packet) || !packet.decoderResult().isSuccess()
				|| packet.fixedHeader().messageType() != MqttMessageType.PINGRESP) {
			context.fireChannelRead(message);
			return;
		}
		this.pongs++;
		Runnable pong = this.pong;
		if (pong != null && this.pongs >= this.pongAt) {
			this.pong = null;
			pong.run();
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		if (this.decoder.takeReceived()) {
			received();
			if (this.decoder.takeGrown()) {
				this.link.progress().busy();
			}
		}
		context.fireChannelReadComplete();
	}

	private void received() {
		this.lastRead = this.client.now();
		if (this.awaiting) {
			this.awaiting = false;
			schedule(this.lastRead);
		}
		if (!this.waiting.isEmpty()) {
			answer(true);
		}
	}

	@Override
	public void flush(ChannelHandlerContext context) {
		this.lastWrite = this.client.now();
		context.flush();
	}

	private void schedule(long now) {
		if (this.timer != null) {
			this.timer.cancel(false);
		}
		if (!this.stopped) {
			long left = Math.min(untilPing(now), untilOverdue(now));
			this.timer = this.client.loop().schedule(this::tick, Math.max(left, 1), TimeUnit.NANOSECONDS);
		}
	}

	/**
	 * Return when to ping. One ping is enough to find out whether the link is alive, but
	 * while reading is paused nothing can be found out, and the broker is to hear from
	 * the client all the same.
	 * @param now the time in nanoseconds
	 * @return nanoseconds from now, negative if it is due
	 */
	private long untilPing(long now) {
		long left = this.pingAfterIdleness - (now - this.lastWrite);
		if (this.link.gate().isClosed()) {
			left = Math.min(left, this.pingAfterSilence - (now - this.lastPing));
		}
		else if (!this.awaiting) {
			long silence = Math.min(now - this.lastRead, now - this.link.gate().openedAt());
			left = Math.min(left, this.pingAfterSilence - Math.min(silence, now - this.lastPing));
		}
		return left;
	}

	private long untilOverdue(long now) {
		if (!this.awaiting) {
			return NEVER;
		}
		// While nothing is read, whoever asked is told so in time
		return this.link.gate().isClosed() ? this.responseTime - (now - this.awaitingSince) : this.deadline.left(now);
	}

	private void tick() {
		long now = this.client.now();
		ReadGate gate = this.link.gate();
		if (!gate.isClosed() && gate.openedAt() - this.awaitingSince > 0) {
			this.awaiting = false; // silence counts from when reading went on
		}
		if (untilOverdue(now) <= 0) {
			if (!gate.isClosed()) {
				this.link.lose(new ConnectionCause(ConnectionCause.Type.TIMEOUT,
						"The link is dead: nothing received within mqtt.response-time ("
								+ this.client.options().liveness().responseTime().toMillis() + " ms) after a ping"));
				return;
			}
			this.awaiting = false; // the pong may well be there, unread
			answer(false);
		}
		if (untilPing(now) <= 0) {
			ping(now);
		}
		schedule(now);
	}

	private void ping(long now) {
		this.pings++;
		this.lastPing = now;
		this.lastWrite = now;
		if (this.context != null) {
			this.context.writeAndFlush(MqttMessage.PINGREQ);
		}
		if (!this.awaiting) {
			this.awaiting = true;
			this.awaitingSince = now;
			this.deadline.begin(now);
		}
	}

	/**
	 * Find out whether the broker answers (behaviour S27).
	 * @param recently how long ago something received counts as an answer, in nanoseconds
	 * @param answer called with the result, at the latest when the link is found dead or,
	 * while nothing is read, after the response time
	 */
	void probe(long recently, Consumer<Boolean> answer) {
		long now = this.client.now();
		if (now - this.lastRead < recently) {
			answer.accept(true);
			return;
		}
		this.waiting.add(answer);
		if (!this.awaiting) {
			ping(now);
			schedule(now);
		}
	}

	/**
	 * Ping, and find out when the broker has dealt with all that was sent before. Other
	 * than with {@link #probe}, what comes besides PINGRESP does not count. For one at a
	 * time.
	 * @param pong run when the ping has been answered; not if the link ends before
	 */
	void ping(Runnable pong) {
		long now = this.client.now();
		ping(now);
		this.pong = pong;
		this.pongAt = this.pings;
		schedule(now);
	}

	void stop() {
		this.stopped = true;
		this.pong = null;
		if (this.timer != null) {
			this.timer.cancel(false);
		}
		answer(false);
	}

	private void answer(boolean up) {
		List<Consumer<Boolean>> answered = List.copyOf(this.waiting);
		this.waiting.clear();
		answered.forEach((answer) -> answer.accept(up));
	}

}
