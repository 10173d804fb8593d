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

package io.resilientmqtt.reliability;

import java.util.Arrays;
import java.util.BitSet;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Numbers published to a topic, and what becomes of them: which were acknowledged, which
 * arrived, how often and in which order. May be used by any thread, but only one at a
 * time publishes.
 */
final class NumberedFlow {

	private static final Logger logger = LoggerFactory.getLogger(NumberedFlow.class);

	private final String name;

	private final MqttClient publisher;

	private final String topic;

	private final QoS qos;

	private final int size;

	private final BitSet acknowledged = new BitSet();

	private final BitSet arrived = new BitSet();

	private int published;

	private int highest = -1;

	private int duplicated;

	private int reordered;

	private int awaited;

	private long awaitedAt;

	private @Nullable Throwable failure;

	/**
	 * Create a flow and receive it.
	 * @param name what it is called in reports
	 * @param publisher publishes
	 * @param subscriber receives
	 * @param topic the topic, which nothing else is published to
	 * @param qos the QoS of publications and of the subscription
	 */
	NumberedFlow(String name, MqttClient publisher, MqttClient subscriber, String topic, QoS qos) {
		this(name, publisher, subscriber, topic, qos, 0);
	}

	/**
	 * Create a flow of longer messages and receive it.
	 * @param name what it is called in reports
	 * @param publisher publishes
	 * @param subscriber receives
	 * @param topic the topic, which nothing else is published to
	 * @param qos the QoS of publications and of the subscription
	 * @param size the least number of bytes of a message
	 */
	NumberedFlow(String name, MqttClient publisher, MqttClient subscriber, String topic, QoS qos, int size) {
		this.name = name;
		this.publisher = publisher;
		this.topic = topic;
		this.qos = qos;
		this.size = size;
		subscriber.onMessage(topic, this::arrived);
		subscriber.subscribe(Subscription.of(topic, qos));
	}

	/**
	 * Publish the next number.
	 */
	void publish() {
		int number;
		synchronized (this) {
			number = this.published++;
		}
		byte[] digits = String.valueOf(number).getBytes();
		byte[] payload = Arrays.copyOf(digits, Math.max(digits.length, this.size));
		Arrays.fill(payload, digits.length, payload.length, (byte) ' ');
		this.publisher.publish(this.topic, payload, this.qos, false)
			.whenComplete((result, failure) -> completed(number, failure));
	}

	void publish(int count) {
		for (int i = 0; i < count; i++) {
			publish();
		}
	}

	private synchronized void completed(int number, @Nullable Throwable failure) {
		if (failure == null) {
			this.acknowledged.set(number);
		}
		else if (!(failure instanceof MqttPublishException ex && ex.reason() == MqttPublishException.Reason.CLOSED)) {
			this.failure = failure;
		}
	}

	private synchronized void arrived(MqttMessage message) {
		int number = Integer.parseInt(message.payloadAsString().trim());
		if (this.arrived.get(number)) {
			this.duplicated++;
			if (this.qos == QoS.EXACTLY_ONCE) {
				logger.warn("{}: {} arrived again, DUP {}; the last was {}", this.name, number, message.duplicate(),
						this.highest);
			}
			return;
		}
		this.arrived.set(number);
		if (number < this.highest) {
			this.reordered++;
		}
		this.highest = Math.max(this.highest, number);
		if (number >= this.awaited && this.awaitedAt == 0) {
			this.awaitedAt = System.nanoTime();
		}
	}

	/**
	 * Note when the first of the numbers arrives that are yet to be published.
	 */
	synchronized void awaitNew() {
		this.awaited = this.published;
		this.awaitedAt = 0;
	}

	/**
	 * Return when the first of the numbers arrived that were published after
	 * {@link #awaitNew()}.
	 * @return a {@link System#nanoTime()}, or 0 if none has arrived
	 */
	synchronized long newArrivedAt() {
		return this.awaitedAt;
	}

	String name() {
		return this.name;
	}

	QoS qos() {
		return this.qos;
	}

	/**
	 * Return whether all that was published is acknowledged.
	 * @return whether all that was published is acknowledged
	 */
	synchronized boolean isAcknowledged() {
		return this.acknowledged.cardinality() == this.published;
	}

	synchronized int published() {
		return this.published;
	}

	synchronized int acknowledged() {
		return this.acknowledged.cardinality();
	}

	synchronized int arrived() {
		return this.arrived.cardinality();
	}

	/**
	 * Return how many numbers were acknowledged and have not arrived.
	 * @return the count
	 */
	synchronized int lost() {
		BitSet missing = (BitSet) this.acknowledged.clone();
		missing.andNot(this.arrived);
		return missing.cardinality();
	}

	/**
	 * Return how many arrivals were of numbers that had arrived before.
	 * @return the count
	 */
	synchronized int duplicated() {
		return this.duplicated;
	}

	/**
	 * Return how many numbers arrived, for the first time, after a higher one.
	 * @return the count
	 */
	synchronized int reordered() {
		return this.reordered;
	}

	/**
	 * Return why a publication failed.
	 * @return the last failure or {@code null} if there was none
	 */
	synchronized @Nullable Throwable failure() {
		return this.failure;
	}

	@Override
	public String toString() {
		return this.name + ": " + published() + " published, " + acknowledged() + " acknowledged, " + arrived()
				+ " arrived, " + lost() + " lost, " + duplicated() + " duplicated, " + reordered() + " reordered";
	}

}
