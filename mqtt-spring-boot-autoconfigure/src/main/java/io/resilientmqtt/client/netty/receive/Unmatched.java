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

package io.resilientmqtt.client.netty.receive;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.resilientmqtt.client.LogLimit;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.UnmatchedOptions;
import io.resilientmqtt.client.UnmatchedOptions.Policy;
import io.resilientmqtt.client.session.SubscriptionTable;
import io.resilientmqtt.client.session.SubscriptionTable.Entry;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.Printable;
import io.resilientmqtt.message.TopicFilter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages received that no receiver takes: keeps them for the first that matches, if
 * that is asked for; else counts them, and says the first at once and what follows once
 * an interval by which filter they came. Outlives connections. Belongs to the event loop
 * but for the count.
 */
public final class Unmatched {

	private static final Logger logger = LoggerFactory.getLogger("io.resilientmqtt.client.unmatched");

	private final String clientId;

	private final EventLoop loop;

	private final LongSupplier clock;

	private final SubscriptionTable<Subscription> subscriptions;

	private final UnmatchedOptions options;

	private final StaleSubscriptions stale;

	/** Whether the broker sends again what a connection has left unacknowledged. */
	private final boolean persistent;

	/** What waits for a receiver, in the order of arrival. */
	private final ArrayDeque<Kept> kept = new ArrayDeque<>(0);

	/** Looks after the oldest of those. */
	private @Nullable ScheduledFuture<?> timer;

	/** Whether the connection is about to end. */
	private boolean leaving;

	private volatile long count;

	private long reported;

	private long nextReport;

	private boolean scheduled;

	private String topic = "";

	public Unmatched(MqttClientOptions options, String clientId, EventLoop loop, LongSupplier clock,
			SubscriptionTable<Subscription> subscriptions, StaleSubscriptions stale) {
		this.stale = stale;
		this.options = options.unmatched();
		this.persistent = options.isPersistentSession();
		this.clientId = clientId;
		this.loop = loop;
		this.clock = clock;
		this.subscriptions = subscriptions;
		this.nextReport = clock.getAsLong();
	}

	/**
	 * Return what may bring such messages.
	 * @return the subscriptions of an earlier version of the application
	 */
	public StaleSubscriptions stale() {
		return this.stale;
	}

	/**
	 * Return how many there were. On any thread.
	 * @return the count
	 */
	public long count() {
		return this.count;
	}

	/**
	 * There is one more.
	 * @param topic its topic
	 */
	@SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
	public void add(String topic) {
		this.count++;
		this.topic = topic;
		this.stale.unmatched(topic);
		if (this.scheduled) {
			return;
		}
		long left = this.nextReport - this.clock.getAsLong();
		if (left <= 0) {
			report();
		}
		else {
			this.scheduled = true;
			this.loop.schedule(this::report, left, TimeUnit.NANOSECONDS);
		}
	}

	/**
	 * Return whether messages are kept for a receiver to come.
	 * @return {@code false} if they are to be acknowledged and {@linkplain #add counted}
	 */
	public boolean keeps() {
		return this.options.policy() == Policy.KEEP;
	}

	/**
	 * Keep a message for the first receiver that matches. The oldest goes if that are too
	 * many.
	 * @param message the message
	 * @param delivery what it is delivered and acknowledged by
	 */
	public void keep(MqttMessage message, Delivery delivery) {
		if (this.leaving) {
			delivery.abandon();
			if (isSentAgain(delivery)) {
				return;
			}
		}
		if (message.duplicate() && !delivery.isExactlyOnce()) { // kept on another link
			this.kept.removeIf((other) -> other.delivery.packetId() == delivery.packetId()
					&& !other.delivery.isExactlyOnce() && other.topic.equals(message.topic()));
		}
		this.kept.add(new Kept(message.topic(), delivery, this.clock.getAsLong()));
		if (this.kept.size() > this.options.capacity()) {
			giveUpOldest();
		}
		watch();
	}

	/**
	 * Acknowledge the oldest message that is kept, if there is one, and count it.
	 */
	public void giveUpOldest() {
		Kept oldest = this.kept.poll();
		if (oldest != null) {
			oldest.delivery.acknowledge();
			add(oldest.topic);
		}
	}

	private void watch() {
		Kept oldest = this.kept.peek();
		if (this.timer == null && oldest != null) {
			long left = oldest.since + timeout() - this.clock.getAsLong();
			this.timer = this.loop.schedule(this::giveUpOverdue, Math.max(left, 1), TimeUnit.NANOSECONDS);
		}
	}

	private long timeout() {
		return TimeUnit.NANOSECONDS.convert(this.options.timeout());
	}

	private void giveUpOverdue() {
		this.timer = null;
		long now = this.clock.getAsLong();
		Kept oldest = this.kept.peek();
		while (oldest != null && now - oldest.since >= timeout()) {
			giveUpOldest();
			oldest = this.kept.peek();
		}
		watch();
	}

	/**
	 * Hand over what a receiver that has come takes.
	 * @param inbox its inbox
	 */
	void offer(Inbox inbox) {
		boolean any = false;
		for (Iterator<Kept> all = this.kept.iterator(); all.hasNext();) {
			Kept next = all.next();
			if (inbox.receiver().filters().stream().anyMatch((filter) -> filter.matches(next.topic))) {
				all.remove();
				any = true;
				if (inbox.discardsNext()) {
					inbox.discard(next.delivery);
				}
				else {
					inbox.add(next.delivery);
				}
			}
		}
		if (any) {
			inbox.wake();
		}
	}

	/**
	 * The connection is going to end in good order, which does not wait for receivers to
	 * come: leave to the broker what it sends again. What it does not send again stays.
	 */
	public void leave() {
		this.leaving = true;
		this.kept.removeIf((next) -> {
			next.delivery.abandon();
			return isSentAgain(next.delivery);
		});
	}

	private boolean isSentAgain(Delivery delivery) {
		return this.persistent && delivery.isOwed();
	}

	/**
	 * There is a new connection.
	 */
	public void connected() {
		this.leaving = false;
	}

	private void report() {
		this.scheduled = false;
		this.nextReport = this.clock.getAsLong() + TimeUnit.NANOSECONDS.convert(LogLimit.INTERVAL);
		logger.warn("MQTT client '{}' has received {} messages that no receiver takes, the last of topic '{}': {}",
				this.clientId, this.count - this.reported, Printable.of(this.topic), hint());
		this.reported = this.count;
	}

	private String hint() {
		String filters = this.subscriptions.entries()
			.stream()
			.filter(Entry::isGranted)
			.map((entry) -> entry.subscription().filter())
			.filter((filter) -> filter.matches(this.topic))
			.map(TopicFilter::toString)
			.collect(Collectors.joining("', '"));
		return filters.isEmpty()
				? "no subscription of this client matches it, so the session has one of an earlier version; unsubscribe"
						+ " from it, or begin a session anew (mqtt.clean)"
				: "it came by the subscription '" + Printable.of(filters)
						+ "'; register a receiver that matches before subscribing, or unsubscribe";
	}

	/**
	 * A message that waits for a receiver.
	 *
	 * @param topic its topic
	 * @param delivery the message and its acknowledgement
	 * @param since when it came
	 */
	private record Kept(String topic, Delivery delivery, long since) {
	}

}
