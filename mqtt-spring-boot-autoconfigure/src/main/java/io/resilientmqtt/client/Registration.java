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

}
