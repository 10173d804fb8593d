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
import java.util.List;
import java.util.Map;

import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionOwner;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicFilter;

/**
 * Who wants which subscriptions. Belongs to the event loop.
 */
final class SubscriptionClaims {

	private final Map<TopicFilter, List<Claim>> claims = new HashMap<>();

	private boolean shared;

	/**
	 * An owner wants a subscription, instead of the one with the same filter that it has
	 * wanted before.
	 * @param owner the owner
	 * @param subscription the subscription
	 * @return what serves all owners: as this one wants it, with the highest QoS of all,
	 * and with an identifier if another has one
	 */
	Subscription add(SubscriptionOwner owner, Subscription subscription) {
		List<Claim> claims = this.claims.computeIfAbsent(subscription.filter(), (filter) -> new ArrayList<>(1));
		claims.removeIf((claim) -> claim.isOf(owner));
		this.shared |= !owner.equals(SubscriptionOwner.APPLICATION);
		QoS qos = subscription.qos();
		Integer identifier = subscription.identifier();
		for (Claim claim : claims) {
			qos = (claim.subscription().qos().compareTo(qos) > 0) ? claim.subscription().qos() : qos;
			identifier = (identifier != null) ? identifier : claim.subscription().identifier();
		}
		claims.add(new Claim(owner, subscription));
		return (claims.size() == 1) ? subscription : new Subscription(subscription.filter(), qos,
				subscription.options(), identifier, subscription.userProperties());
	}

	/**
	 * An owner no longer wants a subscription.
	 * @param owner the owner
	 * @param filter the filter of the subscription
	 * @return whether others want it
	 */
	boolean remove(SubscriptionOwner owner, TopicFilter filter) {
		List<Claim> claims = this.claims.get(filter);
		if (claims == null) {
			return false;
		}
		claims.removeIf((claim) -> claim.isOf(owner));
		if (claims.isEmpty()) {
			this.claims.remove(filter);
		}
		return !claims.isEmpty();
	}

	/**
	 * Return whether the application has ever been not the only owner.
	 * @return {@code false} if nobody else has wanted a subscription
	 */
	boolean areShared() {
		return this.shared;
	}

	/**
	 * Return whether an owner wants a subscription.
	 * @param owner the owner
	 * @param filter the filter of the subscription
	 * @return whether it does
	 */
	boolean contain(SubscriptionOwner owner, TopicFilter filter) {
		return this.claims.getOrDefault(filter, List.of()).stream().anyMatch((claim) -> claim.isOf(owner));
	}

	/**
	 * What an owner wants.
	 *
	 * @param owner the owner
	 * @param subscription the subscription
	 */
	private record Claim(SubscriptionOwner owner, Subscription subscription) {

		boolean isOf(SubscriptionOwner other) {
			return this.owner.equals(other);
		}

	}

}
