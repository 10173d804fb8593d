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

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

import io.resilientmqtt.message.Durations;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.ReasonCode;
import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.util.backoff.BackOffExecution;

/**
 * The handling of one message, or one batch: its attempts, what the listener answers and
 * the acknowledgement. It has the turn of its lane from the beginning until the next
 * message may begin. An attempt runs on a thread of the listener and may end on another;
 * the listener may answer on any.
 */
abstract class Handling extends Lane.Link implements Acknowledgment {

	private final LaneControl dispatch;

	private final AtomicReference<State> state = new AtomicReference<>(State.HANDLING);

	private @Nullable Lane lane;

	private int attempts;

	private @Nullable BackOffExecution backOff;

	private long pause;

	Handling(LaneControl dispatch) {
		this.dispatch = dispatch;
	}

	/**
	 * Call the listener.
	 * @param listener the listener
	 * @param acknowledgment ends the handling, or {@code null} if that is not up to the
	 * listener
	 * @return what the listener returns
	 * @throws Exception what the listener throws
	 */
	abstract @Nullable CompletionStage<?> invoke(MqttMessageListener listener, @Nullable Acknowledgment acknowledgment)
			throws Exception;

	/**
	 * Return what is handled.
	 * @return the messages, empty when the handling is over
	 */
	abstract List<MqttMessage> messages();

	/**
	 * Return how many messages there are.
	 * @return the count, 0 when the handling is over
	 */
	abstract int size();

	abstract void acknowledgeToBroker();

	abstract void rejectToBroker(ReasonCode reasonCode, @Nullable String reasonString);

	abstract void leaveToBroker();

	/**
	 * Forget the messages, which the lane would keep in memory.
	 */
	abstract void forget();

	/**
	 * Return what to go by after a failure, and end the handling of messages that it does
	 * not concern, or that it concerns alone.
	 * @param failure what an attempt failed with
	 * @return the failure of the messages left, or {@code null} if they have not failed
	 */
	@Nullable Throwable separate(Throwable failure) {
		return failure;
	}

	/**
	 * Take out the message that alone has failed.
	 * @return its handling, or {@code null} if all messages have failed
	 */
	@Nullable Handling takeFailed() {
		return null;
	}

	Lane lane() {
		return Objects.requireNonNull(this.lane, "not in a lane");
	}

	void lane(Lane lane) {
		this.lane = lane;
	}

	/**
	 * Make an attempt.
	 * @return whether the next message of the lane may begin; if not, the dispatch is
	 * told when it may
	 */
	final boolean attempt() {
		if (!this.dispatch.calls().begin()) {
			leave();
			return true;
		}
		this.state.set(State.HANDLING);
		this.attempts++;
		if (this.dispatch.settings().ackMode() == AckMode.ON_RECEIPT) {
			acknowledgeToBroker();
		}
		CompletionStage<?> handled;
		Interrupts.clear();
		try {
			handled = this.dispatch.call(this, isManual() ? this : null);
		}
		catch (Throwable ex) {
			return failed(ex, Interrupts.clear());
		}
		if (handled == null) {
			return succeeded();
		}
		InlineCompletion completion = new InlineCompletion();
		handled.whenComplete((value, failure) -> {
			boolean free = (failure != null) ? failed(FailureCauses.unwrap(failure), false) : succeeded();
			if (completion.complete(free) && free) {
				this.dispatch.proceed(lane());
			}
		});
		return completion.isFree();
	}

	private boolean isManual() {
		return this.dispatch.settings().ackMode() == AckMode.MANUAL;
	}

	private boolean succeeded() {
		if (isManual()) {
			lane().unanswered();
			if (this.state.compareAndSet(State.HANDLING, State.UNANSWERED)) {
				return true;
			}
			lane().answered();
			if (this.state.get() == State.NACKED) {
				this.dispatch.calls().end();
				this.dispatch.later(this, this.pause);
				return false;
			}
		}
		else {
			acknowledgeToBroker();
		}
		over();
		return true;
	}

	private boolean failed(Throwable failure, boolean interrupted) {
		if (this.dispatch.calls().isClosed() && (interrupted || Interrupts.isInterrupt(failure))) {
			leave();
			this.dispatch.calls().end();
			return true;
		}
		if (!this.state.compareAndSet(State.HANDLING, State.ANSWERED)) {
			this.dispatch.failures().afterAnswer(messages().get(0), failure);
			return succeeded();
		}
		Throwable left = separate(failure);
		if (left == null) {
			return goOn();
		}
		long delay = interrupted ? -1 : retryDelay(left);
		if (delay >= 0) {
			this.dispatch.failures().retrying(messages().get(0), left, this.attempts, delay);
			this.dispatch.calls().end();
			if (delay > 0) {
				this.dispatch.later(this, delay);
			}
			else {
				this.dispatch.again(lane());
			}
			return false;
		}
		Handling alone = takeFailed();
		if (alone == null) {
			recover(left);
			return true;
		}
		alone.fail(left, this.attempts);
		startOver(0);
		return goOn();
	}

	/**
	 * Deal with a message that is not tried again.
	 * @param failure what its last attempt failed with
	 * @param attempts how many there were
	 */
	final void fail(Throwable failure, int attempts) {
		if (!this.dispatch.calls().begin()) {
			leave();
			return;
		}
		this.attempts = attempts;
		recover(failure);
	}

	/**
	 * Count the attempts anew, for another message is what is tried again now.
	 * @param attempts how many there were of that
	 */
	final void startOver(int attempts) {
		this.attempts = attempts;
		this.backOff = null;
	}

	/**
	 * Take back the attempt that is being made, for the listener was not called.
	 */
	final void notAttempted() {
		this.attempts--;
	}

	private boolean goOn() {
		if (size() == 0) { // nothing is left to hand over
			over();
			return true;
		}
		this.dispatch.calls().end();
		this.dispatch.again(lane());
		return false;
	}

	/**
	 * Return how long to wait for the next attempt.
	 * @param failure what the last one failed with
	 * @return the delay in milliseconds, negative if there is no further attempt
	 */
	private long retryDelay(Throwable failure) {
		RetryPolicy policy = this.dispatch.failures().retry(messages().get(0), failure);
		if (policy == null) {
			return -1;
		}
		if (this.backOff == null) {
			this.backOff = policy.getBackOff().start();
		}
		return this.backOff.nextBackOff(); // STOP is negative
	}

	private void recover(Throwable failure) {
		List<MqttMessage> messages = messages();
		CompletionStage<?> recovered = null;
		boolean leave = false;
		// What waits for the broker takes no room, or it would keep its answer unread
		this.dispatch.inFlightLimit().release(size());
		try {
			recovered = this.dispatch.failures().recover(messages, failure, this.attempts);
		}
		catch (Throwable ex) {
			leave = true;
			this.dispatch.failures().left(messages.get(0), ex);
		}
		forget();
		if (recovered == null) {
			end(leave);
			return;
		}
		recovered.whenComplete((value, ex) -> end(ex != null));
	}

	private void end(boolean leave) {
		if (leave) {
			leaveToBroker();
		}
		else {
			acknowledgeToBroker();
		}
		this.dispatch.calls().end();
	}

	/**
	 * The handling is over; the broker has its answer.
	 */
	private void over() {
		this.dispatch.inFlightLimit().release(size());
		forget();
		this.dispatch.calls().end();
	}

	/**
	 * Leave to the broker what is not being handled.
	 */
	final void leave() {
		this.state.set(State.ANSWERED);
		this.dispatch.inFlightLimit().release(size());
		leaveToBroker();
		forget();
	}

	@Override
	public void acknowledge() {
		State before = answer(State.ANSWERED);
		if (before != State.ANSWERED) {
			acknowledgeToBroker();
			overIfUnanswered(before);
		}
	}

	@Override
	public void reject(ReasonCode reasonCode, @Nullable String reasonString) {
		State before = answer(State.ANSWERED);
		if (before != State.ANSWERED) {
			try {
				rejectToBroker(reasonCode, reasonString);
			}
			catch (IllegalArgumentException ex) { // not valid: no answer
				this.state.set(before);
				throw ex;
			}
			overIfUnanswered(before);
		}
	}

	private void overIfUnanswered(State before) {
		if (before == State.UNANSWERED) {
			lane().answered();
			over();
		}
	}

	@Override
	public void nack(Duration pause) {
		if (pause.isNegative()) {
			throw new IllegalArgumentException("pause " + Durations.value(pause) + " is negative; use zero or more");
		}
		this.pause = pause.toMillis();
		if (answer(State.NACKED) == State.UNANSWERED) {
			this.dispatch.calls().end();
			this.dispatch.afterwards(this, this.pause);
		}
	}

	/**
	 * Let the listener answer, once.
	 * @param answer the answer
	 * @return the state before; {@link State#ANSWERED} if there is an answer already
	 */
	private State answer(State answer) {
		State before = this.state.get();
		while (before == State.HANDLING || before == State.UNANSWERED) {
			if (this.state.compareAndSet(before, answer)) {
				return before;
			}
			before = this.state.get();
		}
		return State.ANSWERED;
	}

	/**
	 * How far the handling is.
	 */
	private enum State {

		/** The listener is at it. */
		HANDLING,

		/** The listener has returned without an answer. */
		UNANSWERED,

		/** The listener has answered, or may no more. */
		ANSWERED,

		/** The listener wants the message again. */
		NACKED

	}

}
