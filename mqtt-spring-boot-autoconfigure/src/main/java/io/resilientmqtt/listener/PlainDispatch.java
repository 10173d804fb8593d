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

import io.resilientmqtt.client.Acknowledgement;
import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * Handles one message at a time on the thread that takes them, with no object and no hop
 * for any of them. Of a listener whose work goes on after its method has returned, at
 * most as many messages are unfinished as may wait.
 */
final class PlainDispatch implements Dispatch {

	private final MqttMessageListener listener;

	private final ListenerFailures failures;

	private final Room room;

	private final int maxPayloadSize;

	private final boolean onReceipt;

	private final RunningCalls calls = new RunningCalls();

	/** Who calls the listener; for comparison with the calling thread only. */
	private @Nullable Thread caller;

	PlainDispatch(MqttMessageListener listener, ListenerSettings settings, ListenerFailures failures, Gate gate) {
		this.listener = listener;
		this.failures = failures;
		this.room = new Room(gate, settings.room());
		this.maxPayloadSize = settings.maxPayloadSize();
		this.onReceipt = settings.ackMode() == AckMode.ON_RECEIPT;
	}

	@Override
	public void receive(MqttMessage message, Acknowledgement acknowledgement) {
		if (!this.calls.begin()) {
			acknowledgement.abandon();
			return;
		}
		if (this.onReceipt) {
			acknowledgement.acknowledge();
		}
		CompletionStage<?> handled;
		try {
			ListenerFailures.checkSize(message, this.maxPayloadSize);
			handled = call(message);
		}
		catch (Throwable ex) {
			failed(message, acknowledgement, ex, Interrupts.clear());
			return;
		}
		if (handled == null) {
			acknowledgement.acknowledge();
			this.calls.end();
			return;
		}
		this.room.take();
		handled.whenComplete((value, failure) -> {
			this.room.release(1);
			if (failure != null) {
				failed(message, acknowledgement, ListenerFailures.unwrap(failure), false);
			}
			else {
				acknowledgement.acknowledge();
				this.calls.end();
			}
		});
	}

	private @Nullable CompletionStage<?> call(MqttMessage message) throws Exception {
		Interrupts.clear();
		this.caller = Thread.currentThread();
		try {
			return this.listener.handle(message);
		}
		finally {
			this.caller = null;
		}
	}

	private void failed(MqttMessage message, Acknowledgement acknowledgement, Throwable failure, boolean interrupted) {
		CompletionStage<?> recovered = null;
		boolean abandon = this.calls.isClosed() && (interrupted || Interrupts.isInterrupt(failure));
		try {
			recovered = abandon ? null : this.failures.recover(message, failure);
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

	private void end(Acknowledgement acknowledgement, boolean abandon) {
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
		return this.room.taken();
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
		return this.calls.close();
	}

	@Override
	public CompletableFuture<Void> close() {
		return this.calls.close();
	}

}
