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

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttException;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.Printable;
import io.resilientmqtt.message.QoS;
import jakarta.annotation.PreDestroy;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * What the page asks for. Publishing answers at once; the page shows what becomes of it.
 */
@RestController
class PageController {

	private static final int LARGEST_BURST = 10_000;

	private final MqttClient client;

	private final Recorder recorder;

	private final Streams streams;

	private final AtomicBoolean bursting = new AtomicBoolean();

	/** Publishing waits while the client's buffer is full. */
	private final ExecutorService publisher = Executors.newSingleThreadExecutor((task) -> {
		Thread thread = new Thread(task, "burst");
		thread.setDaemon(true);
		return thread;
	});

	PageController(MqttClient client, Recorder recorder, Streams streams) {
		this.client = client;
		this.recorder = recorder;
		this.streams = streams;
	}

	@GetMapping(path = "/page/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	SseEmitter stream() {
		return this.streams.open();
	}

	@PostMapping("/page/publish")
	String publish(@RequestParam String topic, @RequestParam(defaultValue = "") String payload,
			@RequestParam(defaultValue = "1") int qos, @RequestParam(defaultValue = "false") boolean retain) {
		this.client.publish(MqttMessage.builder(topic).payload(payload).qos(QoS.of(qos)).retain(retain).build())
			.whenComplete((result, failure) -> this.recorder
				.note((failure != null) ? "Not published on " + Printable.of(topic) + ": " + failure.getMessage()
						: "Published on " + Printable.of(topic)));
		return this.client.isConnected() ? "The message is on its way\n"
				: "The message waits in the buffer until the link is up\n";
	}

	@PostMapping("/page/burst")
	String burst(@RequestParam(defaultValue = "10000") int count) {
		if (count < 1 || count > LARGEST_BURST) {
			throw new IllegalArgumentException("count = '" + count + "' is not valid: use 1 to " + LARGEST_BURST);
		}
		if (!this.bursting.compareAndSet(false, true)) {
			throw new ResponseStatusException(HttpStatus.CONFLICT, "A burst is still being published");
		}
		this.publisher.execute(() -> publishBurst(count));
		return count + " messages are handed to the client\n";
	}

	private void publishBurst(int count) {
		long start = System.nanoTime();
		try {
			for (int i = 1; i < count; i++) {
				this.client.publish(numbered(i));
			}
			// What one thread publishes is completed in order
			this.client.publish(numbered(count)).whenComplete((result, failure) -> ended(count, start, failure));
		}
		catch (MqttException ex) {
			ended(count, start, ex);
		}
	}

	private static MqttMessage numbered(int number) {
		return MqttMessage.builder("burst").payload(String.valueOf(number)).qos(QoS.AT_LEAST_ONCE).build();
	}

	private void ended(int count, long start, @Nullable Throwable failure) {
		this.bursting.set(false);
		long millis = (System.nanoTime() - start) / 1_000_000;
		this.recorder.note((failure != null) ? "The burst failed: " + failure.getMessage()
				: count + " messages of the burst are acknowledged, after " + millis + " ms");
	}

	@ExceptionHandler
	ResponseEntity<String> notValid(IllegalArgumentException ex) {
		return ResponseEntity.badRequest().contentType(MediaType.TEXT_PLAIN).body(ex.getMessage() + "\n");
	}

	@ExceptionHandler
	ResponseEntity<String> notPossible(ResponseStatusException ex) {
		return ResponseEntity.status(ex.getStatusCode()).contentType(MediaType.TEXT_PLAIN).body(ex.getReason() + "\n");
	}

	@PreDestroy
	void close() {
		this.publisher.shutdownNow();
	}

}
