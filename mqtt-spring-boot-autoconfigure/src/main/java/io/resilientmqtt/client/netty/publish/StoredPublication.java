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

import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.client.PublicationListener;
import io.resilientmqtt.client.session.StoreEntry;
import io.resilientmqtt.client.session.StoredPublish;
import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * A publication that is kept in the store until it is over.
 */
final class StoredPublication extends PendingPublish {

	private final StoreEntry entry = new StoreEntry();

	private final @Nullable PublicationListener listener;

	private final long start = System.nanoTime();

	/** Told of its end; {@code null} if somebody waits for it. */
	private final @Nullable StoredDeliveries deliveries;

	/** Complete when the message is safe. */
	private final @Nullable CompletableFuture<Void> safe;

	/**
	 * Create a publication.
	 * @param message the message
	 * @param buffer what it is accepted by
	 * @param listener told how long it took, or {@code null}
	 * @param deliveries told of its end if nobody waits for that, else {@code null}
	 * @param safe completed when the message is safe, or {@code null}
	 */
	StoredPublication(MqttMessage message, PublishBuffer buffer, @Nullable PublicationListener listener,
			@Nullable StoredDeliveries deliveries, @Nullable CompletableFuture<Void> safe) {
		super(message, buffer);
		this.listener = listener;
		this.deliveries = deliveries;
		this.safe = safe;
	}

	/**
	 * Take up how it stood.
	 * @param kept what the store has
	 * @param now the time in nanoseconds
	 * @param wallClock the time in milliseconds since 1970; a clock that was set back
	 * makes it no younger than new
	 */
	void restore(StoredPublish kept, long now, long wallClock) {
		restored(kept, now, Math.max(0, wallClock - kept.acceptedAt()));
	}

	@Override
	protected StoreEntry entry() {
		return this.entry;
	}

	@Override
	protected boolean isAwaited() {
		return this.deliveries == null;
	}

	@Override
	protected void stored() {
		if (this.safe != null && !this.safe.isDone()) {
			CompletableFuture<Void> safe = this.safe;
			runLater(() -> safe.complete(null));
		}
	}

	@Override
	protected void ended(@Nullable Throwable failure) {
		MqttPublishException known = (failure instanceof MqttPublishException exception) ? exception : null;
		if (this.listener != null) {
			this.listener.ended(message().qos(), (known != null) ? known.reason() : null,
					System.nanoTime() - this.start);
		}
		boolean refused = false;
		if (this.safe != null && !this.safe.isDone()) {
			refused = failure != null;
			CompletableFuture<Void> safe = this.safe;
			runLater(() -> {
				if (failure == null) {
					safe.complete(null);
				}
				else {
					safe.completeExceptionally(failure);
				}
			});
		}
		if (this.deliveries != null && !refused) {
			this.deliveries.ended(message(), this.entry.acceptedAt(), known);
		}
	}

}
