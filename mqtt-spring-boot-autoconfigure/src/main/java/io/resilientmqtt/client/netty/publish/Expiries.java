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
import java.util.function.LongSupplier;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.session.OutboundPublish;
import org.jspecify.annotations.Nullable;

/**
 * Drops publications that have waited for too long to be sent: longer than
 * {@code mqtt.publish.expiry}, or than their Message Expiry Interval. Belongs to the
 * event loop.
 */
final class Expiries {

	private final Publications publications;

	private final EventLoop loop;

	private final LongSupplier clock;

	/** {@code null} where messages have no expiry of their own. */
	private final @Nullable MessageExpiry messageExpiry;

	/** In nanoseconds, 0 for ever. */
	private final long expiry;

	private @Nullable ScheduledFuture<?> timer;

	/**
	 * Create without any timer.
	 * @param publications drops what has expired
	 * @param options how long publications may wait
	 * @param loop the event loop
	 * @param clock the time in nanoseconds
	 * @param ofMessages whether messages have an expiry of their own
	 */
	Expiries(Publications publications, PublishOptions options, EventLoop loop, LongSupplier clock,
			boolean ofMessages) {
		this.expiry = (options.expiry() != null) ? TimeUnit.NANOSECONDS.convert(options.expiry()) : 0;
		this.publications = publications;
		this.loop = loop;
		this.clock = clock;
		this.messageExpiry = ofMessages ? new MessageExpiry(publications.session(), loop, clock, this::expire) : null;
	}

	/**
	 * Publications are going to be queued.
	 * @param newest the newest of them, linked to the one before it, and so on
	 * @param now the time
	 */
	void queued(OutboundPublish<PublishResult> newest, long now) {
		if (this.messageExpiry != null && this.publications.buffer().isExpiring()) {
			this.messageExpiry.queued(newest, now);
		}
	}

	/**
	 * A publication is in the queue again that was accepted long ago.
	 * @param publish the publication
	 */
	void restored(OutboundPublish<PublishResult> publish) {
		if (this.messageExpiry != null) {
			this.messageExpiry.watch(publish, this.clock.getAsLong());
		}
		schedule();
	}

	/**
	 * Look after the oldest in the queue.
	 */
	void schedule() {
		OutboundPublish<PublishResult> oldest = this.publications.session().firstQueued();
		if (this.expiry > 0 && oldest != null && this.timer == null) {
			long left = oldest.since() + this.expiry - this.clock.getAsLong();
			this.timer = this.loop.schedule(this::dropExpired, Math.max(left, 0), TimeUnit.NANOSECONDS);
		}
	}

	private void dropExpired() {
		this.timer = null;
		long now = this.clock.getAsLong();
		OutboundPublish<PublishResult> oldest = this.publications.session().firstQueued();
		while (oldest != null && now - oldest.since() >= this.expiry) {
			this.publications.drop(oldest, Reason.EXPIRED, "Waited longer than mqtt.publish.expiry to be sent");
			oldest = this.publications.session().firstQueued();
		}
		this.publications.settle();
		schedule();
	}

	private void expire(OutboundPublish<PublishResult> publish) {
		this.publications.drop(publish, Reason.EXPIRED, ofMessage(publish));
		this.publications.settle();
	}

	/**
	 * Say why a message has expired.
	 * @param publish the publication
	 * @return why, in words
	 */
	static String ofMessage(OutboundPublish<?> publish) {
		return "Waited longer to be sent than its Message Expiry Interval of " + publish.expirySeconds() + " s";
	}

	void stop() {
		if (this.timer != null) {
			this.timer.cancel(false);
		}
		if (this.messageExpiry != null) {
			this.messageExpiry.stop();
		}
	}

}
