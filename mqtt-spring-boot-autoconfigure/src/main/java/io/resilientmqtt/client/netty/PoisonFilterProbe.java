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

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;

import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.session.SubscriptionTable.Answer;
import io.resilientmqtt.client.session.SubscriptionTable.Entry;
import io.resilientmqtt.message.Printable;
import io.resilientmqtt.message.ReasonCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out upon which topic filter the broker closes connections, for without that no
 * subscription would ever be renewed. After all losses but one that may be, filters are
 * asked for one by one, when the link has proved to be alive. The one upon which the
 * broker closes again counts as refused. One for each connection, on its event loop.
 */
final class PoisonFilterProbe {

	private static final Logger logger = LoggerFactory.getLogger(PoisonFilterProbe.class);

	private final ClientContext client;

	private final Subscriptions subscriptions;

	private final LinkControl link;

	private final Consumer<List<Entry<Subscription>>> ask;

	private final Runnable begin;

	private final int maxLosses;

	private final ArrayDeque<Entry<Subscription>> waiting = new ArrayDeque<>(0);

	/** What is being asked for by itself. */
	private @Nullable Entry<Subscription> asked;

	private boolean alive;

	/**
	 * Create the probe of a connection, on which mostly nothing is suspected.
	 * @param client the client
	 * @param link the connection
	 * @param ask sends SUBSCRIBE
	 * @param begin run when the link has proved to be alive
	 */
	PoisonFilterProbe(ClientContext client, LinkControl link, Consumer<List<Entry<Subscription>>> ask, Runnable begin) {
		this.client = client;
		this.subscriptions = client.subscriptions();
		this.link = link;
		this.ask = ask;
		this.begin = begin;
		this.maxLosses = client.options().publish().maxLosses();
	}

	/**
	 * Renew subscriptions, if need be one by one.
	 * @param entries the subscriptions
	 */
	void renew(List<Entry<Subscription>> entries) {
		boolean suspected = this.maxLosses > 0 && this.subscriptions.closings() >= Math.max(1, this.maxLosses - 1);
		if (!suspected || entries.isEmpty()) {
			this.ask.accept(entries);
			return;
		}
		this.waiting.addAll(entries);
		this.client.loop().execute(this::probe); // CONNACK is no answer to the ping
	}

	/**
	 * Ask for further subscriptions.
	 * @param entries the subscriptions
	 */
	void subscribe(List<Entry<Subscription>> entries) {
		if (isUnderWay()) {
			this.waiting.addAll(entries);
		}
		else {
			this.ask.accept(entries);
		}
	}

	/**
	 * Return whether there is more to ask for one by one.
	 * @return {@code true} until the last was asked for
	 */
	boolean isUnderWay() {
		return !this.waiting.isEmpty();
	}

	private void probe() {
		if (!this.link.hasEnded()) {
			this.link.probe(0, this::probed);
		}
	}

	private void probed(boolean alive) {
		if (!alive) { // the link has ended, or reading was paused
			probe();
			return;
		}
		this.alive = true;
		this.begin.run();
	}

	/**
	 * Ask for the next if nothing else is asked for.
	 * @param awaitsAnswer tells whether something is
	 */
	void next(boolean awaitsAnswer) {
		if (awaitsAnswer || !this.alive) {
			return;
		}
		this.asked = this.waiting.poll();
		if (this.asked != null) {
			this.ask.accept(List.of(this.asked));
		}
	}

	/**
	 * All subscriptions have been answered.
	 */
	void passed() {
		this.asked = null;
		this.subscriptions.closings(0);
	}

	/**
	 * The connection has ended.
	 * @param cause why
	 * @param unanswered how many packets were unanswered
	 */
	void ended(ConnectionCause cause, int unanswered) {
		if (unanswered == 0 || !(Causes.isClosedUponSubscribe(cause) || Causes.isClosed(cause))) {
			return;
		}
		int closings = this.subscriptions.closings() + 1;
		this.subscriptions.closings(closings);
		if (this.asked != null && unanswered == 1 && Causes.isClosedUponSubscribe(cause)) {
			refuse(this.asked, cause, closings);
			this.subscriptions.closings(0);
		}
	}

	private void refuse(Entry<Subscription> entry, ConnectionCause cause, int closings) {
		logger.warn(
				"MQTT client '{}' does not subscribe to '{}' any more: the broker closed the connection {} times, at "
						+ "last upon it alone ({}). See whether it may be subscribed to",
				this.client.label(), Printable.of(entry.subscription().filter()), closings, cause.description());
		ReasonCode reasonCode = cause.reasonCode();
		entry.refusedForGood(
				new Answer((reasonCode != null && reasonCode.isError()) ? reasonCode : ReasonCode.UNSPECIFIED_ERROR,
						"the broker closed the connection upon it (mqtt.publish.max-losses)", List.of()));
		this.subscriptions.answered();
	}

}
