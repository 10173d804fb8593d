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

package io.resilientmqtt.test;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.ReceiverStatus;
import io.resilientmqtt.client.Registration;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.Printable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the messages of one receiver over, one at a time and in order, on the receiver's
 * executor or, for want of one, the thread of the test. What waits is bounded by what the
 * test delivers. Safe for use by several threads.
 */
final class TestReceiver implements Registration {

	private static final Logger logger = LoggerFactory.getLogger(TestReceiver.class);

	private final Receiver receiver;

	private final Runnable removed;

	/** Guarded by this, as all that follows. */
	private final Deque<Waiting> waiting = new ArrayDeque<>();

	private boolean running;

	private boolean paused;

	private boolean suspended;

	private @Nullable CompletableFuture<Void> finished;

	TestReceiver(Receiver receiver, Runnable removed) {
		this.receiver = receiver;
		this.removed = removed;
	}

	boolean receives(String topic) {
		return this.receiver.filters().stream().anyMatch((filter) -> filter.matches(topic));
	}

	synchronized ReceiverStatus status() {
		return new ReceiverStatus(this.receiver.name(), this.waiting.size(), this.receiver.queueCapacity(), 0);
	}

	CompletableFuture<MqttTestDelivery> deliver(MqttMessage message) {
		MqttTestDelivery.Answer answer = new MqttTestDelivery.Answer();
		synchronized (this) {
			if (this.suspended) {
				answer.abandon();
				return answer.delivery();
			}
			this.waiting.add(new Waiting(message, answer));
		}
		runIfNeeded();
		return answer.delivery();
	}

	private void runIfNeeded() {
		synchronized (this) {
			if (this.running || this.paused || this.waiting.isEmpty()) {
				return;
			}
			this.running = true;
		}
		Executor executor = this.receiver.executor();
		if (executor != null) {
			executor.execute(this::run);
		}
		else {
			run();
		}
	}

	private void run() {
		for (Waiting next = next(); next != null; next = next()) {
			try {
				this.receiver.receiver().receive(next.message(), next.answer());
			}
			catch (Throwable ex) { // as with a real client
				logger.error("Receiver '{}' failed on a message of topic '{}'", this.receiver.name(),
						Printable.of(next.message().topic()), ex);
				next.answer().acknowledge();
			}
		}
	}

	private synchronized @Nullable Waiting next() {
		Waiting next = (this.paused || this.suspended) ? null : this.waiting.poll();
		if (next == null) {
			this.running = false;
			if (this.waiting.isEmpty() && this.finished != null) {
				this.finished.complete(null);
			}
		}
		return next;
	}

	@Override
	public void close() {
		this.removed.run();
		abandonWaiting();
	}

	@Override
	public void suspend() {
		synchronized (this) {
			this.suspended = true;
		}
		abandonWaiting();
	}

	private synchronized void abandonWaiting() {
		this.waiting.forEach((message) -> message.answer().abandon());
		this.waiting.clear();
	}

	@Override
	public synchronized void pause() {
		this.paused = true;
	}

	@Override
	public void resume() {
		synchronized (this) {
			this.paused = false;
		}
		runIfNeeded();
	}

	@Override
	public CompletableFuture<Void> finish() {
		this.removed.run();
		synchronized (this) {
			this.finished = new CompletableFuture<>();
			if (this.waiting.isEmpty() && !this.running) {
				this.finished.complete(null);
			}
			return this.finished;
		}
	}

	private record Waiting(MqttMessage message, MqttTestDelivery.Answer answer) {

	}

}
