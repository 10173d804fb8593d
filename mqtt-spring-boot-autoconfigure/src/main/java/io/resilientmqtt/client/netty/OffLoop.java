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

import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has code that may block run on a thread of the client's callers, and takes its result
 * back to the event loop. Stateless.
 */
final class OffLoop {

	private static final Logger logger = LoggerFactory.getLogger(OffLoop.class);

	private OffLoop() {
	}

	/**
	 * Call code off the event loop.
	 * @param client the client
	 * @param call the code
	 * @param then given its result, on the event loop
	 * @param failed given what it threw, on the event loop
	 * @param <T> the result
	 */
	@SuppressWarnings("checkstyle:IllegalCatch") // nobody else would tell
	static <T> void call(ClientContext client, Callable<T> call, Consumer<T> then, Consumer<Throwable> failed) {
		client.callers().execute(() -> {
			Runnable result;
			try {
				T value = call.call();
				result = () -> accept(value, then, failed);
			}
			catch (Throwable ex) {
				result = () -> failed.accept(ex);
			}
			try {
				client.loop().execute(result);
			}
			catch (RejectedExecutionException ex) { // its connections have ended with it
				logger.debug("The event loop of MQTT client '{}' has ended", client.label());
			}
		});
	}

	private static <T> void accept(T value, Consumer<T> then, Consumer<Throwable> failed) {
		try {
			then.accept(value);
		}
		catch (Throwable ex) { // as a value that no packet can carry
			failed.accept(ex);
		}
	}

}
