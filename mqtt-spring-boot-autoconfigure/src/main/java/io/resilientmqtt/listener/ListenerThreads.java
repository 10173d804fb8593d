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

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The threads of a listener that no executor was set for. There are as many as messages
 * being handled, which its concurrency bounds, and none when nothing happens. Used by any
 * thread.
 */
final class ListenerThreads implements Executor {

	private static final int IDLE_SECONDS = 30;

	private final String listener;

	private @Nullable ThreadPoolExecutor pool;

	/**
	 * Create threads, which start when they have something to do.
	 * @param listener the id of the listener, after which they are called
	 */
	ListenerThreads(String listener) {
		this.listener = listener;
	}

	@Override
	public void execute(Runnable task) {
		pool().execute(task);
	}

	private synchronized ThreadPoolExecutor pool() {
		if (this.pool == null) {
			CustomizableThreadFactory threads = new CustomizableThreadFactory("mqtt-" + this.listener + "-");
			threads.setDaemon(true);
			this.pool = new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS,
					new SynchronousQueue<>(), threads);
		}
		return this.pool;
	}

}
