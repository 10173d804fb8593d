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

package io.resilientmqtt.messaging;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.resilientmqtt.client.Forwarding;
import io.resilientmqtt.client.PublishResult;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * One message that is published when the transaction of the thread that sends it has been
 * committed, and not at all if that is rolled back. Needs {@code spring-tx}.
 */
final class AfterCommit implements TransactionSynchronization {

	private final Supplier<CompletableFuture<PublishResult>> publication;

	private final CompletableFuture<PublishResult> published = new CompletableFuture<>();

	private AfterCommit(Supplier<CompletableFuture<PublishResult>> publication) {
		this.publication = publication;
	}

	/**
	 * Publish after the commit of the transaction of this thread, or at once if there is
	 * none.
	 * @param publication publishes
	 * @return complete when published; cancelled if the transaction is rolled back
	 */
	static CompletableFuture<PublishResult> publish(Supplier<CompletableFuture<PublishResult>> publication) {
		if (!TransactionSynchronizationManager.isActualTransactionActive()
				|| !TransactionSynchronizationManager.isSynchronizationActive()) {
			return publication.get();
		}
		AfterCommit afterCommit = new AfterCommit(publication);
		TransactionSynchronizationManager.registerSynchronization(afterCommit);
		return afterCommit.published;
	}

	@Override
	public void afterCommit() {
		if (this.published.isDone()) {
			return; // the sender has cancelled it
		}
		try {
			CompletableFuture<PublishResult> publishing = this.publication.get();
			// Should the sender give it up; else it is complete
			this.published.whenComplete((result, failure) -> publishing.cancel(false));
			Forwarding.forward(publishing, this.published);
		}
		catch (RuntimeException ex) {
			// What is committed stays so: the caller of commit() must not take it for a
			// failure
			this.published.completeExceptionally(ex);
		}
	}

	@Override
	public void afterCompletion(int status) {
		if (status != STATUS_COMMITTED) {
			this.published
				.completeExceptionally(new CancellationException("Not published: the transaction was rolled back"));
		}
	}

}
