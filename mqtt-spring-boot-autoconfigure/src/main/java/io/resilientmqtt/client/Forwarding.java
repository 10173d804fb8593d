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

package io.resilientmqtt.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * Hands the end of one future to another, which its holder may complete or cancel without
 * the first one's knowledge. For the parts of this library. Stateless.
 */
public final class Forwarding {

	private Forwarding() {
	}

	/**
	 * Complete a future as a stage is completed, unless it is complete by then.
	 * @param from the stage to wait for
	 * @param to the future to complete, in the thread that completes the first
	 * @param <T> the result
	 */
	public static <T> void forward(CompletionStage<? extends T> from, CompletableFuture<T> to) {
		from.whenComplete((value, failure) -> complete(to, value, failure));
	}

	/**
	 * Complete a future as something has ended, unless it is complete.
	 * @param future the future to complete
	 * @param value the result, unless there is a failure
	 * @param failure why there is no result, or {@code null}
	 * @param <T> the result
	 */
	public static <T> void complete(CompletableFuture<T> future, @Nullable T value, @Nullable Throwable failure) {
		if (failure != null) {
			future.completeExceptionally(failure);
		}
		else {
			future.complete(value);
		}
	}

}
