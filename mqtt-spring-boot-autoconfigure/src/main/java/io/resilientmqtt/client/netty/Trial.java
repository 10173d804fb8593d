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
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.session.OutboundPublish;
import io.resilientmqtt.client.session.Suspicion;
import io.resilientmqtt.message.Printable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out upon which publication the broker closes connections, for without that it
 * would be sent again for ever, and nothing behind it be acknowledged. One that was the
 * oldest unanswered several times is sent alone, when the link has proved to be alive,
 * and its {@linkplain HeadFirst head first}. It fails if the broker closes upon that, and
 * not if the link does: then it is sent like any other again. One for each connection, on
 * its event loop.
 */
final class Trial {

	private static final Logger logger = LoggerFactory.getLogger(Trial.class);

	private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(2);

	private final ClientContext client;

	private final Publications publications;

	private final Suspicion<PublishResult> suspicion;

	private final LinkControl link;

	private final Channel channel;

	private final Runnable send;

	private final @Nullable OutboundPublish<PublishResult> suspect;

	private Stage stage;

	private long pause;

	/** How many packets had been sent when the broker was asked whether it is alive. */
	private long sentBefore;

	private @Nullable HeadFirst packet;

	/**
	 * Create the trial of a connection, which most have no suspect for.
	 * @param client the client
	 * @param link the connection
	 * @param channel its channel
	 * @param send run when publications may be sent
	 */
	Trial(ClientContext client, LinkControl link, Channel channel, Runnable send) {
		this.client = client;
		this.publications = client.publications();
		this.suspicion = this.publications.suspicion();
		this.link = link;
		this.channel = channel;
		this.send = send;
		this.suspect = this.suspicion.suspect();
		this.stage = (this.suspect != null) ? Stage.WAITING : this.suspicion.isWary() ? Stage.HELD : Stage.NONE;
	}

	/**
	 * Return whether publications may be sent: not before the link has proved to be alive
	 * with nothing else to be blamed.
	 * @return whether they may
	 */
	boolean maySend() {
		if (this.suspect != null && this.stage != Stage.NONE && this.suspicion.suspect() != this.suspect) {
			this.stage = Stage.NONE; // it has been answered
			this.publications.widen();
		}
		return this.stage != Stage.WAITING && this.stage != Stage.HELD;
	}

	/**
	 * The subscriptions have been renewed.
	 */
	void renewed() {
		this.suspicion.subscriptionsRenewed();
		if (this.stage == Stage.HELD) {
			this.stage = Stage.NONE;
			this.send.run();
		}
		else if (this.stage == Stage.WAITING) {
			// Not before the packet that led here is read: it is no answer to the ping
			this.client.loop().execute(this::probe);
		}
	}

	private void probe() {
		if (!this.link.hasEnded()) {
			long asked = this.client.now();
			this.link.probe(0, (alive) -> probed(alive, this.client.now() - asked));
			this.sentBefore = packetsSent();
		}
	}

	private void probed(boolean alive, long roundTrip) {
		if (!alive) { // the link has ended, or reading was paused
			probe();
			return;
		}
		if (this.stage == Stage.WAITING) {
			this.pause = Math.min(Math.max(2 * roundTrip, SHORTEST_PAUSE), LONGEST_PAUSE);
			this.stage = Stage.READY;
		}
		this.send.run();
	}

	/**
	 * A publication is about to be sent.
	 * @param publish the publication
	 * @param size how long its PUBLISH is, in bytes
	 */
	void sending(OutboundPublish<PublishResult> publish, long size) {
		if (this.stage == Stage.READY && publish == this.suspect) {
			this.stage = Stage.SENT;
			this.link.batch().flush();
			// What was sent since the broker was found alive may be what it closes upon
			boolean alone = packetsSent() == this.sentBefore;
			this.packet = HeadFirst.divideNext(this.channel, (int) (size - publish.message().payloadSize()), this.pause,
					alone);
		}
	}

	private long packetsSent() {
		return this.client.counters().traffic().packetsSent();
	}

	/**
	 * The connection is gone. Nothing has been taken back yet that was sent on it.
	 * @param cause why
	 * @param subscribing whether a subscription was unanswered, which may have been why
	 */
	void ended(ConnectionCause cause, boolean subscribing) {
		OutboundPublish<PublishResult> oldest = this.publications.session().firstUnanswered();
		if (this.stage == Stage.NONE) {
			if (Causes.isOrderlyClose(cause) || Causes.isClosed(cause) || Causes.isUnsendable(cause)) {
				closed(oldest, subscribing);
			}
		}
		else if (this.stage == Stage.SENT && oldest != null && oldest == this.suspect) {
			this.suspicion.closed(oldest);
			if (isConviction(cause)) {
				convict(oldest, cause);
			}
			this.suspicion.acquit();
		}
		this.stage = Stage.NONE;
	}

	private void closed(@Nullable OutboundPublish<PublishResult> oldest, boolean subscribing) {
		if (!subscribing) {
			this.suspicion.closed(oldest);
		}
		else {
			this.suspicion.closedUponEither();
		}
	}

	private boolean isConviction(ConnectionCause cause) {
		if (Causes.isUnsendable(cause)) {
			return true;
		}
		HeadFirst packet = this.packet;
		if (packet == null || cause.type() == ConnectionCause.Type.BROKER) {
			return Causes.isOrderlyClose(cause);
		}
		if (!packet.isAlone()) {
			return false;
		}
		return packet.isHolding() ? Causes.isClosed(cause) : packet.isWritten() && Causes.isOrderlyClose(cause);
	}

	private void convict(OutboundPublish<PublishResult> publish, ConnectionCause cause) {
		Throwable failure = cause.exception();
		if (failure != null && Causes.isUnsendable(cause)) {
			this.publications.session().abandon(publish);
			this.publications.fail(publish, PublishResults.unsendable(publish, failure));
			return;
		}
		String what = "a message of QoS " + publish.qos().value() + " with " + publish.message().payloadSize()
				+ " bytes";
		logger.warn(
				"MQTT client '{}' gives up {} for topic '{}': the broker closed the connection upon it {} times "
						+ "({}). See which packet size, topics and QoS it allows",
				this.client.clientId(), what, Printable.of(publish.message().topic()), this.suspicion.losses(),
				cause.description());
		this.publications.session().abandon(publish);
		this.publications.fail(publish, Reason.REFUSED_BY_CLOSING,
				"The broker closed the connection " + this.suspicion.losses() + " times upon " + what + " ("
						+ cause.description() + "): see which packet size, topics and QoS it allows, or set "
						+ "mqtt.publish.max-losses");
	}

	private enum Stage {

		/** Nothing is suspected. */
		NONE,

		/** Nothing may be sent until the subscriptions are renewed. */
		HELD,

		/** Nothing may be sent until the link has then proved to be alive. */
		WAITING,

		/** The suspect may be sent. */
		READY,

		/** The suspect was sent. */
		SENT

	}

}
