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

package io.resilientmqtt.benchmark;

import io.resilientmqtt.benchmark.Contender.Ability;

/**
 * What is measured.
 */
enum Cell {

	RECEIVE_QOS0_64("Receive QoS 0, 64 B", Mode.RECEIVE, 0, 64, 0),

	RECEIVE_QOS0_1024("Receive QoS 0, 1 KiB", Mode.RECEIVE, 0, 1024, 0),

	RECEIVE_QOS1_64("Receive QoS 1, 64 B", Mode.RECEIVE, 1, 64, 1000),

	RECEIVE_QOS1_1024("Receive QoS 1, 1 KiB", Mode.RECEIVE, 1, 1024, 1000),

	TOPICS_QOS1_64("Receive QoS 1, 64 B, 16 topics in turn", Mode.TOPICS, 1, 64, 1000),

	PUBLISH_QOS0_64("Publish QoS 0, 64 B, 1,000 under way", Mode.PUBLISH, 0, 64, 1000),

	PUBLISH_QOS0_1024("Publish QoS 0, 1 KiB, 1,000 under way", Mode.PUBLISH, 0, 1024, 1000),

	PUBLISH_QOS1_64("Publish QoS 1, 64 B, 1,000 under way", Mode.PUBLISH, 1, 64, 1000),

	PUBLISH_QOS1_1024("Publish QoS 1, 1 KiB, 1,000 under way", Mode.PUBLISH, 1, 1024, 1000),

	KEPT_QOS1_64("Publish QoS 1, 64 B, 1,000 under way, what is kept on disk beside what is not", Mode.KEEP, 1, 64,
			1000),

	KEPT_QOS1_1024("Publish QoS 1, 1 KiB, 1,000 under way, what is kept on disk beside what is not", Mode.KEEP, 1, 1024,
			1000),

	SEQUENTIAL_QOS1_64("Publish QoS 1, 64 B, one at a time", Mode.PUBLISH, 1, 64, 1),

	LATENCY("Latency of QoS 1 at 5,000 messages a second, 64 B", Mode.LATENCY, 1, 64, 1000),

	IDLE("200 idle clients in one JVM", Mode.IDLE, 0, 0, 200),

	MANY("10,000 clients in one JVM", Mode.MANY, 0, 0, 10_000),

	MOSQUITTO_RECEIVE_QOS0_64("Receive QoS 0 from Mosquitto, 64 B", Mode.RECEIVE, 0, 64, 1000),

	MOSQUITTO_RECEIVE_QOS1_64("Receive QoS 1 from Mosquitto, 64 B", Mode.RECEIVE, 1, 64, 1000),

	MOSQUITTO_PUBLISH_QOS0_64("Publish QoS 0 to Mosquitto, 64 B, 1,000 under way", Mode.PUBLISH, 0, 64, 1000),

	MOSQUITTO_PUBLISH_QOS1_64("Publish QoS 1 to Mosquitto, 64 B, 1,000 under way", Mode.PUBLISH, 1, 64, 1000);

	private static final int LATENCY_WARMUP = 20;

	private static final int MOSQUITTO_WARMUP = 8;

	private final String title;

	private final Mode mode;

	private final int qos;

	private final int size;

	private final int count;

	Cell(String title, Mode mode, int qos, int size, int count) {
		this.title = title;
		this.mode = mode;
		this.qos = qos;
		this.size = size;
		this.count = count;
	}

	String title() {
		return this.title;
	}

	Mode mode() {
		return this.mode;
	}

	int qos() {
		return this.qos;
	}

	/**
	 * Return the length of a payload.
	 * @return bytes
	 */
	int size() {
		return this.size;
	}

	/**
	 * Return how many messages may be under way, or how many clients there are.
	 * @return the number
	 */
	int count() {
		return this.count;
	}

	/**
	 * Return how long a client warms up: with few messages a second it takes long until
	 * its code is compiled, and while it is the compiler makes the tail of the latency
	 * and takes as much of a processor as the client.
	 * @param seconds how long it does in other cells
	 * @return the time in seconds
	 */
	int warmup(int seconds) {
		if (this.mode == Mode.LATENCY) {
			return Math.max(LATENCY_WARMUP, seconds);
		}
		return needsMosquitto() ? Math.max(MOSQUITTO_WARMUP, seconds) : seconds;
	}

	boolean needsMosquitto() {
		return name().startsWith("MOSQUITTO");
	}

	Ability ability() {
		return switch (this.mode) {
			case RECEIVE, LATENCY -> Ability.RECEIVE;
			case TOPICS -> Ability.TOPICS;
			case PUBLISH -> Ability.PUBLISH;
			case KEEP -> Ability.KEEP;
			case IDLE -> Ability.IDLE;
			case MANY -> Ability.MANY;
		};
	}

	/**
	 * Return the topic, or the filter of several: the null broker reads from it what to
	 * send to whom subscribes.
	 * @return the topic
	 */
	String topic() {
		int rate = (this.mode == Mode.LATENCY) ? 5000 : 0;
		return "push/" + this.qos + "/" + this.size + "/" + this.count + "/" + rate
				+ ((this.mode == Mode.TOPICS) ? "/+" : "");
	}

	/**
	 * What a client does.
	 */
	enum Mode {

		RECEIVE, TOPICS, PUBLISH, KEEP, LATENCY, IDLE, MANY

	}

}
