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

package io.resilientmqtt.listener;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.resilientmqtt.client.DeliveryReceipt;
import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * Gathers messages with the same order key into batches, which an {@link OrderedDispatch}
 * handles. A batch is handed over when it is full, when its first message has waited long
 * enough, or when there is no room for further messages; no thread waits for that. The
 * receiving thread and timers share the open batches under a lock.
 */
final class BatchDispatch implements Dispatch {

	private final OrderedDispatch ordered;

	private final ListenerSettings settings;

	/** The open batches by order key, guarded by itself. */
	private final Map<@Nullable Object, BatchHandling> open = new HashMap<>();

	BatchDispatch(OrderedDispatch ordered) {
		this.ordered = ordered;
		this.settings = ordered.settings();
	}

	@Override
	public void receive(MqttMessage message, DeliveryReceipt acknowledgement) {
		boolean full = this.ordered.inFlightLimit().take();
		Object key = null;
		Throwable failure = null;
		try {
			key = this.settings.key().apply(message);
			ListenerFailures.checkSize(message, this.settings.maxPayloadSize());
		}
		catch (Throwable ex) {
			failure = ex;
		}
		synchronized (this.open) {
			if (failure != null) {
				// Alone, or the others of the batch would fail with it
				flush(key);
				dispatch(new MessageHandling(this.ordered, message, acknowledgement, failure), key);
			}
			else if (this.ordered.calls().isClosed()) {
				this.ordered.inFlightLimit().release(1);
				acknowledgement.abandon();
			}
			else {
				add(key, message, acknowledgement);
			}
			if (full) {
				flush();
			}
		}
	}

	private void add(@Nullable Object key, MqttMessage message, DeliveryReceipt acknowledgement) {
		BatchHandling batch = this.open.get(key);
		if (batch == null) {
			batch = new BatchHandling(this.ordered);
			this.open.put(key, batch);
			flushLater(key, batch);
		}
		if (batch.add(message, acknowledgement) >= this.settings.batchSize()) {
			flush(key);
		}
	}

	private void flushLater(@Nullable Object key, BatchHandling batch) {
		this.ordered.delays().after(this.settings.batchTimeout().toNanos(), () -> {
			synchronized (this.open) {
				if (this.open.get(key) == batch) {
					flush(key);
				}
			}
		});
	}

	private void flush(@Nullable Object key) {
		BatchHandling batch = this.open.remove(key);
		if (batch != null) {
			dispatch(batch, key);
		}
	}

	private void flush() {
		Iterator<Map.Entry<@Nullable Object, BatchHandling>> batches = this.open.entrySet().iterator();
		while (batches.hasNext()) {
			Map.Entry<@Nullable Object, BatchHandling> batch = batches.next();
			batches.remove();
			dispatch(Objects.requireNonNull(batch.getValue(), "'batch' must not be null"), batch.getKey());
		}
	}

	private void dispatch(Handling handling, @Nullable Object key) {
		this.ordered.dispatch(handling, key, this.settings.ordering() != ListenerOrdering.NONE, false);
	}

	@Override
	public int unfinished() {
		return this.ordered.unfinished();
	}

	@Override
	public boolean isCurrent() {
		return this.ordered.isCurrent();
	}

	@Override
	public void pause() {
		this.ordered.pause();
	}

	@Override
	public void resume() {
		this.ordered.resume();
	}

	@Override
	public CompletableFuture<Void> idle() {
		return this.ordered.idle();
	}

	@Override
	public CompletableFuture<Void> finish() {
		synchronized (this.open) {
			flush();
		}
		return this.ordered.finish();
	}

	@Override
	public CompletableFuture<Void> close() {
		CompletableFuture<Void> closed = this.ordered.close();
		synchronized (this.open) {
			this.open.values().forEach(Handling::leave);
			this.open.clear();
		}
		return closed;
	}

}
