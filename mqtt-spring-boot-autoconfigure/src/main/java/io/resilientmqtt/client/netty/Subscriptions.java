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

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

import io.resilientmqtt.client.MqttClosedException;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.SubscribeResult;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionOwner;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.client.SubscriptionStatus.State;
import io.resilientmqtt.client.UnsubscribeResult;
import io.resilientmqtt.client.session.SubscriptionTable;
import io.resilientmqtt.client.session.SubscriptionTable.Answer;
import io.resilientmqtt.client.session.SubscriptionTable.Entry;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.TopicFilter;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of a client and the calls that wait for the broker's answer. Outlives
 * connections. Belongs to the event loop but for the snapshot. An answer costs the same
 * however many others there are.
 */
final class Subscriptions {

	private final SubscriptionTable<Subscription> table = new SubscriptionTable<>(this::changed);

	private final SubscriptionClaims claims = new SubscriptionClaims();

	private final CoveredSubscriptions covered = new CoveredSubscriptions(this.table, this.claims);

	private final CrossingSubscriptions crossing = new CrossingSubscriptions(this.table, this.covered);

	private final SubscribeCalls subscribing = new SubscribeCalls(this::status);

	private final List<UnsubscribeCall> unsubscribing = new ArrayList<>(1);

	private final ProtocolVersion version;

	/** Of the present connection, without which nothing is granted. */
	private volatile @Nullable Requester requester;

	private boolean closed;

	private boolean sessionPresent;

	/** How many connections in a row the broker has closed before it answered. */
	private int closings;

	/** How the subscriptions stand, by their order. */
	private final ConcurrentNavigableMap<Long, SubscriptionStatus> statuses = new ConcurrentSkipListMap<>();

	/**
	 * Create without subscriptions.
	 * @param version the version that connections will have
	 */
	Subscriptions(ProtocolVersion version) {
		this.version = version;
	}

	static void requireAny(Collection<?> values, String what) {
		if (values.isEmpty()) {
			throw new IllegalArgumentException("no " + what + " given; name at least one");
		}
	}

	SubscriptionTable<Subscription> table() {
		return this.table;
	}

	/**
	 * Return those that cross each other.
	 * @return what tells for which of them a message was delivered
	 */
	CrossingSubscriptions crossing() {
		return this.crossing;
	}

	int closings() {
		return this.closings;
	}

	void closings(int closings) {
		this.closings = closings;
	}

	/**
	 * Set who sends requests.
	 * @param requester that of the present connection, or {@code null}
	 */
	void requester(@Nullable Requester requester) {
		this.requester = requester;
	}

	void subscribe(List<Subscription> subscriptions, CompletableFuture<SubscribeResult> future) {
		subscribe(SubscriptionOwner.APPLICATION, subscriptions, future);
	}

	void subscribe(SubscriptionOwner owner, List<Subscription> subscriptions,
			CompletableFuture<SubscribeResult> future) {
		if (failIfClosed(future)) {
			return;
		}
		List<Entry<Subscription>> entries = new ArrayList<>();
		for (Subscription subscription : subscriptions) {
			Subscription forAll = this.covered.registering(this.claims.add(owner, subscription));
			this.crossing.registering(forAll);
			entries.add(this.table.register(subscription.filter(), forAll));
		}
		this.subscribing.add(subscriptions, future);
		if (this.requester != null) {
			tellIdentifiers(this.requester); // before what crosses these brings messages
			this.requester.subscribe(entries);
		}
		else {
			entries.forEach(this::refuseIfHopeless);
		}
		answered();
	}

	private void refuseIfHopeless(Entry<Subscription> entry) {
		Answer refusal = SubscriptionLimits.refusal(entry.subscription(), this.version);
		if (refusal != null) {
			entry.answered(refusal);
		}
	}

	private boolean failIfClosed(CompletableFuture<?> future) {
		if (this.closed) {
			future.completeExceptionally(new MqttClosedException("The client is closed"));
		}
		return this.closed;
	}

	void unsubscribe(List<TopicFilter> filters, List<UserProperty> userProperties,
			CompletableFuture<UnsubscribeResult> future) {
		unsubscribe(SubscriptionOwner.APPLICATION, filters, userProperties, future);
	}

	/**
	 * End what an owner wants. What others want, too, is kept, and counts as ended.
	 * @param owner the owner
	 * @param filters the filters
	 * @param userProperties the user properties of the UNSUBSCRIBE
	 * @param future the caller's
	 */
	void unsubscribe(SubscriptionOwner owner, List<TopicFilter> filters, List<UserProperty> userProperties,
			CompletableFuture<UnsubscribeResult> future) {
		if (failIfClosed(future)) {
			return;
		}
		List<TopicFilter> kept = filters.stream().filter((filter) -> isKept(owner, filter)).toList();
		if (kept.isEmpty()) {
			end(filters, userProperties, future);
			return;
		}
		List<TopicFilter> ended = filters.stream().filter((filter) -> !kept.contains(filter)).toList();
		if (ended.isEmpty()) {
			future.complete(new UnsubscribeResult(Collections.nCopies(filters.size(), ReasonCode.SUCCESS)));
			return;
		}
		CompletableFuture<UnsubscribeResult> answer = new CompletableFuture<>();
		CompletableFuture<?> unused = answer.whenComplete((result, failure) -> {
			if (failure != null) {
				future.completeExceptionally(failure);
			}
			else {
				Iterator<ReasonCode> codes = result.reasonCodes().iterator();
				future.complete(new UnsubscribeResult(filters.stream()
					.map((filter) -> kept.contains(filter) ? ReasonCode.SUCCESS : codes.next())
					.toList(), result.reasonString(), result.userProperties()));
			}
		});
		end(ended, userProperties, answer);
	}

	/**
	 * Take back that an owner wants a subscription.
	 * @param owner the owner
	 * @param filter its filter
	 * @return whether the broker has not to be asked to end it
	 */
	private boolean isKept(SubscriptionOwner owner, TopicFilter filter) {
		if (this.claims.remove(owner, filter)) {
			return true;
		}
		boolean covered = this.covered.contains(filter);
		if (covered) {
			remove(filter);
		}
		return covered;
	}

	private void end(List<TopicFilter> filters, List<UserProperty> userProperties,
			CompletableFuture<UnsubscribeResult> future) {
		filters.forEach(this::remove);
		UnsubscribeCall call = new UnsubscribeCall(filters, userProperties, future);
		this.unsubscribing.add(call);
		answered(); // what takes the place of these is asked for first
		if (this.requester != null) {
			this.requester.unsubscribe(call);
		}
	}

	/**
	 * Ask on a connection for what a call asks.
	 * @param call the call
	 * @return the filters that the connection is to be asked to remove
	 */
	List<TopicFilter> begin(UnsubscribeCall call) {
		return call.begin((filter) -> {
			Entry<Subscription> newer = this.table.find(filter);
			return newer != null && newer.isGranted() && !this.covered.contains(filter);
		});
	}

	/**
	 * Return what has to be sent in SUBSCRIBE packets after a connection was accepted.
	 * @param always whether granted ones are sent again too
	 * @return the entries in the order registered
	 */
	List<Entry<Subscription>> toRenew(boolean always) {
		return this.covered.renewing(this.table.toRenew(always), this.sessionPresent);
	}

	List<UnsubscribeCall> unsubscribing() {
		return List.copyOf(this.unsubscribing);
	}

	/**
	 * Complete a call if all its filters have been answered.
	 * @param call the call
	 */
	void unsubscribed(UnsubscribeCall call) {
		if (call.completeIfAnswered()) {
			this.unsubscribing.remove(call);
		}
	}

	/**
	 * A connection was accepted, which is not to be called up before it is known what is
	 * subscribed on it.
	 * @param sessionPresent whether the broker has kept the granted subscriptions
	 */
	void accepted(boolean sessionPresent) {
		this.sessionPresent = sessionPresent;
		this.table.bind(sessionPresent);
	}

	@SuppressWarnings("ReferenceEquality") // a later entry with the same filter counts
	private void changed(Entry<Subscription> entry) {
		TopicFilter filter = entry.subscription().filter();
		if (this.table.find(filter) == entry) {
			this.statuses.put(entry.order(), status(entry));
			if (entry.answer() != null) {
				this.crossing.answered(filter);
				this.covered.answered(entry);
				this.subscribing.settled(filter);
			}
		}
	}

	private void remove(TopicFilter filter) {
		Entry<Subscription> removed = this.table.find(filter);
		this.crossing.removed(filter);
		if (removed != null && this.table.remove(filter)) {
			this.statuses.remove(removed.order());
			this.covered.removed(filter);
			this.subscribing.settled(filter);
		}
	}

	/**
	 * Complete the calls whose subscriptions have all been answered.
	 */
	void answered() {
		Requester requester = this.requester;
		List<Entry<Subscription>> uncovered = this.covered.takeUncovered();
		while (requester != null && !uncovered.isEmpty()) {
			requester.subscribe(uncovered);
			uncovered = this.covered.takeUncovered();
		}
		if (requester != null) {
			tellIdentifiers(requester);
		}
		List<TopicFilter> superfluous = this.covered.takeCovered();
		if (requester != null && !superfluous.isEmpty()) {
			UnsubscribeCall call = new UnsubscribeCall(superfluous, List.of(), new CompletableFuture<>());
			this.unsubscribing.add(call);
			requester.unsubscribe(call);
		}
		this.subscribing.completeAnswered();
	}

	private void tellIdentifiers(Requester requester) {
		List<Entry<Subscription>> untold = this.crossing.untold();
		if (!untold.isEmpty()) {
			requester.subscribe(untold);
		}
	}

	private SubscriptionStatus status(Subscription subscription) {
		Entry<Subscription> entry = this.table.find(subscription.filter());
		return (entry != null) ? status(entry) : new SubscriptionStatus(subscription, State.REFUSED,
				ReasonCode.NO_SUBSCRIPTION_EXISTED, "unsubscribed before the broker answered", List.of());
	}

	private static SubscriptionStatus status(Entry<Subscription> entry) {
		Answer answer = entry.answer();
		if (answer == null) {
			return new SubscriptionStatus(entry.subscription(), State.PENDING, null);
		}
		return new SubscriptionStatus(entry.subscription(), entry.isGranted() ? State.GRANTED : State.REFUSED,
				answer.reasonCode(), answer.reasonString(), answer.userProperties());
	}

	/**
	 * Return how the subscriptions stand. On any thread.
	 * @return a copy in the order registered
	 */
	List<SubscriptionStatus> snapshot() {
		if (this.requester != null) {
			return List.copyOf(this.statuses.values());
		}
		return this.statuses.values()
			.stream()
			.map((status) -> (status.state() == State.GRANTED)
					? new SubscriptionStatus(status.subscription(), State.PENDING, null) : status)
			.toList();
	}

	/**
	 * Return how many levels and filters have been compared.
	 * @return the count since this was made
	 */
	long steps() {
		return this.covered.steps() + this.crossing.steps();
	}

	/**
	 * Fail the calls that wait; the client is closed.
	 */
	void close() {
		this.closed = true;
		MqttClosedException closed = new MqttClosedException("The client was closed before the broker answered");
		this.subscribing.fail(closed);
		this.unsubscribing.forEach((call) -> call.fail(closed));
		this.unsubscribing.clear();
	}

	/**
	 * Asks the broker.
	 */
	interface Requester {

		/**
		 * Ask for subscriptions.
		 * @param entries the subscriptions, each of which is told the answer
		 */
		void subscribe(List<Entry<Subscription>> entries);

		/**
		 * Ask to end subscriptions.
		 * @param call the subscriptions, told the answer
		 */
		void unsubscribe(UnsubscribeCall call);

	}

}
