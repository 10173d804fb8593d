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

/**
 * Stops reading from a connection while a receiver has no room, so that the broker holds
 * back what follows. Acknowledgements of what the client itself has sent are not read
 * then either: if the receiver waits for one of them, it would wait for ever. So when
 * something is awaited and the receivers that are full have handled nothing for a second,
 * they get room for as many messages again as they have anyhow, up to as many as a broker
 * may leave unacknowledged. On the event loop.
 */
final class ReadGate {

	private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final ClientContext client;

	private final Channel channel;

	private final PublishDecoder decoder;

	private final Owner owner;

	private boolean closed;

	private boolean checking;

	/**
	 * Create an open gate.
	 * @param client the client
	 * @param channel the connection
	 * @param decoder reads from it
	 * @param owner told of pauses
	 */
	ReadGate(ClientContext client, Channel channel, PublishDecoder decoder, Owner owner) {
		this.client = client;
		this.channel = channel;
		this.decoder = decoder;
		this.owner = owner;
	}

	boolean isClosed() {
		return this.closed;
	}

	/**
	 * Stop reading until receivers have room again.
	 */
	void close() {
		if (!this.closed) {
			this.closed = true;
			this.decoder.pause();
			this.channel.config().setAutoRead(false);
			this.owner.readingPaused();
			watch();
		}
	}

	/**
	 * Read again if all receivers have room.
	 */
	void open() {
		if (this.closed && !this.owner.hasEnded() && !this.client.inboxes().isAnyFull()) {
			this.closed = false;
			this.owner.readingResumed();
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
			this.client.loop().schedule(this::check, STALL_NANOS, TimeUnit.NANOSECONDS);
		}
	}

	private void check() {
		this.checking = false;
		if (!this.closed || this.owner.hasEnded()) {
			return;
		}
		if (this.owner.awaitsAnswer() && this.client.inboxes().extendStalled()) {
			open();
		}
		if (this.closed) {
			watch();
		}
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
		 * Nothing is read from now on.
		 */
		void readingPaused();

		/**
		 * Reading goes on: answers may come from now on.
		 */
		void readingResumed();

	}

}
