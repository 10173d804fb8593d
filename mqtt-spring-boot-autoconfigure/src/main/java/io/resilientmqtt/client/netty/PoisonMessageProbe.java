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
import io.resilientmqtt.client.netty.publish.Publications;
import io.resilientmqtt.client.netty.publish.PublishResults;
import io.resilientmqtt.client.session.OutboundPublish;
import io.resilientmqtt.client.session.PoisonMessageTracker;
import io.resilientmqtt.message.Printable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out upon which publication the broker closes connections, for without that it
 * would be sent again for ever, and nothing behind it be acknowledged. One that was the
 * oldest unanswered several times is sent alone, {@linkplain SplitPacketWriter part by
 * part}, when the broker has answered a ping behind all that was sent before it. It fails
 * if the broker closes in good order upon that, or says why. It does not if the
 * connection is reset or lost, nor for a reason that can't be its own, nor while
 * something else is unanswered that may be to blame: then it is sent like any other
 * again. One for each connection, on its event loop.
 */
final class PoisonMessageProbe {

	private static final Logger logger = LoggerFactory.getLogger(PoisonMessageProbe.class);

	private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(2);

	private final ClientContext client;

	private final Publications publications;

	private final PoisonMessageTracker<PublishResult> poisonTracker;

	private final LinkControl link;

	private final Channel channel;

	private final Runnable send;

	private final long responseTime;

	private final @Nullable OutboundPublish<PublishResult> suspect;

	private Stage stage;

	private @Nullable SplitPacketWriter packet;

	/**
	 * Create the probe of a connection, which most have no suspect for.
	 * @param client the client
	 * @param link the connection
	 * @param channel its channel
	 * @param send run when publications may be sent
	 */
	PoisonMessageProbe(ClientContext client, LinkControl link, Channel channel, Runnable send) {
		this.client = client;
		this.publications = client.publications();
		this.poisonTracker = this.publications.poisonTracker();
		this.link = link;
		this.channel = channel;
		this.send = send;
		this.responseTime = TimeUnit.NANOSECONDS.convert(client.options().liveness().responseTime());
		this.suspect = this.poisonTracker.suspect();
		this.stage = (this.suspect != null) ? Stage.WAITING : this.poisonTracker.isWary() ? Stage.HELD : Stage.NONE;
	}

	/**
	 * Return whether publications may be sent: not before the subscriptions are renewed
	 * if something is suspected.
	 * @return whether they may
	 */
	boolean maySend() {
		if (this.suspect != null && this.stage != Stage.NONE && this.poisonTracker.suspect() != this.suspect) {
			this.stage = Stage.NONE; // it has been answered
			this.publications.widen();
			release();
		}
		return this.stage != Stage.WAITING && this.stage != Stage.HELD;
	}

	/**
	 * The subscriptions have been renewed.
	 */
	void renewed() {
		this.poisonTracker.subscriptionsRenewed();
		if (this.stage == Stage.HELD) {
			this.stage = Stage.NONE;
			this.send.run();
		}
		else if (this.stage == Stage.WAITING) {
			this.stage = Stage.READY;
			this.send.run();
		}
	}

	/**
	 * A publication is about to be sent.
	 * @param publish the publication
	 */
	void sending(OutboundPublish<PublishResult> publish) {
		if (this.stage == Stage.READY && publish == this.suspect) {
			this.stage = Stage.SENT;
			this.link.batch().flush();
			SplitPacketWriter packet = SplitPacketWriter.holdNext(this.channel, publish.message().payloadSize());
			this.packet = packet;
			long asked = this.client.now();
			this.channel.pipeline()
				.get(KeepAliveHandler.class)
				.ping(() -> packet.begin(pause(this.client.now() - asked)));
			this.client.loop().schedule(() -> giveUpWaiting(packet), this.responseTime, TimeUnit.NANOSECONDS);
		}
	}

	/**
	 * Return how long to wait for the broker to close the connection upon a part of the
	 * packet. All of them are over in half of a response time.
	 * @param roundTrip how long the broker took to answer a ping
	 * @return the pause
	 */
	private long pause(long roundTrip) {
		return Math.min(Math.max(2 * roundTrip, SHORTEST_PAUSE), Math.min(LONGEST_PAUSE, this.responseTime / 8));
	}

	/**
	 * A broker that sends and does not answer a ping is not found out about.
	 * @param packet the packet, which everything else waits behind
	 */
	private static void giveUpWaiting(SplitPacketWriter packet) {
		if (!packet.isAlone()) {
			packet.release();
		}
	}

	/**
	 * A publication could not be sent.
	 * @param publish the publication
	 */
	void notSent(OutboundPublish<PublishResult> publish) {
		if (publish == this.suspect) {
			release();
		}
	}

	private void release() {
		if (this.packet != null) {
			this.packet.release();
		}
	}

	/**
	 * The connection is gone. Nothing has been taken back yet that was sent on it.
	 * @param cause why
	 * @param subscribing whether a subscription was unanswered, which may have been why
	 */
	void ended(ConnectionCause cause, boolean subscribing) {
		OutboundPublish<PublishResult> oldest = this.publications.session().outbound().firstUnanswered();
		if (this.stage == Stage.NONE) {
			if (Causes.isClosedUponPublish(cause) || Causes.isClosed(cause) || Causes.isUnsendable(cause)) {
				closed(oldest, subscribing);
			}
		}
		else if (this.stage == Stage.SENT && oldest != null && oldest == this.suspect) {
			this.poisonTracker.closed(oldest);
			if (Causes.isUnsendable(cause) || (isClosedUpon(cause) && !subscribing && !isAuthenticating())) {
				convict(oldest, cause);
			}
			this.poisonTracker.acquit();
		}
		this.stage = Stage.NONE;
		if (cause.type() == ConnectionCause.Type.USER || cause.type() == ConnectionCause.Type.PROTOCOL) {
			release(); // behind which the broker is told
		}
	}

	private void closed(@Nullable OutboundPublish<PublishResult> oldest, boolean subscribing) {
		if (!subscribing) {
			this.poisonTracker.closed(oldest);
		}
		else {
			this.poisonTracker.closedUponEither();
		}
	}

	private boolean isClosedUpon(ConnectionCause cause) {
		SplitPacketWriter packet = this.packet;
		return packet != null && packet.isAlone() && Causes.isClosedUponPublish(cause)
				&& (packet.hasLeft() || cause.type() == ConnectionCause.Type.BROKER);
	}

	private boolean isAuthenticating() {
		AuthenticationHandler authentication = this.channel.pipeline().get(AuthenticationHandler.class);
		return authentication != null && authentication.awaitsAnswer();
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
				this.client.label(), what, Printable.of(publish.message().topic()), this.poisonTracker.losses(),
				cause.description());
		this.publications.session().abandon(publish);
		this.publications.fail(publish, Reason.REFUSED_BY_CLOSING,
				"The broker closed the connection " + this.poisonTracker.losses() + " times upon " + what + " ("
						+ cause.description() + "): see which packet size, topics and QoS it allows, or set "
						+ "mqtt.publish.max-losses");
	}

	private enum Stage {

		/** Nothing is suspected. */
		NONE,

		/** Nothing may be sent until the subscriptions are renewed. */
		HELD,

		/** Likewise, and then the suspect comes first. */
		WAITING,

		/** The suspect may be sent. */
		READY,

		/** The suspect was sent, or waits for the broker to answer a ping before it. */
		SENT

	}

}
