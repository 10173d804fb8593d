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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

import io.resilientmqtt.client.Registration;
import io.resilientmqtt.client.netty.receive.Inbox;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A receiver of a client. Used by any thread.
 */
final class ReceiverRegistration implements Registration {

	private static final Logger logger = LoggerFactory.getLogger(ReceiverRegistration.class);

	private final Inbox inbox;

	private final ClientContext context;

	private final ReceiverDirectory receivers;

	private final Calls calls;

	private final Runnable resumeReading;

	/**
	 * Create a registration.
	 * @param inbox the receiver's
	 * @param context has the inboxes
	 * @param receivers lists the receivers
	 * @param calls leads to the event loop
	 * @param resumeReading run there when there may be room again
	 */
	ReceiverRegistration(Inbox inbox, ClientContext context, ReceiverDirectory receivers, Calls calls,
			Runnable resumeReading) {
		this.inbox = inbox;
		this.context = context;
		this.receivers = receivers;
		this.calls = calls;
		this.resumeReading = resumeReading;
	}

	@Override
	public void suspend() {
		this.inbox.discard();
		run(() -> {
			this.inbox.wake();
			this.resumeReading.run();
		});
	}

	@Override
	public void pause() {
		this.inbox.pause();
	}

	@Override
	public void resume() {
		this.inbox.resume();
	}

	@Override
	public CompletableFuture<Void> finish() {
		return this.calls.make((finished) -> {
			this.context.inboxes().remove(this.inbox);
			this.inbox.finish(finished);
			this.resumeReading.run();
		}, (finished) -> finished.complete(null));
	}

	@Override
	public void close() {
		this.receivers.remove(this.inbox);
		run(() -> this.context.inboxes().remove(this.inbox));
		suspend();
	}

	private void run(Runnable task) {
		try {
			this.context.loop().execute(task);
		}
		catch (RejectedExecutionException ex) { // the factory is closed, and with it all
												// receivers
			logger.debug("The event loop has ended", ex);
		}
	}

}
