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
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.resilientmqtt.client.DeliveryReceipt;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * Handles messages with different order keys at the same time, and those with the same
 * one after the other. Each key has a {@link Lane} of its own, so a slow message, or one
 * that waits to be tried again, holds up its key alone; what waits holds no thread. As
 * many workers as the concurrency allows take lanes that have something to do. With a
 * concurrency of 1 the receiving thread is the worker. Costs one object and six atomic
 * operations a message, and no lock.
 */
final class OrderedDispatch implements Dispatch, LaneControl {

	/**
	 * Messages of a lane handled before the worker looks at others.
	 */
	private static final int TURN = 64;

	/**
	 * Lanes kept before those without a message are looked for.
	 */
	private static final int LANES = 1024;

	private final MqttMessageListener listener;

	private final ListenerSettings settings;

	private final ListenerFailures failures;

	private final TrackingExecutor tracking;

	private final Delays delays;

	private final RunningCalls calls = new RunningCalls();

	private final SlowCalls slowCalls;

	private final Handover handover;

	private final InFlightLimit inFlight;

	private final Queue<Lane> ready = new ConcurrentLinkedQueue<>();

	private final AtomicInteger workers = new AtomicInteger();

	/** Those that wait to be handled again, and what their lanes need if they are not. */
	private final Map<Handling, Runnable> delayed = new ConcurrentHashMap<>();

	/** The lanes by order key; who receives has them. */
	private final Map<@Nullable Object, Lane> lanes = new HashMap<>();

	private int sweepAt = LANES;

	/**
	 * Who receives and handles at once; for comparison with the calling thread only.
	 */
	private @Nullable Thread receiver;

	private volatile boolean paused;

	/**
	 * Create a dispatch.
	 * @param listener the listener
	 * @param settings how it is run
	 * @param failures what becomes of failures
	 * @param gate closed while there is no room
	 * @param tracking runs the listener
	 * @param executor runs the workers, each as a turn
	 * @param delays runs what is due later
	 * @param slowCalls looks after calls that last
	 */
	OrderedDispatch(MqttMessageListener listener, ListenerSettings settings, ListenerFailures failures, Gate gate,
			TrackingExecutor tracking, Executor executor, Delays delays, SlowCalls slowCalls) {
		this.listener = listener;
		this.settings = settings;
		this.slowCalls = slowCalls;
		this.failures = failures;
		this.tracking = tracking;
		this.delays = delays;
		this.handover = new Handover(executor, delays, this.calls);
		this.inFlight = new InFlightLimit(gate, settings.inFlightLimit());
	}

	@Override
	public @Nullable CompletionStage<?> call(Handling handling, @Nullable Acknowledgment acknowledgment)
			throws Exception {
		int place = this.slowCalls.begin();
		try {
			return handling.invoke(this.listener, acknowledgment);
		}
		finally {
			this.slowCalls.end(place);
		}
	}

	@Override
	public ListenerSettings settings() {
		return this.settings;
	}

	@Override
	public ListenerFailures failures() {
		return this.failures;
	}

	@Override
	public RunningCalls calls() {
		return this.calls;
	}

	@Override
	public InFlightLimit inFlightLimit() {
		return this.inFlight;
	}

	Delays delays() {
		return this.delays;
	}

	@Override
	public void receive(MqttMessage message, DeliveryReceipt acknowledgement) {
		this.inFlight.take();
		Object key;
		try {
			key = this.settings.key().apply(message);
		}
		catch (Throwable ex) {
			dispatch(new MessageHandling(this, message, acknowledgement, ex), null, false, true);
			return;
		}
		dispatch(new MessageHandling(this, message, acknowledgement, null), key,
				this.settings.ordering() != ListenerOrdering.NONE, true);
	}

	/**
	 * Have something handled. For who receives.
	 * @param handling its handling
	 * @param key its order key
	 * @param ordered whether it has to stay in order with others of the same key
	 * @param receiving whether the calling thread is the one that takes messages
	 */
	void dispatch(Handling handling, @Nullable Object key, boolean ordered, boolean receiving) {
		Lane lane = ordered ? lane(key) : new Lane();
		handling.lane(lane);
		if (lane.add(handling)) {
			this.ready.add(lane);
			if (receiving && this.settings.concurrency() == 1) {
				if (startWorker()) {
					workAtOnce();
				}
			}
			else {
				offerWork();
			}
		}
	}

	private Lane lane(@Nullable Object key) {
		Lane lane = this.lanes.get(key);
		if (lane == null) {
			if (this.lanes.size() >= this.sweepAt) {
				this.lanes.values().removeIf(Lane::isIdle);
				this.sweepAt = Math.max(LANES, 2 * this.lanes.size());
			}
			lane = new Lane();
			this.lanes.put(key, lane);
		}
		return lane;
	}

	private boolean startWorker() {
		int running = this.workers.get();
		while (running < this.settings.concurrency() && !this.paused) {
			if (this.workers.compareAndSet(running, running + 1)) {
				return true;
			}
			running = this.workers.get();
		}
		return false;
	}

	/**
	 * Have a worker more, if there may be one.
	 */
	private void offerWork() {
		if (startWorker()) {
			this.handover.execute(this::work);
		}
	}

	private void workAtOnce() {
		this.receiver = Thread.currentThread();
		try {
			work();
		}
		finally {
			this.receiver = null;
		}
	}

	private void work() {
		Receiver.runReceiving(this::workAsReceiver);
	}

	private void workAsReceiver() {
		do {
			try {
				for (Lane lane = next(); lane != null; lane = next()) {
					take(lane);
				}
			}
			finally {
				this.workers.decrementAndGet();
			}
		}
		while (!this.ready.isEmpty() && startWorker());
	}

	private @Nullable Lane next() {
		return this.paused ? null : this.ready.poll();
	}

	private void take(Lane lane) {
		for (int left = TURN; left > 0; left--) {
			if (this.paused) {
				break;
			}
			if (!lane.current().attempt() || !lane.done()) {
				return;
			}
		}
		this.ready.add(lane);
	}

	@Override
	public void proceed(Lane lane) {
		if (lane.done()) {
			again(lane);
		}
	}

	@Override
	public void again(Lane lane) {
		this.ready.add(lane);
		offerWork();
	}

	@Override
	public void later(Handling handling, long millis) {
		delay(handling, millis, () -> again(handling.lane()), () -> proceed(handling.lane()));
	}

	@Override
	public void afterwards(Handling handling, long millis) {
		delay(handling, millis, () -> {
			if (handling.lane().addAgain(handling)) {
				again(handling.lane());
			}
		}, () -> handling.lane().answered());
	}

	private void delay(Handling handling, long millis, Runnable task, Runnable left) {
		this.delayed.put(handling, left);
		this.delays.after(TimeUnit.MILLISECONDS.toNanos(millis), () -> {
			if (this.delayed.remove(handling) != null) {
				task.run();
			}
		});
		if (this.calls.isClosed()) {
			leaveDelayed();
		}
	}

	/**
	 * Leave to the broker what waits to be handled again.
	 */
	private void leaveDelayed() {
		for (Handling handling : List.copyOf(this.delayed.keySet())) {
			Runnable left = this.delayed.remove(handling);
			if (left != null) {
				handling.leave();
				left.run();
			}
		}
	}

	@Override
	public int unfinished() {
		return this.inFlight.taken();
	}

	@Override
	public boolean isCurrent() {
		return this.receiver == Thread.currentThread() || this.tracking.isCurrent();
	}

	@Override
	public void pause() {
		this.paused = true;
	}

	@Override
	public void resume() {
		this.paused = false;
		for (int i = Math.min(this.settings.concurrency(), this.ready.size()); i > 0; i--) {
			offerWork();
		}
	}

	@Override
	public CompletableFuture<Void> idle() {
		return this.calls.idle(isCurrent() ? 1 : 0);
	}

	@Override
	public CompletableFuture<Void> finish() {
		return this.inFlight.empty().thenCompose((empty) -> this.calls.close());
	}

	@Override
	public CompletableFuture<Void> close() {
		CompletableFuture<Void> closed = this.calls.close();
		resume();
		leaveDelayed();
		return closed;
	}

}
