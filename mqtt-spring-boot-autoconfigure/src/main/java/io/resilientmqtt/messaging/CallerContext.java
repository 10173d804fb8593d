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

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.context.ThreadLocalAccessor;
import io.resilientmqtt.client.Forwarding;
import io.resilientmqtt.client.FutureDecorator;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * What is bound to the thread of who sends something, such as its observation or security
 * context, for the stages of the future that sending returns. Needs Micrometer's Context
 * Propagation on the class path, and does nothing without, or where nothing is bound to
 * the thread. Used by any thread.
 */
public final class CallerContext {

	private static final boolean PRESENT = ClassUtils.isPresent("io.micrometer.context.ContextSnapshotFactory",
			CallerContext.class.getClassLoader());

	private CallerContext() {
	}

	/**
	 * Return what keeps the context of who calls a client for the stages of its futures.
	 * @return the decorator, or {@code null} without Context Propagation
	 */
	public static @Nullable FutureDecorator decorator() {
		return PRESENT ? Snapshots.decorator : null;
	}

	/**
	 * Keep the context of the calling thread for the stages of a future.
	 * @param <T> the type of the value
	 * @param future the future
	 * @return a future that is complete when that is, and gives it up when it is given up
	 * itself; the same future if there is no context to keep
	 */
	static <T> CompletableFuture<T> keep(CompletableFuture<T> future) {
		// The stages of a future that is complete run on the thread of who attaches them
		return (!PRESENT || future.isDone()) ? future : Snapshots.keep(future);
	}

	/**
	 * Not loaded without Context Propagation.
	 */
	private static final class Snapshots {

		private static final ContextSnapshotFactory factory = ContextSnapshotFactory.builder().build();

		private static final FutureDecorator decorator = new FutureDecorator() {

			@Override
			public <T> CompletableFuture<T> decorate(CompletableFuture<T> future) {
				return CallerContext.keep(future);
			}

		};

		private Snapshots() {
		}

		static <T> CompletableFuture<T> keep(CompletableFuture<T> future) {
			if (!isBound()) {
				return future;
			}
			ContextSnapshot context = factory.captureAll();
			CompletableFuture<T> kept = future.newIncompleteFuture();
			CompletableFuture<?> unused = future
				.whenComplete((value, failure) -> context.wrap(() -> Forwarding.complete(kept, value, failure)).run());
			// Should the caller give it up; else it is complete
			unused = kept.whenComplete((value, failure) -> future.cancel(false));
			return kept;
		}

		private static boolean isBound() {
			List<ThreadLocalAccessor<?>> accessors = ContextRegistry.getInstance().getThreadLocalAccessors();
			for (int i = 0; i < accessors.size(); i++) {
				if (accessors.get(i).getValue() != null) {
					return true;
				}
			}
			return false;
		}

	}

}
