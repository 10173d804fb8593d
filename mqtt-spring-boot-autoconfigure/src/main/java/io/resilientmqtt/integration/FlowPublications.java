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

package io.resilientmqtt.integration;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * The publications a flow has begun on the thread that runs it and has not waited for.
 * Tells when the last of them is over, so that a message received is not acknowledged
 * before what became of it. Begun, added to and ended on the flow's thread; completed on
 * any.
 */
final class FlowPublications {

	private static final ThreadLocal<FlowPublications> CURRENT = new ThreadLocal<>();

	/** One for the flow and one for each publication under way. */
	private final AtomicInteger outstanding = new AtomicInteger(1);

	private final @Nullable FlowPublications outer = CURRENT.get();

	private final Runnable whenOver;

	private FlowPublications(Runnable whenOver) {
		this.whenOver = whenOver;
	}

	/**
	 * A flow begins on this thread.
	 * @param whenOver run once, on any thread, when the flow and all publications it
	 * began have come to an end, good or bad
	 * @return to be {@link #end() ended} by the caller
	 */
	static FlowPublications begin(Runnable whenOver) {
		FlowPublications publications = new FlowPublications(whenOver);
		CURRENT.set(publications);
		return publications;
	}

	/**
	 * A publication has begun. Nothing happens outside the thread of a flow.
	 * @param publication the publication
	 */
	static void began(CompletableFuture<?> publication) {
		FlowPublications publications = CURRENT.get();
		if (publications != null) {
			publications.outstanding.incrementAndGet();
			CompletableFuture<?> unused = publication.whenComplete((result, failure) -> publications.completed());
		}
	}

	/**
	 * The flow has returned.
	 */
	void end() {
		if (this.outer != null) {
			CURRENT.set(this.outer);
		}
		else {
			CURRENT.remove();
		}
		completed();
	}

	private void completed() {
		if (this.outstanding.decrementAndGet() == 0) {
			this.whenOver.run();
		}
	}

}
