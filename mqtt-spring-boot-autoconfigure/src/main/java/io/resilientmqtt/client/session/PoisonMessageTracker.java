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

import io.resilientmqtt.client.session.OutboundPublish.Phase;
import org.jspecify.annotations.Nullable;

/**
 * Which publication it may be upon which the broker closes connections: the one that was
 * the oldest unanswered each time. After all losses but one that it may cause it is to be
 * sent alone, and convicted if the broker closes again. Outlives connections. Belongs to
 * the event loop.
 *
 * @param <R> the result of a publication
 */
public final class PoisonMessageTracker<R> {

	private final int maxLosses;

	private @Nullable OutboundPublish<R> publish;

	private int losses;

	private boolean unclear;

	/**
	 * Create without a suspect.
	 * @param maxLosses how many connections a publication may cost, 0 for any number; as
	 * none is convicted but alone, 1 is as good as 2
	 */
	public PoisonMessageTracker(int maxLosses) {
		this.maxLosses = maxLosses;
	}

	/**
	 * The broker has closed the connection.
	 * @param oldest the oldest publication that was sent on it and not answered, or
	 * {@code null}
	 */
	public void closed(@Nullable OutboundPublish<R> oldest) {
		if (this.maxLosses == 0 || oldest == null) {
			return;
		}
		if (oldest != this.publish) {
			this.publish = oldest;
			this.losses = 0;
		}
		this.losses++;
	}

	/**
	 * The broker has closed the connection upon a publication or a subscription.
	 */
	public void closedUponEither() {
		this.unclear = this.maxLosses > 0;
	}

	/**
	 * Return whether publications are to wait until the subscriptions are renewed, so
	 * that it is clear which of them a broker closes upon.
	 * @return {@code true} after a closing that has not been explained
	 */
	public boolean isWary() {
		return this.unclear || suspect() != null || this.publish != null;
	}

	/**
	 * The broker has not closed upon a subscription.
	 */
	public void subscriptionsRenewed() {
		this.unclear = false;
	}

	/**
	 * Return what is to be sent alone.
	 * @return the publication, or {@code null} if there is none to suspect
	 */
	public @Nullable OutboundPublish<R> suspect() {
		if (this.publish != null && isAnswered(this.publish)) {
			acquit();
		}
		return (this.losses >= Math.max(1, this.maxLosses - 1)) ? this.publish : null;
	}

	private static boolean isAnswered(OutboundPublish<?> publish) {
		return publish.phase() == Phase.DONE || publish.phase() == Phase.RELEASED;
	}

	/**
	 * Suspect nothing any more.
	 */
	public void acquit() {
		this.publish = null;
		this.losses = 0;
	}

	/**
	 * Return how many connections the suspect has cost.
	 * @return the count
	 */
	public int losses() {
		return this.losses;
	}

}
