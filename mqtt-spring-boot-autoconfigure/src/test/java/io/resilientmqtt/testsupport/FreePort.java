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

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports for servers that go away and come back. They lie below those the system
 * gives to clients: one of these could otherwise take the port meanwhile, or be connected
 * to itself when it tries to reach the server on it.
 */
final class FreePort {

	private static final int FIRST = 20_000;

	private static final int LAST = 30_000;

	private static final int ATTEMPTS = 100;

	private FreePort() {
	}

	/**
	 * Find a port that nobody listens on.
	 * @return the port
	 */
	static int find() {
		IOException failure = null;
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
			try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				return socket.getLocalPort();
			}
			catch (IOException ex) {
				failure = ex;
			}
		}
		throw new IllegalStateException("No free port from " + FIRST + " to " + LAST, failure);
	}

}
