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

package io.resilientmqtt.client;

/**
 * Who wants subscriptions of a client. A filter that several want is subscribed to with
 * the highest QoS of theirs until the last of them ends it, so that none ends what
 * another needs. Owners are told apart by identity. Immutable.
 */
public final class SubscriptionOwner {

	/**
	 * The application, where it calls {@link MqttClient#subscribe(Subscription...)} and
	 * {@code unsubscribe} itself.
	 */
	public static final SubscriptionOwner APPLICATION = new SubscriptionOwner("application");

	private final String name;

	/**
	 * Create an owner that is told apart from all others.
	 * @param name says who it is
	 */
	public SubscriptionOwner(String name) {
		this.name = Arguments.required("name", name);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
