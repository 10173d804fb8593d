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

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.netty.util.concurrent.EventExecutor;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.Registration;
import io.resilientmqtt.client.netty.receive.SerialTask;
import io.resilientmqtt.client.netty.support.Interrupted;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners what happens to the connection, in order and one event at a time, on a
 * thread of the executor (behaviour S9). Should listeners fall far behind, all but ups
 * and downs is left out first.
 */
final class ConnectionEvents {

	private static final Logger logger = LoggerFactory.getLogger(ConnectionEvents.class);

	private static final int CAPACITY = 1024;

	private final List<Consumer<ConnectionEvent>> listeners = new CopyOnWriteArrayList<>();

	private final SerialTask task;

	/** Guarded by itself, as is {@link #running}. */
	private final ArrayDeque<ConnectionEvent> pending = new ArrayDeque<>(4);

	private boolean running;

	/**
	 * Create without listeners.
	 * @param executor runs the listeners
	 * @param loop asks an executor that has failed again
	 */
	ConnectionEvents(Executor executor, EventExecutor loop) {
		this.task = new SerialTask("connection listeners", executor, loop, this::run);
	}

	Registration add(Consumer<ConnectionEvent> listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	void publish(ConnectionEvent event) {
		if (this.listeners.isEmpty()) {
			return;
		}
		synchronized (this.pending) {
			if (this.pending.size() >= CAPACITY) {
				makeRoom();
			}
			this.pending.add(event);
			if (this.running) {
				return;
			}
			this.running = true;
		}
		this.task.submit();
	}

	/**
	 * Leave out all but ups and downs, or else the two oldest events, which are one up
	 * and one down.
	 */
	private void makeRoom() {
		logger.warn("Connection listeners are {} events behind; some are left out", this.pending.size());
		if (!this.pending.removeIf((event) -> !isUpOrDown(event))) {
			this.pending.remove();
			this.pending.remove();
		}
	}

	private static boolean isUpOrDown(ConnectionEvent event) {
		return event instanceof ConnectionEvent.Up || event instanceof ConnectionEvent.Down;
	}

	private void run() {
		for (ConnectionEvent event = next(); event != null; event = next()) {
			for (Consumer<ConnectionEvent> listener : this.listeners) {
				call(listener, event);
			}
		}
	}

	private @Nullable ConnectionEvent next() {
		synchronized (this.pending) {
			ConnectionEvent event = this.pending.poll();
			this.running = event != null;
			return event;
		}
	}

	private static void call(Consumer<ConnectionEvent> listener, ConnectionEvent event) {
		Interrupted.clear(); // what was left of the listener before
		try {
			listener.accept(event);
		}
		catch (Throwable ex) { // S25: whatever a listener throws stays in the listener
			logger.error("Connection listener failed on {}", event, ex);
		}
	}

}
