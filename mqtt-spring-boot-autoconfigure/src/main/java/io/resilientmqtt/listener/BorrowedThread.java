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

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;

import org.springframework.util.ClassUtils;

/**
 * A thread that somebody lends a listener, possibly with what is bound to the thread of
 * who has the listener go on: its observation, its security context. That is not the
 * context of the messages, and is taken off while they are handled. Needs Micrometer's
 * Context Propagation on the class path, and does nothing without. Used by any thread.
 */
final class BorrowedThread {

	private static final boolean PRESENT = ClassUtils.isPresent("io.micrometer.context.ContextSnapshotFactory",
			BorrowedThread.class.getClassLoader());

	private BorrowedThread() {
	}

	/**
	 * Run something without what is bound to the calling thread.
	 * @param task what to run
	 */
	static void run(Runnable task) {
		if (PRESENT && Context.isBound()) {
			Context.runWithout(task);
		}
		else {
			task.run();
		}
	}

	/**
	 * Not loaded without Context Propagation.
	 */
	private static final class Context {

		private static final ContextSnapshotFactory factory = ContextSnapshotFactory.builder()
			.clearMissing(true)
			.build();

		private Context() {
		}

		static boolean isBound() {
			return ContextRegistry.getInstance()
				.getThreadLocalAccessors()
				.stream()
				.anyMatch((accessor) -> accessor.getValue() != null);
		}

		@SuppressWarnings("try") // the scope is only closed
		static void runWithout(Runnable task) {
			ContextSnapshot nothing = factory.captureFrom();
			try (ContextSnapshot.Scope scope = nothing.setThreadLocals()) {
				task.run();
			}
		}

	}

}
