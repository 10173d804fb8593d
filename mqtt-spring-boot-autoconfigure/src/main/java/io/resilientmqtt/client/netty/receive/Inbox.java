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

package io.resilientmqtt.client.netty.receive;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.util.concurrent.EventExecutor;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.Receiver.Overflow;
import io.resilientmqtt.client.ReceiverStatus;
import io.resilientmqtt.client.netty.support.Interrupted;
import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages waiting for one receiver. The event loop adds, a thread of the receiver's
 * executor takes; they share a chain of deliveries without a lock, and the executor is
 * asked for a thread once for as many messages as it finds.
 */
public final class Inbox {

	private static final Logger logger = LoggerFactory.getLogger(Inbox.class);

	/**
	 * Messages handled before the thread is offered to others.
	 */
	private static final int TURN = 1024;

	/**
	 * Messages added before the receiver is woken in the middle of a read, so that it
	 * handles them while the next are decoded and neither side waits for the other.
	 */
	private static final int EARLY = 512;

	private final Receiver receiver;

	private final SerialTask task;

	private final EventExecutor loop;

	private final Runnable hasRoom;

	private final Runnable discards;

	private final AtomicBoolean scheduled = new AtomicBoolean();

	private final DeliveryChain chain = new DeliveryChain();

	/** How many are added at most before the receiver is woken; half of the capacity. */
	private final int early;

	private boolean touched;

	/** How many had been added when the receiver was last woken. */
	private volatile long handedOver;

	/** How many were never added for want of room; written by the event loop. */
	private volatile long turnedAway;

	private final InboxCapacity room;

	private final ReceiverFailures failures;

	private volatile boolean discarding;

	private volatile boolean paused;

	/** Completed when empty, once nothing is added any more. */
	private volatile @Nullable CompletableFuture<Void> finished;

	/**
	 * Create an empty inbox.
	 * @param receiver who receives
	 * @param executor runs the receiver
	 * @param loop the event loop
	 * @param hasRoom run on the event loop when a full inbox is half empty again
	 * @param discards run on the event loop when a message is discarded
	 */
	public Inbox(Receiver receiver, Executor executor, EventExecutor loop, Runnable hasRoom, Runnable discards) {
		this.receiver = receiver;
		this.task = new SerialTask("receiver '" + receiver.name() + "'", executor, loop, this::run);
		this.loop = loop;
		this.hasRoom = hasRoom;
		this.discards = discards;
		this.early = Math.min(EARLY, (receiver.queueCapacity() + 1) / 2);
		this.room = new InboxCapacity(receiver.queueCapacity());
		this.failures = new ReceiverFailures(receiver.name());
	}

	public Receiver receiver() {
		return this.receiver;
	}

	/**
	 * Add a message. On the event loop.
	 * @param delivery the delivery
	 * @return whether this is the first since {@link #wake()}
	 */
	public boolean add(Delivery delivery) {
		if (this.room.isExtended()) {
			this.room.shrink(this.chain.waiting());
		}
		this.chain.add(delivery);
		if (this.receiver.overflow() == Overflow.DROP_OLDEST && this.chain.waiting() > this.receiver.queueCapacity()) {
			discardOldest();
		}
		if (this.chain.added() - this.handedOver >= this.early) {
			handOver();
		}
		if (this.touched) {
			return false;
		}
		this.touched = true; // not every time: the receiver reads what is beside it
		return true;
	}

	/**
	 * Return whether a message has to be discarded instead of being added. On the event
	 * loop.
	 * @return whether a message has to be discarded instead of being added
	 */
	public boolean discardsNext() {
		return this.receiver.overflow() == Overflow.DROP_NEWEST
				&& this.chain.waiting() >= this.receiver.queueCapacity();
	}

	/**
	 * Discard a message that has just come.
	 * @param delivery the delivery
	 */
	@SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
	public void discard(Delivery delivery) {
		this.turnedAway++;
		this.discards.run();
		delivery.acknowledge();
	}

	private void discardOldest() {
		Delivery oldest = this.chain.discardOldest();
		if (oldest != null) {
			this.discards.run();
			oldest.acknowledge();
		}
	}

	/**
	 * Return whether the inbox is full; if so, {@code hasRoom} will be run. On the event
	 * loop.
	 * @return whether the inbox is full; if so, {@code hasRoom} will be run
	 */
	public boolean isFull() {
		if (this.receiver.overflow() != Overflow.BACKPRESSURE || !this.room.isUsedUp(this.chain.waitingAtMost())
				|| !this.room.isUsedUp(this.chain.waiting())) {
			return false;
		}
		long roomAt = this.room.await(this.chain.added());
		long handled = this.chain.handled();
		return handled < roomAt || !this.room.isReached(handled);
	}

	/**
	 * Remember how far the receiver has come. On the event loop.
	 */
	void noteProgress() {
		this.room.note(this.chain.handled());
	}

	/**
	 * If the receiver has been full, is to have room again and has handled nothing since
	 * {@link #noteProgress()}, let it have room: what is left of it, or for as many more
	 * messages as may wait anyhow. On the event loop.
	 * @return whether there is room that was not to be used yet
	 */
	boolean extendIfStalled() {
		if (!this.room.isStalled(this.chain.handled()) || !this.room.isAwaited()) {
			return false;
		}
		return !isFull() || this.room.extend();
	}

	/**
	 * Return whether there is nothing waiting or being handled. On the event loop.
	 * @return whether there is nothing waiting or being handled
	 */
	boolean isIdle() {
		return this.chain.waiting() == 0;
	}

	/**
	 * Have what was added handled. On the event loop.
	 */
	public void wake() {
		this.touched = false;
		handOver();
	}

	private void handOver() {
		this.handedOver = this.chain.added();
		if (this.scheduled.compareAndSet(false, true)) {
			if (!isResting() || isAwakeAgain()) {
				schedule();
			}
		}
		else if (this.discarding) { // not to wait for an executor that has no thread
			this.task.run();
		}
	}

	/**
	 * Hand over no further message until {@link #resume()}. On any thread; on the
	 * receiver's, none comes after the present one.
	 */
	public void pause() {
		this.paused = true;
	}

	/**
	 * Hand messages over again. On any thread.
	 */
	public void resume() {
		this.paused = false;
		if (this.scheduled.compareAndSet(false, true)) {
			schedule();
		}
	}

	/**
	 * Complete a future when the last message has been handed over. On the event loop,
	 * which adds nothing afterwards.
	 * @param finished the future
	 */
	public void finish(CompletableFuture<Void> finished) {
		this.finished = finished;
		wake();
	}

	private boolean isResting() {
		return this.paused && !this.discarding;
	}

	/**
	 * Give the turn back, unless there is more to do by now.
	 * @return whether the caller has the turn again
	 */
	private boolean isAwakeAgain() {
		this.scheduled.set(false);
		return !isResting() && this.scheduled.compareAndSet(false, true);
	}

	/**
	 * Return how the receiver is doing, as far as the last batch of messages. On any
	 * thread.
	 * @return the status
	 */
	public ReceiverStatus status() {
		long discarded = this.chain.discarded();
		return new ReceiverStatus(this.receiver.name(), Math.max(0, this.handedOver - discarded - this.chain.handled()),
				this.receiver.queueCapacity(), discarded + this.turnedAway);
	}

	/**
	 * Leave to the broker what has not been handled yet. On any thread.
	 */
	public void discard() {
		this.discarding = true;
	}

	private void schedule() {
		if (this.discarding) { // no receiver is called, so any thread will do
			this.task.runHere();
		}
		else {
			this.task.submit();
		}
	}

	private void run() {
		Receiver.runReceiving(() -> {
			if (receiveSome()) {
				schedule();
			}
		});
	}

	/**
	 * Handle what is there.
	 * @return whether more is left
	 */
	private boolean receiveSome() {
		Delivery last = this.chain.last();
		for (int left = TURN; left > 0; left--) {
			if (isResting()) {
				this.chain.last(last);
				if (!isAwakeAgain()) {
					return false;
				}
				last = this.chain.last();
			}
			Delivery next = last.next();
			if (next != null) {
				receive(next);
				last = next;
				continue;
			}
			CompletableFuture<Void> finished = this.finished;
			this.chain.last(last);
			this.scheduled.set(false);
			reportRoom();
			boolean more = last.next() != null;
			if (!more && finished != null) {
				finished.complete(null);
			}
			if (!more || !this.scheduled.compareAndSet(false, true)) {
				return false;
			}
			last = this.chain.last();
		}
		this.chain.last(last);
		return true;
	}

	private void receive(Delivery delivery) {
		MqttMessage message;
		if (this.receiver.overflow() == Overflow.DROP_OLDEST) {
			this.chain.last(delivery); // where the event loop looks for the oldest
			message = delivery.claim();
		}
		else {
			message = delivery.take();
		}
		if (message == null) { // discarded
			return;
		}
		try {
			if (this.discarding) {
				delivery.abandon();
			}
			else {
				call(message, delivery);
			}
		}
		finally {
			this.chain.countHandled();
			reportRoom();
		}
	}

	private void call(MqttMessage message, Delivery delivery) {
		Interrupted.clear(); // what was left of the message before
		try {
			this.receiver.receiver().receive(message, delivery);
		}
		catch (Throwable ex) { // S25: whatever a receiver throws stays in the receiver
			this.failures.report(message, ex);
			delivery.acknowledge();
		}
	}

	/**
	 * Report that there is room, if that is awaited. Should the wish for it come at the
	 * same time and be missed, it is seen with the next message or, when there is none,
	 * once the turn has been given back.
	 */
	private void reportRoom() {
		if (this.room.isReached(this.chain.handled())) {
			try {
				this.loop.execute(this.hasRoom);
			}
			catch (RejectedExecutionException ex) { // nothing is read any more
				logger.debug("Receiver '{}' has room when the event loop has ended", this.receiver.name());
			}
		}
	}

}
