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

package io.resilientmqtt.client.netty.publish;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.session.MqttSession;
import io.resilientmqtt.client.session.OutboundPublish;
import org.jspecify.annotations.Nullable;

/**
 * Watches over the queued messages that have a Message Expiry Interval of their own [MQTT
 * 5, 3.3.2.3.3]: one timer for the first that may expire, whatever their number. Belongs
 * to the event loop.
 */
final class MessageExpiry {

	private final MqttSession<PublishResult> session;

	private final EventLoop loop;

	private final LongSupplier clock;

	private final Consumer<OutboundPublish<PublishResult>> expired;

	private @Nullable ScheduledFuture<?> timer;

	/** When the timer looks; of no meaning without a timer. */
	private long dueAt;

	/**
	 * Create a watch over nothing.
	 * @param session has the queue
	 * @param loop the event loop
	 * @param clock the time in nanoseconds
	 * @param expired told of each message that expired, which it withdraws
	 */
	MessageExpiry(MqttSession<PublishResult> session, EventLoop loop, LongSupplier clock,
			Consumer<OutboundPublish<PublishResult>> expired) {
		this.session = session;
		this.loop = loop;
		this.clock = clock;
		this.expired = expired;
	}

	/**
	 * Publications are going to be queued.
	 * @param newest the newest of them, linked to the one before it, and so on
	 * @param now the time
	 */
	void queued(OutboundPublish<PublishResult> newest, long now) {
		for (OutboundPublish<PublishResult> publish = newest; publish != null; publish = publish.link()) {
			long seconds = publish.expirySeconds();
			if (seconds >= 0) {
				awake(now, Math.max(1, seconds));
			}
		}
	}

	/**
	 * Watch over a publication that was queued before.
	 * @param publish the publication
	 * @param now the time
	 */
	void watch(OutboundPublish<PublishResult> publish, long now) {
		if (publish.expirySeconds() >= 0) {
			awake(now, Math.max(1, publish.expirySeconds() - publish.age(now)));
		}
	}

	private void awake(long now, long seconds) {
		long dueAt = now + TimeUnit.SECONDS.toNanos(seconds);
		if (this.timer != null) {
			if (dueAt - this.dueAt >= 0) {
				return;
			}
			this.timer.cancel(false);
		}
		this.dueAt = dueAt;
		this.timer = this.loop.schedule(this::look, seconds, TimeUnit.SECONDS);
	}

	private void look() {
		this.timer = null;
		long now = this.clock.getAsLong();
		OutboundPublish<PublishResult> publish = this.session.firstQueued();
		while (publish != null) {
			OutboundPublish<PublishResult> next = this.session.nextQueued(publish);
			if (publish.isExpired(now)) {
				this.expired.accept(publish);
			}
			else if (publish.expirySeconds() >= 0) {
				awake(now, Math.max(1, publish.expirySeconds() - publish.age(now)));
			}
			publish = next;
		}
	}

	void stop() {
		if (this.timer != null) {
			this.timer.cancel(false);
		}
	}

}
