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

package io.resilientmqtt.testsupport;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

import io.resilientmqtt.client.DeliveryReceipt;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.Registration;
import io.resilientmqtt.message.MqttMessage;

/**
 * A receiver of a {@link FakeMqttClient}: hands over one message at a time and in order,
 * one in each task of its executor, and none while it is paused.
 */
final class FakeReceiver implements Registration {

	private final Receiver receiver;

	private final Predicate<FakeReceiver> remove;

	private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean scheduled = new AtomicBoolean();

	private volatile boolean paused;

	private final CompletableFuture<Void> finished = new CompletableFuture<>();

	private volatile boolean finishing;

	FakeReceiver(Receiver receiver, Predicate<FakeReceiver> remove) {
		this.receiver = receiver;
		this.remove = remove;
	}

	Receiver receiver() {
		return this.receiver;
	}

	boolean matches(MqttMessage message) {
		return this.receiver.filters().stream().anyMatch((filter) -> filter.matches(message.topic()));
	}

	void deliver(MqttMessage message, DeliveryReceipt acknowledgement) {
		this.waiting.add(() -> this.receiver.receiver().receive(message, acknowledgement));
		schedule();
	}

	private void schedule() {
		if (this.scheduled.compareAndSet(false, true)) {
			Executor executor = (this.receiver.executor() != null) ? this.receiver.executor() : Runnable::run;
			executor.execute(this::handOver);
		}
	}

	private void handOver() {
		Runnable next = this.paused ? null : this.waiting.poll();
		if (next != null) {
			next.run();
		}
		this.scheduled.set(false);
		if (!this.paused && !this.waiting.isEmpty()) {
			schedule();
		}
		completeIfFinished();
	}

	private void completeIfFinished() {
		if (this.finishing && this.waiting.isEmpty() && !this.scheduled.get()) {
			this.finished.complete(null);
		}
	}

	@Override
	public void pause() {
		this.paused = true;
	}

	@Override
	public void resume() {
		this.paused = false;
		schedule();
	}

	@Override
	public CompletableFuture<Void> finish() {
		this.remove.test(this);
		this.finishing = true;
		completeIfFinished();
		return this.finished;
	}

	@Override
	public void close() {
		this.remove.test(this);
	}

}
