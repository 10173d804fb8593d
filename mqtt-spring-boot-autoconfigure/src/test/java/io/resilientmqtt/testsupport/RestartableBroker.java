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

package io.resilientmqtt.testsupport;

/**
 * A broker outside this process that goes away and comes back on its port, with what it
 * keeps. Not for use by several threads at once.
 */
public interface RestartableBroker extends AutoCloseable {

	/**
	 * Return the port.
	 * @return the port on 127.0.0.1, the same in every life of the broker
	 */
	int port();

	/**
	 * Have the broker end in order (SIGTERM) and wait until it is gone.
	 */
	void shutDown();

	/**
	 * Send SIGKILL and wait until the broker is gone, along with its connections.
	 */
	void kill();

	/**
	 * Start the broker, for the first time or after it was ended, and wait until it
	 * answers a CONNECT.
	 */
	void launch();

	/**
	 * End the broker for good.
	 */
	@Override
	void close();

}
