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
import io.resilientmqtt.client.netty.codec.PacketDecoder;

/**
 * Stops reading from a connection while a receiver has no room or the broker sends more
 * than it may, so that it holds back what follows. Answers to what the client itself has
 * sent are not read then either: if the receiver waits for one of them, it would wait for
 * ever. So when something is awaited and what is full has got on by nothing for a second,
 * be it a receiver or the broker's window, there is room for as many messages again as
 * there is anyhow, up to as many as a broker may leave unacknowledged. On the event loop.
 */
final class ReadGate {

	private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final ClientContext client;

	private final Channel channel;

	private final PacketDecoder decoder;

	private final Owner owner;

	private boolean closed;

	private long openedAt;

	private boolean checking;

	/**
	 * Create an open gate.
	 * @param client the client
	 * @param channel the connection
	 * @param decoder reads from it
	 * @param owner told of pauses
	 */
	ReadGate(ClientContext client, Channel channel, PacketDecoder decoder, Owner owner) {
		this.client = client;
		this.channel = channel;
		this.decoder = decoder;
		this.owner = owner;
		this.openedAt = client.now();
	}

	boolean isClosed() {
		return this.closed;
	}

	/**
	 * Return since when everything was read, unless the gate is closed.
	 * @return the time in nanoseconds
	 */
	long openedAt() {
		return this.openedAt;
	}

	/**
	 * Stop reading until receivers have room again.
	 */
	void close() {
		if (!this.closed) {
			this.closed = true;
			this.decoder.pause();
			this.channel.config().setAutoRead(false);
			this.client.counters().backlog().readingPaused(this.client.now());
			watch();
		}
	}

	/**
	 * Read again if nothing stands in the way any more.
	 */
	void open() {
		if (this.closed && !this.owner.hasEnded() && !this.owner.receiveWindow().isOverrun()
				&& !this.client.inboxes().isAnyFull()) {
			this.closed = false;
			this.openedAt = this.client.now();
			this.client.counters().backlog().readingResumed();
			this.decoder.resume(this.channel.pipeline().context(this.decoder));
			if (!this.closed) {
				this.channel.config().setAutoRead(true);
			}
		}
	}

	private void watch() {
		if (!this.checking) {
			this.checking = true;
			this.client.inboxes().noteProgress();
			this.owner.receiveWindow().noteProgress();
			this.client.loop().schedule(this::check, STALL_NANOS, TimeUnit.NANOSECONDS);
		}
	}

	private void check() {
		this.checking = false;
		if (!this.closed || this.owner.hasEnded()) {
			return;
		}
		if (this.owner.awaitsAnswer() && extendStalled()) {
			open();
		}
		if (this.closed) {
			watch();
		}
	}

	/**
	 * Give room where it is needed for an answer.
	 * @return whether there is more room now
	 */
	private boolean extendStalled() {
		boolean window = this.owner.receiveWindow().extendIfStalled();
		return this.client.inboxes().extendStalled() || window;
	}

	/**
	 * The connection.
	 */
	interface Owner {

		/**
		 * Return whether the connection has ended.
		 * @return {@code true} if nothing will be read any more
		 */
		boolean hasEnded();

		/**
		 * Return whether the broker owes an answer.
		 * @return {@code true} if something was sent that it has to acknowledge
		 */
		boolean awaitsAnswer();

		/**
		 * Return how many messages the broker may leave unacknowledged.
		 * @return how many, and how many there are
		 */
		ReceiveWindow receiveWindow();

	}

}
