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

package io.resilientmqtt.client.netty;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.session.OutboundPublish;
import io.resilientmqtt.message.MqttMessage;

/**
 * A publication and the future its caller holds. Cancelling it withdraws the message if
 * it has not been sent (SEMANTICS S40).
 */
class PendingPublish extends OutboundPublish<PublishResult> {

	private final PublishBuffer buffer;

	PendingPublish(MqttMessage message, PublishBuffer buffer) {
		super(message);
		this.buffer = buffer;
	}

	@Override
	public Executor defaultExecutor() {
		return this.buffer.callers();
	}

	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		return new CallerFuture<>(this.buffer.callers());
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		boolean cancelled = super.cancel(mayInterruptIfRunning);
		if (cancelled) {
			this.buffer.cancelled(this);
		}
		return cancelled;
	}

}
