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

import io.netty.util.concurrent.ScheduledFuture;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.netty.codec.PacketType;
import io.resilientmqtt.client.session.MqttSession;
import io.resilientmqtt.client.session.OutboundPublish;
import io.resilientmqtt.client.session.OutboundPublish.Phase;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the oldest publication in flight on one link: repeats it under 3.1.1 when
 * its acknowledgement is overdue, and gives the link up in the end (behaviour S13). The
 * others have their turn when they are the oldest. Repeating them all would bring a slow
 * broker down, and on a link that is dead one way all repetitions arrive. On the event
 * loop.
 */
final class AckDeadline {

	private final ClientContext client;

	private final LinkControl link;

	private final MqttSession<PublishResult> session;

	private final boolean republishes;

	/** How long to wait for an acknowledgement before doing something about it. */
	private final long nanos;

	private final ResponseDeadline deadline;

	/** The publication the deadline is for. */
	private @Nullable OutboundPublish<PublishResult> oldest;

	private @Nullable ScheduledFuture<?> timer;

	/** Whether publications were acknowledged since the last read was complete. */
	private boolean answered;

	/** When the first of these was sent. */
	private long answeredFrom;

	/** Whether the oldest one was among these. */
	private boolean answeredOldest;

	private boolean stopped;

	/**
	 * Create the deadline of a link. In MQTT 5 nothing may be sent again on a live
	 * connection [MQTT-4.4.0-1], so all that can be done comes at the end.
	 * @param client the client
	 * @param link the link
	 * @param republishes whether publications are sent again on it
	 */
	AckDeadline(ClientContext client, LinkControl link, boolean republishes) {
		this.client = client;
		this.link = link;
		this.session = client.publications().session();
		this.republishes = republishes;
		MqttClientOptions options = client.options();
		long responseTime = TimeUnit.NANOSECONDS.convert(options.liveness().responseTime());
		this.nanos = republishes ? responseTime : responseTime * (options.liveness().maxRepubs() + 1);
		this.deadline = link.progress().deadline(this.nanos);
	}

	/**
	 * Publications were sent.
	 * @param now when
	 */
	void sent(long now) {
		OutboundPublish<PublishResult> oldest = this.session.outbound().first();
		if (this.timer == null && oldest != null && !this.stopped) {
			boolean followed = oldest == this.oldest && oldest.since() == this.deadline.sentAt();
			long left = followed ? this.deadline.left(now) : oldest.since() + this.nanos - now;
			this.timer = this.client.loop().schedule(this::check, Math.max(left, 1), TimeUnit.NANOSECONDS);
		}
	}

	/**
	 * A publication got on by an acknowledgement.
	 * @param publish the publication, as it was sent last
	 */
	void acknowledged(OutboundPublish<PublishResult> publish) {
		this.answeredOldest |= publish == this.oldest;
		long sentAt = publish.since();
		if (!this.answered || sentAt - this.answeredFrom < 0) {
			this.answered = true;
			this.answeredFrom = sentAt;
		}
	}

	/**
	 * All acknowledgements that have come were dealt with.
	 */
	void readComplete() {
		if (this.answered) {
			this.answered = false;
			follow(this.session.outbound().first());
			this.link.progress().answered(this.answeredFrom);
			if (this.answeredOldest) { // which may have been repeated since
				this.answeredOldest = false;
				this.deadline.busy(this.client.now());
			}
		}
	}

	/**
	 * See to it that the deadline is for the oldest publication as it was sent last.
	 * @param oldest the publication, which has been flushed
	 */
	private void follow(@Nullable OutboundPublish<PublishResult> oldest) {
		if (oldest != null && (oldest != this.oldest || oldest.since() != this.deadline.sentAt())) {
			this.deadline.begin(oldest.since());
		}
		this.oldest = oldest;
	}

	private void check() {
		this.timer = null;
		OutboundPublish<PublishResult> oldest = this.session.outbound().first();
		if (this.stopped || oldest == null) {
			return;
		}
		follow(oldest);
		long now = this.client.now();
		if (this.deadline.left(now) <= 0) {
			if (!repeat(oldest, now)) {
				this.link.lose(new ConnectionCause(ConnectionCause.Type.TIMEOUT,
						"The broker did not acknowledge packet " + oldest.packetId() + " within "
								+ this.client.options().liveness().maxRepubs() + " repetitions of mqtt.response-time"));
				return;
			}
			this.link.batch().flush();
			follow(oldest);
		}
		sent(now);
	}

	private boolean repeat(OutboundPublish<PublishResult> publish, long now) {
		if (!this.republishes || publish.transmissions() > this.client.options().liveness().maxRepubs()) {
			return false;
		}
		PacketBatch batch = this.link.batch();
		if (batch.isWritable() && this.deadline.hasLeft()) { // else no copy is of any use
			if (publish.phase() == Phase.RELEASED) {
				batch.ack(PacketType.PUBREL, publish.packetId());
			}
			else {
				this.client.counters().republication();
				batch.publish(publish, true, 0, 0);
			}
		}
		publish.transmitted(now);
		return true;
	}

	void stop() {
		this.stopped = true;
		this.oldest = null;
		if (this.timer != null) {
			this.timer.cancel(false);
		}
	}

}
