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

package io.resilientmqtt.client.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.TopicFilter;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions registered with the client, in the order registered, and what the
 * broker last said to each. They are what is renewed after a reconnect (behaviour S11).
 * Belongs to the event loop.
 *
 * @param <S> what is subscribed: filter, QoS and options
 */
public final class SubscriptionTable<S> {

	private final Map<TopicFilter, Entry<S>> entries = new LinkedHashMap<>();

	private final Consumer<Entry<S>> changes;

	private long order;

	/**
	 * Create a table without subscriptions.
	 */
	public SubscriptionTable() {
		this((entry) -> {
		});
	}

	/**
	 * Create a table without subscriptions.
	 * @param changes told of each entry that is new or has another answer than before
	 */
	public SubscriptionTable(Consumer<Entry<S>> changes) {
		this.changes = changes;
	}

	/**
	 * Register a subscription, replacing the one with the same filter.
	 * @param filter its filter
	 * @param subscription the subscription
	 * @return its entry
	 */
	public Entry<S> register(TopicFilter filter, S subscription) {
		Entry<S> before = this.entries.get(filter);
		Entry<S> entry = new Entry<>(subscription, (before != null) ? before.order : this.order++, this.changes);
		this.entries.put(filter, entry);
		this.changes.accept(entry);
		return entry;
	}

	/**
	 * Remove a subscription.
	 * @param filter its filter
	 * @return whether it was registered
	 */
	public boolean remove(TopicFilter filter) {
		return this.entries.remove(filter) != null;
	}

	/**
	 * Find a subscription.
	 * @param filter its filter
	 * @return its entry or {@code null} if it is not registered
	 */
	public @Nullable Entry<S> find(TopicFilter filter) {
		return this.entries.get(filter);
	}

	/**
	 * Return all entries.
	 * @return a view in the order registered
	 */
	public Collection<Entry<S>> entries() {
		return this.entries.values();
	}

	/**
	 * A connection was accepted.
	 * @param sessionPresent whether the broker has kept the granted subscriptions
	 */
	public void bind(boolean sessionPresent) {
		if (!sessionPresent) {
			this.entries.values().forEach(Entry::forget);
		}
	}

	/**
	 * Return what has to be sent in SUBSCRIBE packets after a connection was accepted.
	 * @param always whether granted ones are sent again too
	 * @return the entries in the order registered
	 */
	public List<Entry<S>> toRenew(boolean always) {
		Predicate<Entry<S>> due = (entry) -> !entry.refusedForGood && (always || !entry.isGranted());
		return new ArrayList<>(this.entries.values().stream().filter(due).toList());
	}

	/**
	 * One subscription.
	 *
	 * @param <S> what is subscribed
	 */
	public static final class Entry<S> {

		private final S subscription;

		private final long order;

		private final Consumer<Entry<S>> changes;

		private @Nullable Answer answer;

		private boolean refusedForGood;

		private boolean loweredBefore;

		private Entry(S subscription, long order, Consumer<Entry<S>> changes) {
			this.subscription = subscription;
			this.order = order;
			this.changes = changes;
		}

		/**
		 * Return what is subscribed.
		 * @return the subscription
		 */
		public S subscription() {
			return this.subscription;
		}

		/**
		 * Return where in the order of registration it is.
		 * @return a number that no other filter has
		 */
		public long order() {
			return this.order;
		}

		/**
		 * Return the last answer.
		 * @return the answer or {@code null} if there was none
		 */
		public @Nullable Answer answer() {
			return this.answer;
		}

		/**
		 * The broker answered, or the client in its place.
		 * @param answer the answer
		 */
		public void answered(Answer answer) {
			this.answer = answer;
			this.changes.accept(this);
		}

		/**
		 * Return whether an answer that lowers the QoS is news.
		 * @param lowered whether the last answer does
		 * @return {@code true} if it does and the one before did not
		 */
		public boolean isNewlyLowered(boolean lowered) {
			boolean news = lowered && !this.loweredBefore;
			this.loweredBefore = lowered;
			return news;
		}

		/**
		 * It is not to be asked for again, unless registered anew.
		 * @param answer why
		 */
		public void refusedForGood(Answer answer) {
			this.answer = answer;
			this.refusedForGood = true;
			this.changes.accept(this);
		}

		/**
		 * Return whether the broker has granted it and not forgotten since.
		 * @return {@code true} if granted
		 */
		public boolean isGranted() {
			return this.answer != null && !this.answer.reasonCode().isError();
		}

		private void forget() {
			if (!this.refusedForGood) {
				this.answer = null;
				this.changes.accept(this);
			}
		}

	}

	/**
	 * An answer to one subscription.
	 *
	 * @param reasonCode the Reason Code
	 * @param reasonString what it says for people, or {@code null}
	 * @param userProperties the User Properties of the SUBACK
	 */
	public record Answer(ReasonCode reasonCode, @Nullable String reasonString, List<UserProperty> userProperties) {
	}

}
