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

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

import io.netty.channel.EventLoop;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.netty.codec.TopicCache;
import io.resilientmqtt.client.netty.publish.Publications;
import io.resilientmqtt.client.netty.receive.EventQueue;
import io.resilientmqtt.client.netty.receive.Inboxes;
import io.resilientmqtt.client.netty.receive.StaleSubscriptions;
import io.resilientmqtt.client.netty.receive.Unmatched;
import io.resilientmqtt.client.netty.store.OpenedStore;
import io.resilientmqtt.client.netty.support.Counters;
import io.resilientmqtt.client.netty.support.LossCounters;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of one client share for as long as it lives.
 *
 * @param options the options
 * @param clientId the Client Identifier asked for
 * @param loop the event loop that owns the client
 * @param clock the time in nanoseconds
 * @param executor runs receivers and listeners
 * @param counters what has happened so far
 * @param losses what was lost so far
 * @param publications what is to be published
 * @param subscriptions what is subscribed
 * @param inboxes who receives
 * @param queue the queue of received messages, or {@code null} if there is none
 * @param topics the topics received lately
 * @param store what was opened to keep the session, or {@code null}
 */
record ClientContext(MqttClientOptions options, String clientId, EventLoop loop, LongSupplier clock, Executor executor,
		Counters counters, LossCounters losses, Publications publications, Subscriptions subscriptions, Inboxes inboxes,
		@Nullable EventQueue queue, TopicCache topics, @Nullable OpenedStore store) {

	/**
	 * Create what a client has before it is connected for the first time.
	 * @param options the options
	 * @param clientId the Client Identifier asked for
	 * @param loop the event loop that owns the client
	 * @param clock the time in nanoseconds
	 * @param executor runs receivers and listeners
	 * @param stages runs the stages of callers' futures
	 * @param subscriptions what is subscribed
	 * @param store what keeps the session, or {@code null}
	 * @return the parts
	 */
	static ClientContext create(MqttClientOptions options, String clientId, EventLoop loop, LongSupplier clock,
			Executor executor, Executor stages, Subscriptions subscriptions, @Nullable OpenedStore store) {
		Counters counters = new Counters();
		String label = label(options, clientId);
		LossCounters losses = new LossCounters(label, loop, clock);
		StaleSubscriptions stale = new StaleSubscriptions(label, loop, clock, subscriptions.table(),
				(filters, answer) -> subscriptions.unsubscribe(StaleSubscriptions.OWNER, filters, List.of(), answer));
		Unmatched unmatched = new Unmatched(options, label, loop, clock, subscriptions.table(), stale);
		int queueLength = options.runtime().queueLength();
		Publications publications = new Publications(options, store, loop, stages, clock, counters, losses);
		Inboxes inboxes = new Inboxes(unmatched);
		if (publications.stored() != null) {
			publications.stored().whenHandled(inboxes::acknowledged);
		}
		return new ClientContext(options, clientId, loop, clock, executor, counters, losses, publications,
				subscriptions, inboxes, (queueLength > 0) ? new EventQueue(queueLength) : null, new TopicCache(),
				store);
	}

	/**
	 * Return what the client is called in logs.
	 * @return its name, if it has one, and its Client Identifier
	 */
	String label() {
		return label(this.clientId);
	}

	/**
	 * Return what the client is called in logs with another Client Identifier.
	 * @param clientId the Client Identifier that a server has assigned
	 * @return its name, if it has one, and the Client Identifier
	 */
	String label(String clientId) {
		return label(this.options, clientId);
	}

	static String label(MqttClientOptions options, String clientId) {
		String name = options.runtime().name();
		return (name != null) ? name + " (" + clientId + ")" : clientId;
	}

	/**
	 * Return what runs code of the callers', their stages and providers, off the event
	 * loop.
	 * @return an executor whose threads may be blocked
	 */
	Executor callers() {
		return this.publications.buffer().callers();
	}

	long now() {
		return this.clock.getAsLong();
	}

}
