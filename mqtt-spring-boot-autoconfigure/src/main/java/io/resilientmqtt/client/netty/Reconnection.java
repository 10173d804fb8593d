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

import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.Forwarding;
import io.resilientmqtt.client.MqttClosedException;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for a new connection in place of the present one. On the event loop.
 */
final class Reconnection {

	private @Nullable CompletableFuture<ConnectResult> future;

	void await(CompletableFuture<ConnectResult> caller) {
		if (this.future == null) {
			this.future = new CompletableFuture<>();
		}
		Forwarding.forward(this.future, caller);
	}

	boolean isAwaited() {
		return this.future != null;
	}

	void done(ConnectResult connection) {
		CompletableFuture<ConnectResult> future = this.future;
		if (future != null) {
			this.future = null;
			future.complete(connection);
		}
	}

	void giveUp() {
		CompletableFuture<ConnectResult> future = this.future;
		if (future != null) {
			this.future = null;
			future.completeExceptionally(new MqttClosedException("The client was stopped before it had reconnected"));
		}
	}

}
