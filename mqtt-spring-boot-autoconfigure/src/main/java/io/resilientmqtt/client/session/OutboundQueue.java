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

import io.resilientmqtt.message.QoS;
import org.jspecify.annotations.Nullable;

/**
 * The publications that wait to be sent, in the order queued. Where no further QoS 2
 * exchange may be open, those of QoS 2 stand aside and the others overtake them, as
 * MQTT's order holds for each QoS by itself [MQTT-4.6.0-6]. Belongs to the event loop.
 *
 * @param <R> the result of a publication
 */
final class OutboundQueue<R> {

	private final PublishList<R> queue = new PublishList<>();

	/** Of QoS 2, each older than all in the queue. */
	private final PublishList<R> aside = new PublishList<>();

	/**
	 * Return where those that do not stand aside wait.
	 * @return the list, to be added to
	 */
	PublishList<R> list() {
		return this.queue;
	}

	int size() {
		return this.queue.size() + this.aside.size();
	}

	/**
	 * Return the publication queued first.
	 * @return the oldest, or {@code null}
	 */
	@Nullable OutboundPublish<R> first() {
		OutboundPublish<R> oldest = this.aside.first();
		return (oldest != null) ? oldest : this.queue.first();
	}

	/**
	 * Return the publication to send next, with its QoS lowered.
	 * @param maximumQoS the highest QoS to send with
	 * @param exactlyOnce whether a further QoS 2 exchange may be open
	 * @return the publication, or {@code null} if there is none that may be sent
	 */
	@Nullable OutboundPublish<R> next(QoS maximumQoS, boolean exactlyOnce) {
		if (exactlyOnce) {
			OutboundPublish<R> oldest = first();
			if (oldest != null) {
				oldest.downgrade(maximumQoS);
			}
			return oldest;
		}
		for (OutboundPublish<R> head = this.queue.first(); head != null; head = this.queue.first()) {
			head.downgrade(maximumQoS);
			if (!head.isExactlyOnce()) {
				return head;
			}
			this.queue.remove(head);
			this.aside.add(head);
			head.aside(true);
		}
		return null;
	}

	void addAll(OutboundPublish<R> newest, long now) {
		this.queue.addAll(newest, now);
	}

	/**
	 * Move what was in flight in front of all others, keeping its order.
	 * @param inFlight what was in flight
	 */
	void addAllFirst(PublishList<R> inFlight) {
		takeBack();
		this.queue.addAllFirst(inFlight);
	}

	/**
	 * Let nobody stand aside any more: the next connection may have another limit.
	 */
	void takeBack() {
		for (OutboundPublish<R> publish = this.aside.first(); publish != null; publish = publish.next) {
			publish.aside(false);
		}
		this.queue.addAllFirst(this.aside);
	}

	void remove(OutboundPublish<R> publish) {
		if (publish.isAside()) {
			publish.aside(false);
			this.aside.remove(publish);
		}
		else {
			this.queue.remove(publish);
		}
	}

}
