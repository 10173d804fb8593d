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

package io.resilientmqtt.integration;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.resilientmqtt.client.DeliveryReceipt;
import io.resilientmqtt.client.MessageReceiver;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.Registration;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.TopicFilter;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * The receivers of an inbound adapter between start and stop. The topics there are at the
 * start share one receiver, so that their messages keep the order of arrival. A receiver
 * can't change, so a topic added later has one of its own. Together they hand over one
 * message at a time, and each once, however many topics it matches.
 * <p>
 * Topics come and go on any thread; messages are handled on the receivers' executor.
 */
final class InboundReceivers {

	private final MqttClient client;

	private final BiFunction<Set<TopicFilter>, MessageReceiver, Receiver> factory;

	private final MessageReceiver handler;

	/** Held while a message is being handled. */
	private final ReentrantLock handling = new ReentrantLock();

	private volatile List<Intake> intakes = List.of();

	/**
	 * Whether topics have come or gone, so that a receiver gets what it must not have.
	 */
	private volatile boolean changed;

	private volatile @Nullable Remainder remainder;

	/** What came too late to be kept by the client; guarded by {@link #handling}. */
	private final Deque<Kept> kept = new ArrayDeque<>();

	/**
	 * Create receivers without a topic.
	 * @param client the client to receive from
	 * @param factory makes a receiver of filters
	 * @param handler handles the messages
	 */
	InboundReceivers(MqttClient client, BiFunction<Set<TopicFilter>, MessageReceiver, Receiver> factory,
			MessageReceiver handler) {
		this.client = client;
		this.factory = factory;
		this.handler = handler;
	}

	/**
	 * Receive from now on.
	 * @param filters the filters, as subscribed to
	 */
	synchronized void add(Collection<TopicFilter> filters) {
		if (filters.isEmpty()) {
			return;
		}
		Intake intake = new Intake(Set.copyOf(filters));
		List<Intake> intakes = new ArrayList<>(this.intakes);
		intakes.add(intake);
		this.changed |= intakes.size() > 1;
		this.intakes = List.copyOf(intakes);
		// A share name is a matter of the subscription, the topics don't have it
		Set<TopicFilter> topics = filters.stream()
			.map((filter) -> TopicFilter.of(filter.levels()))
			.collect(Collectors.toSet());
		intake.registration = this.client.addReceiver(this.factory.apply(topics, intake));
	}

	/**
	 * Hand over nothing further that only this filter matches.
	 * @param filter the filter
	 * @param unsubscribed complete when nothing comes any more
	 */
	synchronized void remove(TopicFilter filter, CompletableFuture<?> unsubscribed) {
		for (Intake intake : this.intakes) {
			if (intake.filters.contains(filter)) {
				this.changed = true;
				intake.filters = intake.filters.stream()
					.filter((other) -> !other.equals(filter))
					.collect(Collectors.toSet());
				if (intake.filters.isEmpty()) {
					this.intakes = this.intakes.stream().filter((other) -> other != intake).toList();
					CompletableFuture<?> unused = unsubscribed.whenComplete((result, failure) -> intake.close());
				}
			}
		}
	}

	/**
	 * Hand over nothing further, and wait for the message being handled unless the caller
	 * is handling it.
	 * @param remainder what becomes of messages that come all the same
	 * @param timeoutMillis how long to wait
	 * @return whether no message is being handled
	 */
	boolean stop(Remainder remainder, long timeoutMillis) {
		this.remainder = remainder;
		if (remainder == Remainder.KEEP) {
			this.intakes.forEach((intake) -> intake.registered(Registration::pause));
		}
		try {
			if (this.handling.tryLock(timeoutMillis, TimeUnit.MILLISECONDS)) {
				this.handling.unlock();
				return true;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return false;
	}

	/**
	 * Return whether the calling thread is handling a message.
	 * @return {@code true} if the flow is what calls
	 */
	boolean isCurrent() {
		return this.handling.isHeldByCurrentThread();
	}

	/**
	 * Go on after a stop that kept what came, with the filters there are by now; after
	 * another stop, close.
	 * @param filters the filters, as subscribed to
	 * @param executor handles what came too late to be kept by the client, or
	 * {@code null} for a thread of its own
	 * @return whether it goes on
	 */
	synchronized boolean resume(Set<TopicFilter> filters, @Nullable Executor executor) {
		if (this.remainder != Remainder.KEEP) {
			close();
			return false;
		}
		Set<TopicFilter> before = new HashSet<>();
		this.intakes.forEach((intake) -> before.addAll(intake.filters));
		before.stream()
			.filter((filter) -> !filters.contains(filter))
			.forEach((filter) -> remove(filter, CompletableFuture.completedFuture(null)));
		add(filters.stream().filter((filter) -> !before.contains(filter)).toList());
		this.remainder = null;
		((executor != null) ? executor : new SimpleAsyncTaskExecutor("mqtt-flow-")).execute(() -> {
			this.handling.lock();
			try {
				handleKept();
			}
			finally {
				this.handling.unlock();
			}
		});
		this.intakes.forEach((intake) -> intake.registered(Registration::resume));
		return true;
	}

	private void handleKept() {
		for (Kept next = this.kept.poll(); next != null; next = this.kept.poll()) {
			this.handler.receive(next.message(), next.acknowledgement());
		}
	}

	/**
	 * Nothing more is sent for these receivers: deal with what has come.
	 * @param leave whether it is left to the server, because the application ends
	 */
	void end(boolean leave) {
		if (leave) {
			suspend();
			return;
		}
		this.intakes.forEach((intake) -> intake.registered(InboundReceivers::finish));
	}

	private static void finish(Registration registration) {
		CompletableFuture<?> unused = registration.finish();
	}

	/**
	 * Leave what still comes to the server without a thread of the executor's.
	 */
	void suspend() {
		this.intakes.forEach((intake) -> intake.registered(Registration::suspend));
		leaveKept();
	}

	void close() {
		this.intakes.forEach(Intake::close);
		leaveKept();
	}

	private void leaveKept() {
		if (this.handling.tryLock()) { // else one is being handled, and none is kept
			try {
				this.kept.forEach((late) -> late.acknowledgement().abandon());
				this.kept.clear();
			}
			finally {
				this.handling.unlock();
			}
		}
	}

	private void receive(Intake intake, MqttMessage message, DeliveryReceipt acknowledgement) {
		this.handling.lock();
		try {
			Remainder remainder = this.remainder;
			if (remainder == Remainder.KEEP) {
				this.kept.add(new Kept(message, acknowledgement));
			}
			else if (remainder == Remainder.DISCARD || (this.changed && intakeOf(message.topic()) != intake)) {
				acknowledgement.acknowledge();
			}
			else {
				handleKept();
				this.handler.receive(message, acknowledgement);
			}
		}
		finally {
			this.handling.unlock();
		}
	}

	private @Nullable Intake intakeOf(String topic) {
		for (Intake intake : this.intakes) {
			for (TopicFilter filter : intake.filters) {
				if (filter.matches(topic)) {
					return intake;
				}
			}
		}
		return null;
	}

	/**
	 * What becomes of messages that come after the stop.
	 */
	enum Remainder {

		/**
		 * They wait unacknowledged for the next start, or for the server to send them
		 * again on the next connection.
		 */
		KEEP,

		/**
		 * They are acknowledged, as the session does not outlive the connection.
		 */
		DISCARD

	}

	/**
	 * A message that waits.
	 *
	 * @param message the message
	 * @param acknowledgement its acknowledgement
	 */
	private record Kept(MqttMessage message, DeliveryReceipt acknowledgement) {

	}

	/**
	 * One receiver.
	 */
	private final class Intake implements MessageReceiver {

		private volatile Set<TopicFilter> filters;

		private @Nullable Registration registration;

		Intake(Set<TopicFilter> filters) {
			this.filters = filters;
		}

		@Override
		public void receive(MqttMessage message, DeliveryReceipt acknowledgement) {
			InboundReceivers.this.receive(this, message, acknowledgement);
		}

		void registered(Consumer<Registration> action) {
			if (this.registration != null) {
				action.accept(this.registration);
			}
		}

		void close() {
			registered(Registration::close);
		}

	}

}
