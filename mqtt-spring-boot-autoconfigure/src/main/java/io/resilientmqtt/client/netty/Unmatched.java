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
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import io.netty.channel.EventLoop;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.session.SubscriptionTable;
import io.resilientmqtt.client.session.SubscriptionTable.Entry;
import io.resilientmqtt.message.Printable;
import io.resilientmqtt.message.TopicFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages received that no receiver takes: counts them, and says the first at once and
 * what follows once an interval by which filter they came. Belongs to the event loop but
 * for the count.
 */
final class Unmatched {

	private static final Duration INTERVAL = Losses.INTERVAL;

	private static final Logger logger = LoggerFactory.getLogger("io.resilientmqtt.client.unmatched");

	private final String clientId;

	private final EventLoop loop;

	private final LongSupplier clock;

	private final SubscriptionTable<Subscription> subscriptions;

	private volatile long count;

	private long reported;

	private long nextReport;

	private boolean scheduled;

	private String topic = "";

	Unmatched(String clientId, EventLoop loop, LongSupplier clock, SubscriptionTable<Subscription> subscriptions) {
		this.clientId = clientId;
		this.loop = loop;
		this.clock = clock;
		this.subscriptions = subscriptions;
		this.nextReport = clock.getAsLong();
	}

	/**
	 * Return how many there were. On any thread.
	 * @return the count
	 */
	long count() {
		return this.count;
	}

	/**
	 * There is one more.
	 * @param topic its topic
	 */
	@SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
	void add(String topic) {
		this.count++;
		this.topic = topic;
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

	private void report() {
		this.scheduled = false;
		this.nextReport = this.clock.getAsLong() + TimeUnit.NANOSECONDS.convert(INTERVAL);
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

}
