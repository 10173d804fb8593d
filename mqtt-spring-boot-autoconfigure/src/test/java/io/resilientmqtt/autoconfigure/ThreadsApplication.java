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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.messaging.MqttTemplate;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

/**
 * An application whose listeners wait: for {@code @Async} methods, for each other and for
 * ever. Run in a JVM of its own.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableAsync
public class ThreadsApplication {

	static final int MESSAGES = 100;

	private static final int MANY = 16;

	private final AtomicInteger joined = new AtomicInteger();

	private final AtomicInteger attempted = new AtomicInteger();

	private final CountDownLatch together = new CountDownLatch(MANY);

	private final CountDownLatch never = new CountDownLatch(1);

	private final MqttTemplate mqtt;

	private final Work work;

	ThreadsApplication(MqttTemplate mqtt, Work work) {
		this.mqtt = mqtt;
		this.work = work;
	}

	public static void main(String[] args) {
		SpringApplication.run(ThreadsApplication.class, args);
	}

	@EventListener(ApplicationReadyEvent.class)
	void send() {
		for (int i = 0; i < MESSAGES; i++) {
			this.mqtt.send("join/" + i, "1").join();
		}
		for (int i = 0; i < MANY; i++) {
			this.mqtt.send("together/" + i, "1").join();
			this.mqtt.send("never/" + i, "1").join();
		}
		for (int i = 1; i <= 6; i++) {
			this.mqtt.send("interrupted", String.valueOf(i)).join();
		}
		this.mqtt.send("ninth", "1").join();
	}

	@MqttListener(topics = "join/+", concurrency = "8")
	void join(String payload) {
		this.work.asynchronously().join();
		if (this.joined.incrementAndGet() == MESSAGES) {
			System.out.println("ALL JOINED");
		}
	}

	@MqttListener(topics = "together/+", concurrency = "16")
	void together(String payload) throws InterruptedException {
		this.together.countDown();
		this.together.await();
		System.out.println("SIXTEEN AT ONCE");
	}

	@MqttListener(topics = "never/+", concurrency = "8")
	void never(String payload) throws InterruptedException {
		this.never.await();
	}

	@MqttListener(topics = "ninth")
	void ninth(String payload) {
		System.out.println("NINTH");
		this.work.asynchronously().thenRun(() -> System.out.println("ASYNC"));
	}

	@MqttListener(topics = "interrupted")
	void interrupted(String payload) throws InterruptedException {
		if (payload.equals("1")) {
			throw new InterruptedException("the first");
		}
		Thread.sleep(5);
		if (this.attempted.incrementAndGet() == 5) {
			System.out.println("ALL FIVE AFTER AN INTERRUPT");
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		@Bean
		Work work() {
			return new Work();
		}

	}

	/**
	 * What takes place elsewhere.
	 */
	static class Work {

		@Async
		CompletableFuture<Void> asynchronously() {
			return CompletableFuture.completedFuture(null);
		}

	}

}
