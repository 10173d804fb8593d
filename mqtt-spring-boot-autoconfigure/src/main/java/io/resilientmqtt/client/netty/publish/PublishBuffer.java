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

import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.netty.util.concurrent.EventExecutor;
import io.resilientmqtt.client.BufferFill;
import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.client.PublishOptions.Overflow;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.netty.store.StoreLoad;
import io.resilientmqtt.client.netty.support.LossCounters;
import io.resilientmqtt.client.session.OutboundPublish;
import io.resilientmqtt.client.session.Waiters;
import org.jspecify.annotations.Nullable;

/**
 * Where publications come in from any thread and wait for the event loop, which collects
 * all of them at once. Counts what is accepted and not completed, and decides what
 * happens to a publication when that is too much (behaviour S15). Accepting one takes two
 * atomic operations and wakes the event loop only if nothing was waiting.
 */
public final class PublishBuffer {

	/** How long a publisher waits for room before that is told: at full speed all do. */
	private static final long UNTOLD = TimeUnit.SECONDS.toNanos(1);

	/** How long a publisher waits for the event loop at most; it may be held up. */
	private static final long COLLECTION_PATIENCE = TimeUnit.SECONDS.toNanos(5);

	private final PublishOptions options;

	private final EventExecutor loop;

	private final Executor callers;

	private final LossCounters losses;

	private final Runnable collect;

	private final Runnable drop;

	private final Consumer<PendingPublish> withdraw;

	private final AtomicReference<@Nullable OutboundPublish<PublishResult>> newest = new AtomicReference<>();

	private final PublishLoad load;

	private final PublisherWait wait = new PublisherWait();

	/** {@code null} without a store. */
	private final @Nullable StoreLoad stored;

	private final Waiters waiters = new Waiters();

	/** Written before a publication is linked, and read after it was drained. */
	private boolean expiring;

	/** What had been released at the last {@link #settle()}; the event loop's. */
	private long settled;

	/**
	 * Create an empty buffer.
	 * @param options its limits
	 * @param stored what the store has, or {@code null} if there is none
	 * @param loop the event loop
	 * @param callers runs the stages of publications' futures
	 * @param losses counts what fails
	 * @param collect run on the event loop when there is something to
	 * {@linkplain #drain() drain}
	 * @param drop drains and drops the oldest, sending nothing; run on the event loop
	 * @param withdraw called on the event loop with a publication that was given up
	 */
	public PublishBuffer(PublishOptions options, @Nullable StoreLoad stored, EventExecutor loop, Executor callers,
			LossCounters losses, Runnable collect, Runnable drop, Consumer<PendingPublish> withdraw) {
		this.options = options;
		this.stored = stored;
		this.load = new PublishLoad(options);
		this.loop = loop;
		this.callers = callers;
		this.losses = losses;
		this.collect = collect;
		this.drop = drop;
		this.withdraw = withdraw;
	}

	public Executor callers() {
		return this.callers;
	}

	/**
	 * Accept a publication, or fail it if there is no room. On any thread.
	 * @param publish the publication
	 */
	public void accept(PendingPublish publish) {
		long weight = PublishLoad.weight(publish);
		if (publish.expirySeconds() >= 0) {
			this.expiring = true;
		}
		if (this.wait.isClosed()) {
			refuse(publish, Reason.CLOSED, "The client is closed");
		}
		else if (this.stored != null && publish.isKept() && !isTaken(publish, this.stored)) {
			return; // refused
		}
		else if (this.load.reserve(weight)) {
			push(publish);
		}
		else if (this.options.overflow() == Overflow.DROP_OLDEST) {
			pushBeyond(publish, weight);
		}
		else if (makeRoom(publish, weight)) {
			push(publish);
		}
	}

	private boolean makeRoom(PendingPublish publish, long weight) {
		Overflow overflow = this.options.overflow();
		boolean mayBlock = overflow == Overflow.BLOCK && mayBlock();
		if (mayBlock && waitForRoom(weight)) {
			return true;
		}
		this.wait.wake(); // who looked in between saw room as taken that was not
		releaseStored(publish);
		refuse(publish, this.wait.isClosed() ? Reason.CLOSED : Reason.BUFFER_FULL, "The publish buffer is full with "
				+ pending() + " messages: raise mqtt.publish.max-pending or max-pending-bytes, or publish more slowly"
				+ ((overflow == Overflow.BLOCK && !mayBlock) ? " (a receiver's thread never waits for room)" : ""));
		return false;
	}

	/**
	 * Take the newcomer in whatever there is; the event loop drops the oldest when it
	 * collects. Should publishers be faster than that, they wait until it has, which
	 * takes no broker: so not much more than twice the limits is ever pending.
	 * @param publish the publication
	 * @param weight the weight
	 */
	private void pushBeyond(PendingPublish publish, long weight) {
		this.load.add(weight);
		push(publish);
		if (this.load.isFarOver()) {
			if (this.loop.inEventLoop()) {
				this.drop.run();
			}
			else {
				awaitCollection();
			}
		}
	}

	private void awaitCollection() {
		this.wait.awaitEvenIfInterrupted(() -> this.newest.get() == null || !this.load.isFarOver(),
				COLLECTION_PATIENCE);
	}

	private boolean waitForRoom(long weight) {
		long left = TimeUnit.NANOSECONDS.convert(this.options.maxBlock());
		long untold = Math.min(left, UNTOLD);
		if (awaitRoom(weight, untold)) {
			return true;
		}
		left -= untold;
		if (left <= 0 || this.wait.isClosed() || Thread.currentThread().isInterrupted()) {
			return false;
		}
		this.losses.waiting(this.load.fill(), this.options);
		return awaitRoom(weight, left);
	}

	private boolean awaitRoom(long weight, long nanos) {
		return this.wait.await(() -> this.load.reserve(weight), nanos);
	}

	private boolean mayBlock() {
		return !this.loop.inEventLoop() && !Receiver.isReceiving();
	}

	/**
	 * Take room in the store.
	 * @param publish the publication, which is refused if there is none
	 * @param stored what the store has
	 * @return whether there was room
	 */
	private boolean isTaken(PendingPublish publish, StoreLoad stored) {
		int size = publish.message().payloadSize();
		boolean taken = !stored.isStopped() && (stored.reserve(size) || (stored.blocks() && mayBlock()
				&& this.wait.await(() -> stored.reserve(size), TimeUnit.NANOSECONDS.convert(this.options.maxBlock()))));
		if (taken && !stored.isStopped()) {
			return true;
		}
		if (taken) {
			stored.release(size);
		}
		if (this.wait.isClosed()) {
			refuse(publish, Reason.CLOSED, "The client is closed");
		}
		else if (stored.isStopped()) {
			refuse(publish, Reason.STORE_FAILED, "The store can't be written (" + stored.failure() + ")");
		}
		else {
			refuse(publish, Reason.STORE_FULL, "The store is full with " + stored.messages()
					+ " messages: raise mqtt.store.max-messages or max-bytes, or publish less while the broker is away");
		}
		return false;
	}

	private void releaseStored(OutboundPublish<PublishResult> publish) {
		if (this.stored != null && publish instanceof StoredPublication) {
			this.stored.release(publish.message().payloadSize());
		}
	}

	/**
	 * Return whether so much is in memory that what need not be there is left to the
	 * store. On the event loop.
	 * @return whether it is
	 */
	boolean isMemoryShort() {
		return this.load.isQuarterFull();
	}

	/**
	 * A publication is in memory again that only the store had. On the event loop.
	 * @param publish the publication
	 */
	void restored(OutboundPublish<PublishResult> publish) {
		this.load.add(PublishLoad.weight(publish));
	}

	/**
	 * A publication is left to the store. On the event loop.
	 * @param publish the publication
	 */
	void evicted(OutboundPublish<PublishResult> publish) {
		this.load.release(PublishLoad.weight(publish));
	}

	private void push(PendingPublish publish) {
		OutboundPublish<PublishResult> previous;
		do {
			previous = this.newest.get();
			publish.link(previous);
		}
		while (!this.newest.compareAndSet(previous, publish));
		if (previous == null) {
			execute(this.collect);
		}
	}

	/**
	 * Take all that was accepted since the last call. On the event loop.
	 * @return the newest, linked to the one before it, and so on; or {@code null}
	 */
	@Nullable public OutboundPublish<PublishResult> drain() {
		return this.newest.getAndSet(null);
	}

	/**
	 * Return whether a message with an expiry of its own was ever accepted. It spares the
	 * event loop a look at each. On the event loop.
	 * @return {@code true} if there may be one among those drained
	 */
	boolean isExpiring() {
		return this.expiring;
	}

	/**
	 * Return whether more is pending than allowed, so that the oldest has to go. On the
	 * event loop.
	 * @return whether more is pending than allowed, so that the oldest has to go
	 */
	boolean isOverfull() {
		return (this.options.overflow() == Overflow.DROP_OLDEST && this.load.isOver())
				|| (this.stored != null && this.stored.isOverfull());
	}

	/**
	 * Give the room of a publication back, before its future is completed: who waited for
	 * that finds the room. On the event loop.
	 * @param publish the publication
	 */
	public void release(OutboundPublish<PublishResult> publish) {
		this.load.release(PublishLoad.weight(publish));
		releaseStored(publish);
	}

	/**
	 * Wake publishers that wait for what was released. On the event loop.
	 */
	public void settle() {
		long released = this.load.released();
		if (released != this.settled) {
			this.settled = released;
			VarHandle.fullFence(); // a publisher is seen to wait, or sees the room
			this.wait.wake();
		}
	}

	/**
	 * Wake publishers that wait for what has been drained. On the event loop.
	 */
	void collected() {
		if (this.options.overflow() == Overflow.DROP_OLDEST) {
			this.wait.wake();
		}
	}

	/**
	 * Return the threads that wait for publications.
	 * @return those who wait
	 */
	Waiters waiters() {
		return this.waiters;
	}

	/**
	 * The caller has given a publication up. On any thread.
	 * @param publish the publication
	 */
	void givenUp(PendingPublish publish) {
		execute(() -> this.withdraw.accept(publish));
	}

	/** Accept nothing any more. On any thread. */
	public void close() {
		this.wait.close();
	}

	public int pending() {
		return this.load.pending();
	}

	public BufferFill fill() {
		return this.load.fill();
	}

	private void execute(Runnable task) {
		try {
			this.loop.execute(task);
		}
		catch (RejectedExecutionException ex) {
			for (OutboundPublish<PublishResult> publish = drain(); publish != null; publish = publish.link()) {
				fail(publish, Reason.CLOSED, "The client's event loop has ended");
			}
		}
	}

	/**
	 * Fail a publication that was not accepted. On the thread that publishes it.
	 * @param publish the publication
	 * @param reason why
	 * @param message why, in words
	 */
	private void refuse(PendingPublish publish, Reason reason, String message) {
		this.losses.failed(reason);
		publish.failHere(PublishResults.unpublished(publish, reason, message));
	}

	void fail(OutboundPublish<PublishResult> publish, Reason reason, String message) {
		fail(publish, PublishResults.unpublished(publish, reason, message));
	}

	/**
	 * Fail a publication that was accepted. On any thread; its future is completed on one
	 * of the callers.
	 * @param publish the publication
	 * @param failure why
	 */
	void fail(OutboundPublish<PublishResult> publish, MqttPublishException failure) {
		if (!publish.isDone()) { // else its caller has given it up
			this.losses.failed(failure.reason());
			publish.fail(failure);
		}
	}

}
