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

import java.util.concurrent.Executor;

import io.netty.util.concurrent.EventExecutor;

/**
 * An executor that the application has named. Should it run a task in the thread that
 * asks, as one without a thread to spare may, that is not the event loop: the client's
 * own threads do it then. Used by any thread.
 *
 * @param executor the application's
 * @param instead the client's own threads
 * @param loop the event loop of the client
 */
record ApplicationExecutor(Executor executor, Executor instead, EventExecutor loop) implements Executor {

	@Override
	public void execute(Runnable task) {
		if (this.loop.inEventLoop()) {
			this.executor.execute(() -> runOffLoop(task));
		}
		else {
			this.executor.execute(task);
		}
	}

	private void runOffLoop(Runnable task) {
		if (this.loop.inEventLoop()) {
			this.instead.execute(task);
		}
		else {
			task.run();
		}
	}

}
