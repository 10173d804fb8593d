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

package io.resilientmqtt.autoconfigure;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.messaging.MqttTemplate;

import org.springframework.aot.AotDetector;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.messaging.handler.annotation.DestinationVariable;

/**
 * An application that sends itself a message from client to client, says so and ends.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class AheadOfTimeMain {

	private static final CountDownLatch received = new CountDownLatch(1);

	public static void main(String[] args) throws InterruptedException {
		try (ConfigurableApplicationContext context = SpringApplication.run(AheadOfTimeMain.class, args)) {
			do {
				// Until the other client has subscribed
				context.getBean(MqttTemplate.class).send("readings/kitchen", new Reading(21.5)).join();
			}
			while (!received.await(100, TimeUnit.MILLISECONDS));
		}
	}

	@MqttListener(client = "cloud", topics = "readings/{room}")
	void onReading(Reading reading, @DestinationVariable String room) {
		System.out
			.println("RECEIVED " + reading.value() + " of " + room + ", AOT " + AotDetector.useGeneratedArtifacts());
		received.countDown();
	}

	record Reading(double value) {
	}

}
