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

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The Subscription Options besides the QoS [MQTT 5, 3.8.3.1]. They change what is
 * delivered, so a connection of MQTT 3.1.1, which has none, refuses what differs from
 * {@link #DEFAULT}.
 *
 * @param noLocal whether the broker leaves out what this client publishes itself
 * @param retainAsPublished whether a delivery keeps the RETAIN flag it was published
 * with; otherwise the flag tells the retained messages that come upon subscribing from
 * all others
 * @param retainHandling whether the broker sends retained messages upon subscribing
 */
public record SubscriptionOptions(boolean noLocal, boolean retainAsPublished, RetainHandling retainHandling) {

	/**
	 * What MQTT 3.1.1 does.
	 */
	public static final SubscriptionOptions DEFAULT = new SubscriptionOptions(false, false,
			RetainHandling.SEND_AT_SUBSCRIBE);

	public SubscriptionOptions {
		Objects.requireNonNull(retainHandling, "'retainHandling' must not be null");
	}

	/*
	 * Written out because every application compares options when it starts, and what a
	 * record has of its own takes milliseconds to link.
	 */
	@Override
	public boolean equals(@Nullable Object object) {
		return object instanceof SubscriptionOptions other && this.noLocal == other.noLocal
				&& this.retainAsPublished == other.retainAsPublished && this.retainHandling == other.retainHandling;
	}

	@Override
	public int hashCode() {
		return (31 * ((31 * Boolean.hashCode(this.noLocal)) + Boolean.hashCode(this.retainAsPublished)))
				+ this.retainHandling.hashCode();
	}

}
