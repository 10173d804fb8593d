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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

import io.resilientmqtt.client.DeliveryReceipt;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * Handles one message at a time on the thread that takes them, with no object and no hop
 * for any of them. One that fails is tried again there and then. Of a listener whose work
 * goes on after its method has returned, at most as many messages are unfinished as may
 * wait; one of which that work fails is tried again between others, by another thread.
 */
final class PlainDispatch implements Dispatch {

	private final MqttMessageListener listener;

	private final ListenerFailures failures;

	private final InFlightLimit inFlight;

	private final int maxPayloadSize;

	private final boolean onReceipt;

	private final RunningCalls calls = new RunningCalls();

	private final SlowCalls slowCalls;

	private final Handover handover;

	/**
	 * Held by who calls a listener whose work goes on after its method has returned: the
	 * thread that takes messages, or one that tries a message again whose work has failed
	 * later.
	 */
	private final ReentrantLock turn = new ReentrantLock();

	/** Whether the listener is such a one; who takes messages has it. */
	private boolean returnsEarly;

	/** Who calls the listener; for comparison with the calling thread only. */
	private @Nullable Thread caller;

	/**
	 * Create a dispatch.
	 * @param listener the listener
	 * @param settings how it is run
	 * @param failures what becomes of failures
	 * @param gate closed while there is no room
	 * @param executor runs the listener where a message is tried again that has failed
	 * after the listener returned
	 * @param delays runs what is due later
	 * @param slowCalls looks after calls that last
	 */
	PlainDispatch(MqttMessageListener listener, ListenerSettings settings, ListenerFailures failures, Gate gate,
			Executor executor, Delays delays, SlowCalls slowCalls) {
		this.listener = listener;
		this.failures = failures;
		this.slowCalls = slowCalls;
		this.handover = new Handover(executor, delays, this.calls);
		this.inFlight = new InFlightLimit(gate, settings.inFlightLimit());
		this.maxPayloadSize = settings.maxPayloadSize();
		this.onReceipt = settings.ackMode() == AckMode.ON_RECEIPT;
	}

	@Override
	public void receive(MqttMessage message, DeliveryReceipt acknowledgement) {
		if (this.returnsEarly) {
			this.turn.lock();
			try {
				handle(message, acknowledgement);
			}
			finally {
				this.turn.unlock();
			}
		}
		else {
			handle(message, acknowledgement);
		}
	}

	private void handle(MqttMessage message, DeliveryReceipt acknowledgement) {
		if (!this.calls.begin()) {
			acknowledgement.abandon();
			return;
		}
		if (this.onReceipt) {
			acknowledgement.acknowledge();
		}
		FailedAttempts failed = attempt(message, acknowledgement, null);
		while (failed != null) {
			failed = attempt(message, acknowledgement, failed);
		}
	}

	/**
	 * Make an attempt, and end the handling of the message if no other follows.
	 * @param message the message
	 * @param acknowledgement its acknowledgement
	 * @param before the attempts that have failed before, or {@code null} if this is the
	 * first
	 * @return the attempts that have failed if another is to be made now, or {@code null}
	 */
	private @Nullable FailedAttempts attempt(MqttMessage message, DeliveryReceipt acknowledgement,
			@Nullable FailedAttempts before) {
		CompletionStage<?> handled;
		try {
			ListenerFailures.checkSize(message, this.maxPayloadSize);
			handled = call(message);
		}
		catch (Throwable ex) {
			boolean interrupted = Interrupts.clear();
			FailedAttempts failed = (before != null) ? before : new FailedAttempts();
			if (isFollowed(failed, message, ex, interrupted)) {
				return failed;
			}
			settle(message, acknowledgement, ex, interrupted, failed);
			return null;
		}
		if (handled == null) {
			acknowledgement.acknowledge();
			this.calls.end();
			return null;
		}
		await(handled, message, acknowledgement, before);
		return null;
	}

	private void await(CompletionStage<?> handled, MqttMessage message, DeliveryReceipt acknowledgement,
			@Nullable FailedAttempts before) {
		this.returnsEarly = true;
		this.inFlight.take();
		handled.whenComplete((value, failure) -> {
			if (failure == null) {
				this.inFlight.release(1);
				acknowledgement.acknowledge();
				this.calls.end();
				return;
			}
			Throwable cause = FailureCauses.unwrap(failure);
			FailedAttempts failed = (before != null) ? before : new FailedAttempts();
			if (isFollowed(failed, message, cause, false)) {
				// Not on the thread that has completed it, which is anybody's
				this.handover.execute(() -> Receiver.runReceiving(() -> again(message, acknowledgement, failed)));
				return;
			}
			this.inFlight.release(1);
			settle(message, acknowledgement, cause, false, failed);
		});
	}

	private void again(MqttMessage message, DeliveryReceipt acknowledgement, FailedAttempts before) {
		this.turn.lock();
		try {
			if (this.calls.isClosed()) {
				end(acknowledgement, true);
				return;
			}
			FailedAttempts failed = before;
			while (failed != null) {
				failed = attempt(message, acknowledgement, failed);
			}
		}
		finally {
			this.turn.unlock();
			this.inFlight.release(1); // after that of a further attempt has been taken
		}
	}

	private boolean isFollowed(FailedAttempts failed, MqttMessage message, Throwable failure, boolean interrupted) {
		if (!failed.add(this.failures, message, failure) || interrupted || this.calls.isClosed()) {
			return false;
		}
		this.failures.retrying(message, failure, failed.count(), 0);
		return true;
	}

	private @Nullable CompletionStage<?> call(MqttMessage message) throws Exception {
		Interrupts.clear();
		this.caller = Thread.currentThread();
		int place = this.slowCalls.begin();
		try {
			return this.listener.handle(message);
		}
		finally {
			this.slowCalls.end(place);
			this.caller = null;
		}
	}

	/**
	 * Deal with a message that is not tried again. One that would be, if the listener
	 * were not being stopped, is left to the broker.
	 * @param message the message
	 * @param acknowledgement its acknowledgement
	 * @param failure what the last attempt failed with
	 * @param interrupted whether the listener has left an interrupt behind
	 * @param failed the attempts
	 */
	private void settle(MqttMessage message, DeliveryReceipt acknowledgement, Throwable failure, boolean interrupted,
			FailedAttempts failed) {
		CompletionStage<?> recovered = null;
		boolean abandon = this.calls.isClosed() && (failed.isDue() || interrupted || Interrupts.isInterrupt(failure));
		try {
			recovered = abandon ? null : this.failures.recover(message, failure, failed.count());
		}
		catch (Throwable ex) {
			abandon = true;
			this.failures.left(message, ex);
		}
		if (recovered == null) {
			end(acknowledgement, abandon);
			return;
		}
		recovered.whenComplete((value, ex) -> end(acknowledgement, ex != null));
	}

	private void end(DeliveryReceipt acknowledgement, boolean abandon) {
		if (abandon) {
			acknowledgement.abandon();
		}
		else {
			acknowledgement.acknowledge();
		}
		this.calls.end();
	}

	@Override
	public int unfinished() {
		return this.inFlight.taken();
	}

	@Override
	public boolean isCurrent() {
		return this.caller == Thread.currentThread();
	}

	@Override
	public void pause() {
		// What has been received has been begun with
	}

	@Override
	public void resume() {
		// Nothing waits here
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
		return this.calls.close();
	}

}
