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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.resilientmqtt.message.Durations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long a listener that is being stopped may go on with messages being handled.
 *
 * @param listener the id of the listener
 * @param timeout the shutdown timeout
 */
record GracePeriod(String listener, Supplier<Duration> timeout) {

	private static final Logger logger = LoggerFactory.getLogger(ListenerLog.NAME);

	/**
	 * Wait no longer than that.
	 * @param handled complete when the messages have been handled
	 * @return complete in any case
	 */
	CompletableFuture<Void> inTime(CompletableFuture<Void> handled) {
		return inTime(handled, () -> {
		});
	}

	/**
	 * Wait no longer than that.
	 * @param handled complete when the messages have been handled
	 * @param otherwise what to do if they have not
	 * @return complete in any case
	 */
	CompletableFuture<Void> inTime(CompletableFuture<Void> handled, Runnable otherwise) {
		Duration timeout = this.timeout.get();
		return handled.copy().orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS).exceptionally((late) -> {
			logger.warn("Listener '{}' is still handling a message after {} (mqtt.shutdown-timeout)", this.listener,
					Durations.value(timeout));
			otherwise.run();
			return null;
		});
	}

}
