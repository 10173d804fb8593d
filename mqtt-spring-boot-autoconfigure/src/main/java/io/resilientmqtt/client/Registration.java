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
 * Something registered with a client that can be taken back.
 */
@FunctionalInterface
public interface Registration extends AutoCloseable {

	/**
	 * Take the registration back. Calls under way end as they would; none begins
	 * afterwards. Closing twice does nothing.
	 */
	@Override
	void close();

	/**
	 * Take no further message, but keep those for a receiver until {@link #close()}: of
	 * QoS 1 and 2 they are left unacknowledged, so that the broker sends them again on
	 * the next connection of a persistent session. Meant for the time before a
	 * disconnect; while the connection goes on, the broker may hold back further messages
	 * for want of acknowledgements. What is no receiver is closed.
	 */
	default void suspend() {
		close();
	}

	/**
	 * Hand over no further message until {@link #resume()}. What comes waits as it does
	 * for a slow receiver: unacknowledged, without a thread, up to the receiver's
	 * capacity; then its {@link Receiver.Overflow} decides. From within the receiver this
	 * takes effect before the next message, from elsewhere after the one under way.
	 * @throws UnsupportedOperationException if this is no receiver
	 */
	default void pause() {
		throw new UnsupportedOperationException("only a receiver can be paused");
	}

	/**
	 * Hand messages over again.
	 * @throws UnsupportedOperationException if this is no receiver
	 */
	default void resume() {
		throw new UnsupportedOperationException("only a receiver can be resumed");
	}

	/**
	 * Take no further message, but hand over those that wait; then the registration is
	 * taken back. While it is paused they go on waiting.
	 * @return complete when the last one has been handed over
	 */
	default CompletableFuture<Void> finish() {
		close();
		return CompletableFuture.completedFuture(null);
	}

}
