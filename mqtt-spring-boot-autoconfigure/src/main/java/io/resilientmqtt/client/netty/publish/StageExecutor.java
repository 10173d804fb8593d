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

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.util.concurrent.EventExecutor;
import io.resilientmqtt.client.LogLimit;
import io.resilientmqtt.client.netty.support.Interrupted;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the stages of callers' futures. One thread runs all that there are, so that a
 * thousand publications acknowledged at once need one thread and not a thousand, started
 * when the event loop has dealt with them. Further threads join it as long as what waits
 * has not been run in time, because of one stage that takes its time or of many that do.
 * Used by any thread.
 */
public final class StageExecutor implements Executor {

	/**
	 * How long stages wait for those before them until another thread joins.
	 */
	static final long PATIENCE_MILLIS = 10;

	/**
	 * How many stages the event loop adds until a thread starts in the middle of its
	 * turn.
	 */
	static final int GATHERED_AT_MOST = 256;

	/**
	 * How many stages a turn of the event loop brings at most for the next to be expected
	 * to bring no more.
	 */
	static final int FEW = 16;

	private static final Logger logger = LoggerFactory.getLogger(StageExecutor.class);

	/** How many stages of a turn are handed over together. */
	private static final int BATCH = 32;

	private final Executor threads;

	private final EventExecutor loop;

	private final StageQueue stages = new StageQueue();

	/** Threads that take stages from the queue. */
	private final AtomicInteger running = new AtomicInteger();

	private final AtomicBoolean watched = new AtomicBoolean();

	private final LogLimit logLimit = new LogLimit();

	private final Runnable endTurn = this::endTurn;

	/** What it has added and not handed over; its own, as the next three. */
	private StageQueue.@Nullable Batch batch;

	/** How many the event loop has added in this turn. */
	private int gathered;

	/** How many of them came after a thread was last started. */
	private int notStarted;

	/** At how many of those one is started, in this turn. */
	private int startAt = 1;

	/** Whether all that waited when last looked has been begun with. */
	private volatile boolean inTime = true;

	/**
	 * Create an executor.
	 * @param threads runs as many tasks at once as it is given
	 * @param loop looks after stages that are held up
	 */
	public StageExecutor(Executor threads, EventExecutor loop) {
		this.threads = threads;
		this.loop = loop;
	}

	@Override
	public void execute(Runnable stage) {
		if (!this.loop.inEventLoop()) {
			this.stages.add(stage);
			startOrWatch();
			return;
		}
		gather(stage);
		if (this.gathered++ == 0) {
			endTurnLater();
		}
		if (++this.notStarted >= this.startAt) {
			startGathered();
		}
	}

	private void gather(Runnable stage) {
		if (this.batch == null) {
			this.batch = new StageQueue.Batch(Math.min(this.startAt, BATCH));
		}
		this.batch.add(stage);
		if (this.batch.isFull()) {
			handOver();
		}
	}

	private void handOver() {
		if (this.batch != null) {
			this.stages.add(this.batch);
			this.batch = null;
		}
	}

	private void endTurnLater() {
		try {
			this.loop.execute(this.endTurn);
		}
		catch (RejectedExecutionException ex) { // the loop ends
			endTurn();
		}
	}

	/**
	 * Start what the event loop has added in this turn. A turn after one with few is not
	 * waited for, so that the event loop writes while a thread wakes up.
	 */
	private void endTurn() {
		this.startAt = (this.gathered > FEW) ? GATHERED_AT_MOST : 1;
		this.gathered = 0;
		if (this.notStarted > 0) {
			startGathered();
		}
	}

	private void startGathered() {
		this.notStarted = 0;
		handOver();
		startOrWatch();
	}

	private void startOrWatch() {
		if (!start()) {
			watch();
		}
	}

	private boolean start() {
		if (this.running.get() == 0 && this.running.compareAndSet(0, 1)) {
			if (!launch()) {
				watch(); // which tries again
			}
			return true;
		}
		return false;
	}

	/**
	 * Start a thread that has been counted. The common pool stands in when the threads
	 * have ended, for a stage left out is a caller left waiting.
	 * @return whether there was one; if not, it is not counted any more
	 */
	private boolean launch() {
		Launch launch = new Launch();
		try {
			this.threads.execute(launch);
			return true;
		}
		catch (RejectedExecutionException ex) {
			return launchElsewhere(launch);
		}
		catch (Throwable ex) { // as when no thread can be created
			return failed(launch, ex);
		}
	}

	private boolean launchElsewhere(Launch launch) {
		try {
			ForkJoinPool.commonPool().execute(launch);
			return true;
		}
		catch (Throwable ex) { // likewise
			return failed(launch, ex);
		}
	}

	private boolean failed(Launch launch, Throwable failure) {
		if (!launch.begin()) { // it was taken nevertheless
			return true;
		}
		this.running.decrementAndGet();
		String leftOut = this.logLimit.next();
		if (leftOut != null) {
			logger.warn("No thread for stages of futures; trying again in {} ms{}", PATIENCE_MILLIS, leftOut, failure);
		}
		return false;
	}

	private void run() {
		try {
			for (Runnable stage = this.stages.poll(); stage != null; stage = this.stages.poll()) {
				Interrupted.clear(); // what was left of the stage before
				stage.run();
			}
		}
		finally {
			this.running.decrementAndGet();
			if (!this.stages.isEmpty()) { // added when this had just looked
				start();
			}
		}
	}

	private void watch() {
		if (!this.watched.get() && this.watched.compareAndSet(false, true)) {
			watchLater();
		}
	}

	private void watchLater() {
		try {
			this.loop.schedule(this::look, PATIENCE_MILLIS, TimeUnit.MILLISECONDS).addListener((looked) -> {
				if (looked.isCancelled()) {
					loopEnded();
				}
			});
		}
		catch (RejectedExecutionException ex) { // as when it is cancelled
			loopEnded();
		}
	}

	/**
	 * Nobody looks after the stages any more: whoever adds one that no thread takes at
	 * once comes here. Where no thread is to be had, that is the thread that runs it.
	 */
	private void loopEnded() {
		this.watched.set(false);
		if (!launchAnother()) {
			this.running.incrementAndGet();
			run();
		}
	}

	private void look() {
		if (!this.inTime) {
			launchAnother();
			watchLater();
		}
		else if (!this.stages.isEmpty()) {
			this.inTime = false;
			this.stages.add(() -> this.inTime = true);
			watchLater();
		}
		else {
			this.watched.set(false);
			if (!this.stages.isEmpty()) {
				watch();
			}
		}
	}

	private boolean launchAnother() {
		this.running.incrementAndGet();
		return launch();
	}

	/**
	 * A thread that is asked for, which begins once: who is asked may fail and have taken
	 * it all the same.
	 */
	private final class Launch implements Runnable {

		private final AtomicBoolean begun = new AtomicBoolean();

		boolean begin() {
			return this.begun.compareAndSet(false, true);
		}

		@Override
		public void run() {
			if (begin()) {
				StageExecutor.this.run();
			}
		}

	}

}
