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
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Asks a broker whether it is there, in plain bytes.
 */
final class BrokerCall {

	private BrokerCall() {
	}

	/**
	 * Return whether a broker answers a CONNECT within the given time.
	 * @param host its host
	 * @param port its port
	 * @param timeout how long to wait for the connection, and as long for the answer
	 * @return whether it accepts clients
	 */
	static boolean isAnswered(String host, int port, Duration timeout) {
		// With a Client Identifier, for not every broker gives one: "call"
		byte[] connect = HexFormat.of().parseHex("101000044d5154540402003c000463616c6c");
		byte[] accepted = HexFormat.of().parseHex("20020000");
		try (Socket socket = new Socket()) {
			socket.setSoTimeout((int) timeout.toMillis());
			socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
			socket.getOutputStream().write(connect);
			InputStream in = socket.getInputStream();
			return Arrays.equals(in.readNBytes(accepted.length), accepted);
		}
		catch (IOException ex) {
			return false;
		}
	}

}
