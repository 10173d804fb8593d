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

package io.resilientmqtt.client.netty.publish;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.session.OutboundPublish;
import io.resilientmqtt.client.session.Waiters;
import io.resilientmqtt.message.MqttMessage;

/**
 * A publication and the future its caller holds. Cancelling or completing it withdraws
 * the message if it has not been sent (behaviour S40).
 */
public class PendingPublish extends OutboundPublish<PublishResult> {

	private final PublishBuffer buffer;

	public PendingPublish(MqttMessage message, PublishBuffer buffer) {
		super(message);
		this.buffer = buffer;
	}

	/**
	 * Return whether it is to be kept in the store.
	 * @return whether it is
	 */
	final boolean isKept() {
		return entry() != null;
	}

	@Override
	public Executor defaultExecutor() {
		return this.buffer.callers();
	}

	@Override
	protected <U> CompletableFuture<U> newStage() {
		return new CallerFuture<>(this.buffer.callers());
	}

	@Override
	public CompletableFuture<PublishResult> completeAsync(Supplier<? extends PublishResult> supplier,
			Executor executor) {
		executor.execute(() -> {
			if (!isDone()) {
				supply(supplier);
			}
		});
		return this;
	}

	private void supply(Supplier<? extends PublishResult> supplier) {
		try {
			complete(supplier.get());
		}
		catch (Throwable ex) { // who holds the future is told
			completeExceptionally(ex);
		}
	}

	@Override
	protected void runLater(Runnable task) {
		this.buffer.callers().execute(task);
	}

	@Override
	protected Waiters waiters() {
		return this.buffer.waiters();
	}

	@Override
	protected void givenUp() {
		this.buffer.givenUp(this);
	}

}
