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

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

import io.netty.channel.EventLoop;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionOwner;
import io.resilientmqtt.client.UnsubscribeResult;
import io.resilientmqtt.client.session.SubscriptionTable;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.Printable;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.TopicFilter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds and ends the subscriptions that a session has from an earlier version of the
 * application. MQTT has no way to ask for them, but a message that nobody takes and no
 * subscription of this client explains, or messages that come twice each, show that there
 * is one; then every filter that the topic can have come by and that this client does not
 * want is unsubscribed from. Looks into one topic at a time, and only if the broker had
 * the session before this client first connected. Belongs to the event loop.
 */
public final class StaleSubscriptions {

	/**
	 * Who ends them.
	 */
	public static final SubscriptionOwner OWNER = new SubscriptionOwner("leftovers");

	/** How long an application has to subscribe to what seems to be of no one. */
	static final Duration PATIENCE = Duration.ofSeconds(5);

	/** The time in which a copy of a message comes. */
	private static final long COPY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	/** How many messages in a row come twice before that is no accident. */
	private static final int PAIRS = 3;

	/** How many topics are looked into. */
	private static final int TOPICS = 32;

	/** How many filters are tried for each. */
	private static final int FILTERS = 256;

	/** How many beginnings of filters are gone on with: a topic may have many levels. */
	private static final int BEGINNINGS = 64;

	private static final Comparator<String> BY_WILDCARDS = Comparator
		.comparingLong((filter) -> filter.chars().filter((c) -> c == '+').count());

	/** Filters in a packet: some brokers take no more. */
	private static final int PER_PACKET = 8;

	private static final Logger logger = LoggerFactory.getLogger("io.resilientmqtt.client.unmatched");

	private final String clientId;

	private final EventLoop loop;

	private final LongSupplier clock;

	private final SubscriptionTable<Subscription> subscriptions;

	private final BiConsumer<List<TopicFilter>, CompletableFuture<UnsubscribeResult>> unsubscribe;

	/** The topics looked into. */
	private final Set<String> topics = new HashSet<>(0);

	private boolean connectedBefore;

	private boolean possible;

	/** Whether the broker says which subscriptions there were. */
	private boolean answered;

	private boolean busy;

	private @Nullable MqttMessage last;

	private long lastAt;

	private String twice = "";

	private int pairs;

	/**
	 * Create for a client that has not connected yet.
	 * @param clientId what the client is called in logs
	 * @param loop the event loop
	 * @param clock the time in nanoseconds
	 * @param subscriptions what the client wants
	 * @param unsubscribe ends subscriptions of nobody
	 */
	public StaleSubscriptions(String clientId, EventLoop loop, LongSupplier clock,
			SubscriptionTable<Subscription> subscriptions,
			BiConsumer<List<TopicFilter>, CompletableFuture<UnsubscribeResult>> unsubscribe) {
		this.clientId = clientId;
		this.loop = loop;
		this.clock = clock;
		this.subscriptions = subscriptions;
		this.unsubscribe = unsubscribe;
	}

	/**
	 * There is a new connection.
	 * @param sessionPresent whether the broker has kept the session
	 * @param version the version spoken
	 */
	public void connected(boolean sessionPresent, ProtocolVersion version) {
		this.possible = sessionPresent && (this.possible || !this.connectedBefore);
		this.connectedBefore = true;
		this.answered = version == ProtocolVersion.MQTT_5;
		this.last = null;
	}

	/**
	 * Return whether the session may have any.
	 * @return {@code false} if this client has made all subscriptions of the session
	 */
	public boolean arePossible() {
		return this.possible;
	}

	/**
	 * A message was received. Not asked for unless stale subscriptions
	 * {@linkplain #arePossible() are possible}.
	 * @param message the message
	 */
	public void received(MqttMessage message) {
		MqttMessage before = this.last;
		long now = this.clock.getAsLong();
		if (before != null && isCopy(message, before) && now - this.lastAt < COPY_NANOS) {
			this.last = null;
			this.pairs = message.topic().equals(this.twice) ? this.pairs + 1 : 1;
			this.twice = message.topic();
			if (this.pairs >= PAIRS) {
				this.pairs = 0;
				cameTwice(message.topic());
			}
			return;
		}
		if (before != null && before.topic().equals(this.twice)) {
			this.pairs = 0;
		}
		this.last = message;
		this.lastAt = now;
	}

	private static boolean isCopy(MqttMessage message, MqttMessage other) {
		return !message.duplicate() && message.topic().equals(other.topic())
				&& message.payloadSize() == other.payloadSize()
				&& message.payloadBuffer().equals(other.payloadBuffer());
	}

	private void cameTwice(String topic) {
		if (matching(topic) < 2 && isNew(topic)) {
			lookInto(topic);
		}
	}

	/**
	 * A message was received that nobody takes.
	 * @param topic its topic
	 */
	void unmatched(String topic) {
		if (this.possible && matching(topic) == 0 && isNew(topic)) {
			this.loop.schedule(() -> {
				if (matching(topic) == 0) {
					lookInto(topic);
				}
				else {
					this.busy = false;
				}
			}, PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
		}
	}

	private long matching(String topic) {
		return this.subscriptions.entries()
			.stream()
			.filter((entry) -> entry.subscription().filter().matches(topic))
			.count();
	}

	private boolean isNew(String topic) {
		if (this.busy || this.topics.size() >= TOPICS || !this.topics.add(topic)) {
			return false;
		}
		this.busy = true;
		return true;
	}

	private void lookInto(String topic) {
		end(topic, filters(topic), 0, new ArrayList<>());
	}

	private void end(String topic, List<TopicFilter> filters, int from, List<TopicFilter> ended) {
		List<TopicFilter> next = new ArrayList<>(PER_PACKET);
		int index = from;
		for (; index < filters.size() && next.size() < PER_PACKET; index++) {
			if (this.subscriptions.find(filters.get(index)) == null) { // it may have come
																		// to be wanted
				next.add(filters.get(index));
			}
		}
		if (next.isEmpty() || !this.possible) {
			this.busy = false;
			report(topic, ended);
			return;
		}
		int left = index;
		CompletableFuture<UnsubscribeResult> answer = new CompletableFuture<>();
		CompletableFuture<?> unused = answer.whenComplete((result, failure) -> {
			if (failure == null) {
				for (int i = 0; i < next.size(); i++) {
					if (result.reasonCodes().get(i) == ReasonCode.SUCCESS) {
						ended.add(next.get(i));
					}
				}
				end(topic, filters, left, ended);
			}
		});
		this.unsubscribe.accept(next, answer);
	}

	private void report(String topic, List<TopicFilter> ended) {
		if (!this.answered) {
			logger.warn("The session of MQTT client '{}' has a subscription of an earlier version of the application, "
					+ "which messages of topic '{}' come by: every filter that matches the topic and is not wanted has "
					+ "been unsubscribed from. If they still come it is one of $share/: unsubscribe from it by its name",
					this.clientId, Printable.of(topic));
		}
		else if (ended.isEmpty()) {
			logger.warn("The session of MQTT client '{}' seems to have a subscription of an earlier version of the "
					+ "application, which messages of topic '{}' come by, and it is none that can be guessed, as one of "
					+ "$share/ is: unsubscribe from it by its name, or begin a session anew (mqtt.clean)",
					this.clientId, Printable.of(topic));
		}
		else {
			logger.warn(
					"The session of MQTT client '{}' had subscriptions of an earlier version of the application, "
							+ "which messages of topic '{}' came by; they have been ended: {}",
					this.clientId, Printable.of(topic), ended.stream().map(Printable::of).toList());
		}
	}

	/**
	 * Return the filters that a topic can have come by.
	 * @param topic the topic
	 * @return those with few wildcards first, and those of shared subscriptions left out
	 */
	public static List<TopicFilter> filters(String topic) {
		List<String> beginnings = List.of("");
		List<String> filters = new ArrayList<>();
		boolean wildcard = !topic.startsWith("$"); // [MQTT-4.7.2-1]
		for (String level : topic.split("/", -1)) {
			List<String> longer = new ArrayList<>();
			for (String beginning : beginnings) {
				longer.add(beginning + level + "/");
				if (wildcard) {
					filters.add(beginning + "#");
					longer.add(beginning + "+/");
				}
			}
			longer.sort(BY_WILDCARDS);
			beginnings = longer.subList(0, Math.min(BEGINNINGS, longer.size()));
			wildcard = true;
		}
		for (String beginning : beginnings) {
			filters.add(beginning + "#");
			filters.add(beginning.substring(0, beginning.length() - 1));
		}
		return filters.stream().sorted(BY_WILDCARDS).limit(FILTERS).map(TopicFilter::of).toList();
	}

}
