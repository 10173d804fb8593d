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

import io.resilientmqtt.client.MessageReceiver;

/**
 * Hands the messages of a started listener over to it, and acknowledges them. Receives
 * one message at a time; the rest may be called from any thread.
 */
interface Dispatch extends MessageReceiver {

	/**
	 * Return how many messages were received and are not finished.
	 * @return the count
	 */
	int unfinished();

	/**
	 * Return whether the listener has the calling thread, which so can't wait for it.
	 * @return {@code true} if it is called by the listener
	 */
	boolean isCurrent();

	/**
	 * Begin with no message until {@link #resume()}.
	 */
	void pause();

	/**
	 * Begin with messages again.
	 */
	void resume();

	/**
	 * Wait for the messages being handled, while paused, but not for one that the calling
	 * thread is handling.
	 * @return complete when none is
	 */
	CompletableFuture<Void> idle();

	/**
	 * Wait for all messages received, now that no more come, and begin nothing
	 * afterwards.
	 * @return complete when all have been handled
	 */
	CompletableFuture<Void> finish();

	/**
	 * Begin with no message any more. What has been received and not begun with is left
	 * to the broker.
	 * @return complete when the messages being handled have been
	 */
	CompletableFuture<Void> close();

}
