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

package io.resilientmqtt.sample.page;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What the page is told, as JSON.
 *
 * @param now the time of the application in milliseconds
 * @param samples what was measured every second
 * @param events what happened to the connection
 * @param messages what was received
 * @param status how the client is doing now
 */
record PageData(long now, List<Sample> samples, List<Event> events, List<Received> messages, Status status) {

	/**
	 * What is measured every second.
	 *
	 * @param time milliseconds
	 * @param in messages received in a second
	 * @param out publications completed in a second
	 * @param latency50 how long the faster half of the publications took, in milliseconds
	 * @param latency99 how long all but one in a hundred took
	 * @param pending publications that are not completed
	 * @param inFlight publications that are sent and not acknowledged
	 * @param queued messages that wait for listeners
	 * @param trip round trip of the last counted message, in milliseconds
	 */
	record Sample(long time, double in, double out, @Nullable Double latency50, @Nullable Double latency99, int pending,
			int inFlight, long queued, @Nullable Double trip) {

	}

	/**
	 * What happened to the connection.
	 *
	 * @param time milliseconds
	 * @param kind up, down, failed, network or note
	 * @param text what happened, for people
	 */
	record Event(long time, String kind, String text) {

	}

	/**
	 * A message that was received.
	 *
	 * @param time milliseconds
	 * @param topic the topic
	 * @param payload the payload or its beginning
	 * @param size bytes of the payload
	 * @param qos the QoS
	 * @param retained whether the broker had kept it
	 */
	record Received(long time, String topic, String payload, int size, int qos, boolean retained) {

	}

	/**
	 * How the client is doing.
	 *
	 * @param state the state of the connection
	 * @param since since when the link is up or down
	 * @param server the server connected to, or tried last or next
	 * @param clientId the Client Identifier
	 * @param version the version of MQTT
	 * @param cause why the link is down
	 * @param attempts failed attempts since the link was up
	 * @param nextAttempt when the next attempt is due
	 * @param session whether the broker still had the session
	 * @param maxPending how many publications fit into the buffer
	 * @param freeMemory bytes that the JVM could still take
	 * @param counters what has been counted
	 * @param subscriptions how the subscriptions stand
	 * @param listeners how the listeners are doing
	 * @param faults what is rehearsed, or {@code null} where nothing can be
	 */
	record Status(String state, Instant since, String server, String clientId, String version, @Nullable String cause,
			int attempts, @Nullable Instant nextAttempt, @Nullable String session, int maxPending, long freeMemory,
			Map<String, Long> counters, List<SubscriptionState> subscriptions, List<ListenerState> listeners,
			@Nullable Faults faults) {

	}

	/**
	 * How a subscription stands.
	 *
	 * @param filter the topic filter
	 * @param qos the QoS asked for
	 * @param granted the QoS granted
	 * @param state granted, refused or pending
	 * @param reason the broker's answer in words
	 */
	record SubscriptionState(String filter, int qos, @Nullable Integer granted, String state, String reason) {

	}

	/**
	 * How a listener is doing.
	 *
	 * @param name its id
	 * @param waiting messages that wait for it
	 * @param capacity how many may wait
	 * @param discarded how many were discarded
	 */
	record ListenerState(String name, long waiting, int capacity, long discarded) {

	}

	/**
	 * What is rehearsed.
	 *
	 * @param running whether the broker runs
	 * @param fault what the network between does
	 */
	record Faults(boolean running, String fault) {

	}

}
