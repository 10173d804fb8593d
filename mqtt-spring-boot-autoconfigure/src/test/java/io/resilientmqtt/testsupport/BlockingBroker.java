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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;

/**
 * The operating system's side of a broker: sockets that are read only on command, so that
 * a client can be blocked, and that tell how a connection has ended. Whoever calls a
 * method waits for it.
 */
public final class BlockingBroker implements AutoCloseable {

	private static final String ACCEPT_KEY = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	private static final int PATIENCE_MILLIS = 60_000;

	private final ServerSocket server;

	private final boolean webSocket;

	private final List<Connection> connections = new CopyOnWriteArrayList<>();

	/**
	 * Create a broker that listens on a free port of 127.0.0.1.
	 * @param tls its side of TLS, or {@code null} for none
	 * @param webSocket whether MQTT comes in a WebSocket
	 */
	public BlockingBroker(@Nullable SSLContext tls, boolean webSocket) {
		try {
			InetAddress loopback = InetAddress.getLoopbackAddress();
			this.server = (tls != null) ? tls.getServerSocketFactory().createServerSocket(0, 50, loopback)
					: new ServerSocket(0, 50, loopback);
			this.server.setSoTimeout(PATIENCE_MILLIS);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.webSocket = webSocket;
	}

	/**
	 * Return the port.
	 * @return the port on 127.0.0.1
	 */
	public int port() {
		return this.server.getLocalPort();
	}

	/**
	 * Wait for a connection and for the first packet on it.
	 * @return the connection
	 */
	public Connection accept() {
		try {
			Connection connection = new Connection(this.server.accept());
			this.connections.add(connection);
			if (this.webSocket) {
				connection.openWebSocket();
			}
			connection.read();
			return connection;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.connections.forEach(Connection::close);
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * One connection.
	 */
	public final class Connection {

		private final Socket socket;

		private final byte[] buffer = new byte[64 * 1024];

		private Connection(Socket socket) throws IOException {
			this.socket = socket;
			socket.setTcpNoDelay(true);
			socket.setSoTimeout(PATIENCE_MILLIS);
		}

		private int read() throws IOException {
			return this.socket.getInputStream().read(this.buffer);
		}

		private void openWebSocket() throws IOException {
			ByteArrayOutputStream request = new ByteArrayOutputStream();
			while (!request.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
				request.write(this.socket.getInputStream().read());
			}
			String key = request.toString(StandardCharsets.US_ASCII)
				.replaceAll("(?is).*sec-websocket-key: *(\\S+).*", "$1");
			try {
				byte[] digest = MessageDigest.getInstance("SHA-1")
					.digest((key + ACCEPT_KEY).getBytes(StandardCharsets.US_ASCII));
				write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
						+ "Sec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Accept: "
						+ Base64.getEncoder().encodeToString(digest) + "\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			}
			catch (GeneralSecurityException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private void write(byte[] bytes) throws IOException {
			this.socket.getOutputStream().write(bytes);
			this.socket.getOutputStream().flush();
		}

		/**
		 * Send packets.
		 * @param hex up to 125 bytes in hexadecimal
		 * @return whether the connection took them
		 */
		public boolean send(String hex) {
			byte[] packets = HexFormat.of().parseHex(hex);
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			if (BlockingBroker.this.webSocket) {
				bytes.write(0x82);
				bytes.write(packets.length);
			}
			bytes.writeBytes(packets);
			try {
				write(bytes.toByteArray());
				return true;
			}
			catch (IOException ex) { // that there is none any more is what some tests
										// want
				return false;
			}
		}

		/**
		 * Read whatever comes, and give a sign of life for it, on a thread of its own.
		 */
		public void serve() {
			Thread thread = new Thread(() -> {
				try {
					while (read() >= 0) {
						send("d000");
					}
				}
				catch (IOException ex) {
					close();
				}
			}, "blocking-broker");
			thread.setDaemon(true);
			thread.start();
		}

		/**
		 * Read up to the end.
		 * @return whether the connection was reset
		 */
		public boolean isReset() {
			try {
				int length = read();
				while (length >= 0) {
					length = read();
				}
				return false;
			}
			catch (SSLException ex) {
				return ex.getCause() instanceof IOException || String.valueOf(ex.getMessage()).contains("reset");
			}
			catch (IOException ex) {
				return String.valueOf(ex.getMessage()).contains("reset");
			}
		}

		/**
		 * Close the connection.
		 */
		public void close() {
			try {
				this.socket.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
