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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.resilientmqtt.client.MqttSubscribeException;
import io.resilientmqtt.client.SubscribeResult;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.client.SubscriptionStatus.State;
import io.resilientmqtt.message.TopicFilter;

/**
 * The calls of {@code subscribe} that wait for answers, found by what they wait for.
 * Belongs to the event loop.
 */
final class SubscribeCalls {

	private final Function<Subscription, SubscriptionStatus> statuses;

	private final Map<TopicFilter, Set<SubscribeCall>> waiting = new HashMap<>();

	/** What has been answered, or removed, since calls were last completed. */
	private final Set<TopicFilter> settled = new LinkedHashSet<>();

	/**
	 * Create without calls.
	 * @param statuses returns how a subscription stands
	 */
	SubscribeCalls(Function<Subscription, SubscriptionStatus> statuses) {
		this.statuses = statuses;
	}

	void add(List<Subscription> subscriptions, CompletableFuture<SubscribeResult> future) {
		SubscribeCall call = new SubscribeCall(subscriptions, future);
		for (Subscription subscription : subscriptions) {
			await(call, subscription.filter());
		}
	}

	private void await(SubscribeCall call, TopicFilter filter) {
		call.awaited().add(filter);
		this.waiting.computeIfAbsent(filter, (key) -> new LinkedHashSet<>(2)).add(call);
	}

	/**
	 * A subscription was answered, or is there no more.
	 * @param filter its filter
	 */
	void settled(TopicFilter filter) {
		if (this.waiting.containsKey(filter)) {
			this.settled.add(filter);
		}
	}

	/**
	 * Complete the calls whose subscriptions have all been answered.
	 */
	void completeAnswered() {
		List<TopicFilter> settled = List.copyOf(this.settled);
		this.settled.clear();
		for (TopicFilter filter : settled) {
			Set<SubscribeCall> calls = this.waiting.remove(filter);
			if (calls != null) {
				calls.forEach((call) -> settled(call, filter));
			}
		}
	}

	private void settled(SubscribeCall call, TopicFilter filter) {
		call.awaited().remove(filter);
		if (!call.awaited().isEmpty()) {
			return;
		}
		List<SubscriptionStatus> answers = new ArrayList<>();
		for (Subscription subscription : call.subscriptions()) {
			SubscriptionStatus status = this.statuses.apply(subscription);
			answers.add(status);
			if (status.state() == State.PENDING) { // subscribed to again meanwhile
				await(call, subscription.filter());
			}
		}
		if (call.awaited().isEmpty()) {
			complete(call, new SubscribeResult(answers));
		}
	}

	private static void complete(SubscribeCall call, SubscribeResult result) {
		String refused = result.subscriptions()
			.stream()
			.filter((status) -> status.state() == State.REFUSED)
			.map(SubscribeCalls::describe)
			.collect(Collectors.joining(", "));
		if (refused.isEmpty()) {
			call.future().complete(result);
		}
		else {
			call.future().completeExceptionally(new MqttSubscribeException("Not subscribed: " + refused, result));
		}
	}

	private static String describe(SubscriptionStatus status) {
		return "'" + status.subscription().filter() + "' (" + status.describeReason() + ")";
	}

	/**
	 * Fail the calls that wait.
	 * @param failure what they fail with
	 */
	void fail(Throwable failure) {
		Set<SubscribeCall> calls = new LinkedHashSet<>();
		this.waiting.values().forEach(calls::addAll);
		this.waiting.clear();
		calls.forEach((call) -> call.future().completeExceptionally(failure));
	}

	/**
	 * A call.
	 */
	private static final class SubscribeCall {

		private final List<Subscription> subscriptions;

		private final CompletableFuture<SubscribeResult> future;

		private final Set<TopicFilter> awaited = new HashSet<>();

		SubscribeCall(List<Subscription> subscriptions, CompletableFuture<SubscribeResult> future) {
			this.subscriptions = subscriptions;
			this.future = future;
		}

		List<Subscription> subscriptions() {
			return this.subscriptions;
		}

		CompletableFuture<SubscribeResult> future() {
			return this.future;
		}

		Set<TopicFilter> awaited() {
			return this.awaited;
		}

	}

}
