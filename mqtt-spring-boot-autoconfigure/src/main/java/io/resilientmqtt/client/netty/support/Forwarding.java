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

package io.resilientmqtt.client.netty.support;

import java.util.concurrent.CompletableFuture;

/**
 * Hands the end of one future to another, which its holder may complete or cancel without
 * the first one's knowledge.
 */
public final class Forwarding {

	private Forwarding() {
	}

	/**
	 * Complete a future as another is completed, unless it is complete by then.
	 * @param from the future to wait for
	 * @param to the future to complete, in the thread that completes the first
	 * @param <T> the result
	 */
	public static <T> void forward(CompletableFuture<T> from, CompletableFuture<T> to) {
		from.whenComplete((value, failure) -> {
			if (failure != null) {
				to.completeExceptionally(failure);
			}
			else {
				to.complete(value);
			}
		});
	}

}
