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
import java.util.concurrent.TimeUnit;

/**
 * Runs tasks later: attempts that are due again, and batches that have waited. Safe for
 * use by several threads.
 */
@FunctionalInterface
interface Delays {

	/**
	 * Delays of the JDK. Tasks run in the common pool, for an executor with a caller-runs
	 * policy may bring a listener there, and the JDK has one thread for all delays.
	 */
	Delays JDK = (nanos, task) -> CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS).execute(task);

	/**
	 * Run a task later, on any thread.
	 * @param nanos how long to wait
	 * @param task what to run, which does not block
	 */
	void after(long nanos, Runnable task);

}
