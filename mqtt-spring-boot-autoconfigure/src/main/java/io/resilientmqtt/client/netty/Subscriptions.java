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
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import io.resilientmqtt.client.MqttClosedException;
import io.resilientmqtt.client.MqttSubscribeException;
import io.resilientmqtt.client.SubscribeResult;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.client.SubscriptionStatus.State;
import io.resilientmqtt.client.UnsubscribeResult;
import io.resilientmqtt.client.session.SubscriptionTable;
import io.resilientmqtt.client.session.SubscriptionTable.Entry;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of a client and the calls that wait for the broker's answer. Outlives
 * connections. Belongs to the event loop but for the snapshot.
 */
final class Subscriptions {

	private final SubscriptionTable<Subscription> table = new SubscriptionTable<>();

	private final List<SubscribeCall> subscribing = new ArrayList<>(1);

	private final List<UnsubscribeCall> unsubscribing = new ArrayList<>(1);

	private @Nullable SubscriptionHandler connection;

	private boolean closed;

	private volatile List<SubscriptionStatus> snapshot = List.of();

	SubscriptionTable<Subscription> table() {
		return this.table;
	}

	/**
	 * Set who sends requests.
	 * @param connection the handler of the present connection, or {@code null}
	 */
	void connection(@Nullable SubscriptionHandler connection) {
		this.connection = connection;
	}

	void subscribe(List<Subscription> subscriptions, CompletableFuture<SubscribeResult> future) {
		if (failIfClosed(future)) {
			return;
		}
		List<Entry<Subscription>> entries = new ArrayList<>();
		subscriptions.forEach((subscription) -> entries.add(this.table.register(subscription.filter(), subscription)));
		this.subscribing.add(new SubscribeCall(subscriptions, future));
		publishSnapshot();
		if (this.connection != null) {
			this.connection.subscribe(entries);
		}
	}

	private boolean failIfClosed(CompletableFuture<?> future) {
		if (this.closed) {
			future.completeExceptionally(new MqttClosedException("The client is closed"));
		}
		return this.closed;
	}

	void unsubscribe(List<TopicFilter> filters, CompletableFuture<UnsubscribeResult> future) {
		if (failIfClosed(future)) {
			return;
		}
		filters.forEach(this.table::remove);
		UnsubscribeCall call = new UnsubscribeCall(filters, future);
		this.unsubscribing.add(call);
		answered();
		if (this.connection != null) {
			this.connection.unsubscribe(call);
		}
	}

	List<UnsubscribeCall> unsubscribing() {
		return List.copyOf(this.unsubscribing);
	}

	void unsubscribed(UnsubscribeCall call, List<ReasonCode> reasonCodes) {
		this.unsubscribing.remove(call);
		call.future().complete(new UnsubscribeResult(reasonCodes));
	}

	/**
	 * Complete the calls whose subscriptions have all been answered.
	 */
	void answered() {
		publishSnapshot();
		for (Iterator<SubscribeCall> calls = this.subscribing.iterator(); calls.hasNext();) {
			SubscribeCall call = calls.next();
			List<SubscriptionStatus> answers = call.subscriptions().stream().map(this::status).toList();
			if (answers.stream().noneMatch((status) -> status.state() == State.PENDING)) {
				calls.remove();
				complete(call, new SubscribeResult(answers));
			}
		}
	}

	private SubscriptionStatus status(Subscription subscription) {
		Entry<Subscription> entry = this.table.find(subscription.filter());
		return (entry != null) ? status(entry)
				: new SubscriptionStatus(subscription, State.REFUSED, ReasonCode.NO_SUBSCRIPTION_EXISTED);
	}

	private static SubscriptionStatus status(Entry<Subscription> entry) {
		ReasonCode answer = entry.answer();
		State state = (answer != null) ? (answer.isError() ? State.REFUSED : State.GRANTED) : State.PENDING;
		return new SubscriptionStatus(entry.subscription(), state, answer);
	}

	private static void complete(SubscribeCall call, SubscribeResult result) {
		String refused = result.subscriptions()
			.stream()
			.filter((status) -> status.state() == State.REFUSED)
			.map(Subscriptions::describe)
			.collect(Collectors.joining(", "));
		if (refused.isEmpty()) {
			call.future().complete(result);
		}
		else {
			call.future().completeExceptionally(new MqttSubscribeException("Not subscribed: " + refused, result));
		}
	}

	private static String describe(SubscriptionStatus status) {
		ReasonCode answer = status.reasonCode();
		String reason = (answer == null || answer == ReasonCode.NO_SUBSCRIPTION_EXISTED)
				? "unsubscribed before the broker answered" : "refused by the broker, " + answer.describe();
		return "'" + status.subscription().filter() + "' (" + reason + ")";
	}

	/**
	 * Make known how the subscriptions stand.
	 */
	void publishSnapshot() {
		this.snapshot = this.table.entries().stream().map(Subscriptions::status).toList();
	}

	List<SubscriptionStatus> snapshot() {
		return this.snapshot;
	}

	/**
	 * Fail the calls that wait; the client is closed.
	 */
	void close() {
		this.closed = true;
		MqttClosedException closed = new MqttClosedException("The client was closed before the broker answered");
		this.subscribing.forEach((call) -> call.future().completeExceptionally(closed));
		this.unsubscribing.forEach((call) -> call.future().completeExceptionally(closed));
		this.subscribing.clear();
		this.unsubscribing.clear();
	}

	private record SubscribeCall(List<Subscription> subscriptions, CompletableFuture<SubscribeResult> future) {
	}

	/**
	 * A call of {@code unsubscribe} that waits for its answer.
	 *
	 * @param filters the filters
	 * @param future the caller's
	 */
	record UnsubscribeCall(List<TopicFilter> filters, CompletableFuture<UnsubscribeResult> future) {
	}

}
