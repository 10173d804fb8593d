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

/**
 * Puts something around the stages of the futures that a client returns, such as the
 * context of the thread that calls it.
 */
@FunctionalInterface
public interface FutureDecorator {

	/**
	 * Decorate a future. Called on the thread that calls the client, before it has the
	 * future; must not wait for anything.
	 * @param <T> the type of the result
	 * @param future the future, which no stage depends on yet
	 * @return a future that ends as that does, and has it cancelled when it is given up
	 * itself; the same future if there is nothing to add
	 */
	<T> CompletableFuture<T> decorate(CompletableFuture<T> future);

}
