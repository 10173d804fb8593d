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

package io.resilientmqtt.sample;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.client.ClientStatistics;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.event.MqttDownEvent;
import io.resilientmqtt.event.MqttUpEvent;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.messaging.MqttTemplate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Publishes an increasing count and says how the link fares. Walk out of range with it:
 * what was counted meanwhile is published, in order, once you are back.
 */
@Component
public class RangeDemo {

	private static final Logger logger = LoggerFactory.getLogger(RangeDemo.class);

	private static final long MEGABYTE = 1024 * 1024;

	private final MqttTemplate mqtt;

	private final MqttClient client;

	private final AtomicInteger count = new AtomicInteger();

	/** When the last count was published, and how long it took to come back. */
	private volatile long published;

	private volatile @Nullable Duration roundTrip;

	RangeDemo(MqttTemplate mqtt, MqttClient client) {
		this.mqtt = mqtt;
		this.client = client;
	}

	@Scheduled(fixedRateString = "${sample.interval}")
	void publishCount() {
		int number = this.count.getAndIncrement();
		ClientStatistics statistics = this.client.statistics();
		String text = number + " repubs: " + statistics.republications() + " outages: " + statistics.outages()
				+ " free: " + freeMemory() / MEGABYTE + " MB";
		logger.info("Publish {}", text);
		this.published = System.nanoTime();
		this.mqtt.send("result", text).whenComplete((result, failure) -> published(number, failure));
	}

	private void published(int number, @Nullable Throwable failure) {
		if (failure != null) {
			logger.warn("Count {} was not published: {}", number, failure.getMessage());
		}
		else {
			logger.debug("The broker has count {}", number);
		}
	}

	@MqttListener(topics = "result")
	void onResult(String text) {
		if (text.startsWith((this.count.get() - 1) + " ")) {
			this.roundTrip = Duration.ofNanos(System.nanoTime() - this.published);
		}
	}

	/**
	 * Return how long the last count took to the broker and back.
	 * @return milliseconds, or {@code null} before the first
	 */
	public @Nullable Double roundTripMillis() {
		Duration roundTrip = this.roundTrip;
		return (roundTrip != null) ? roundTrip.toNanos() / 1_000_000.0 : null;
	}

	/**
	 * Return how much memory the JVM could still take for objects.
	 * @return bytes
	 */
	public static long freeMemory() {
		Runtime runtime = Runtime.getRuntime();
		return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
	}

	@MqttListener(topics = "${sample.topic}")
	void onMessage(MqttMessage message) {
		logger.info("Topic: '{}' message: '{}' retained: {}", message.topic(), message.payloadAsString(),
				message.retain());
	}

	@EventListener
	void onUp(MqttUpEvent event) {
		logger.info("Link UP: {}{}", event.getServer(),
				(event.getOutage() != null) ? ", after " + event.getOutage().toMillis() + " ms" : "");
	}

	@EventListener
	void onDown(MqttDownEvent event) {
		logger.info("Link DOWN: {}", event.getCause());
	}

}
