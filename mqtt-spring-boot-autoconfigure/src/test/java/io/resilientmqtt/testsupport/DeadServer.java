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
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An address at which there is no broker, in one of the ways in which there may be none.
 * One thread.
 */
public final class DeadServer implements AutoCloseable {

	private final Kind kind;

	private final ServerSocket server = new ServerSocket();

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	/**
	 * Create a server that does no service.
	 * @param kind what it does instead
	 * @param address where
	 * @throws IOException if it can't listen there
	 */
	public DeadServer(Kind kind, InetSocketAddress address) throws IOException {
		this.kind = kind;
		if (kind == Kind.REFUSES) {
			return;
		}
		this.server.bind(address, (kind == Kind.UNREACHABLE) ? 1 : 200);
		if (kind == Kind.UNREACHABLE) {
			fill(address);
		}
		else {
			Thread thread = new Thread(this::accept, "dead-server");
			thread.setDaemon(true);
			thread.start();
		}
	}

	/**
	 * Take all the room there is for connections, so that a SYN gets no answer.
	 */
	private void fill(InetSocketAddress address) throws IOException {
		boolean room = true;
		while (room) {
			Socket socket = new Socket();
			this.sockets.add(socket);
			try {
				socket.connect(address, 200);
			}
			catch (IOException ex) {
				room = false;
			}
		}
	}

	private void accept() {
		try {
			while (true) {
				Socket socket = this.server.accept();
				this.sockets.add(socket);
				if (this.kind != Kind.SILENT) {
					end(socket);
				}
			}
		}
		catch (IOException ex) {
			if (!this.server.isClosed()) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	private void end(Socket socket) throws IOException {
		if (this.kind == Kind.RESETS_AFTER_CONNECT) {
			socket.setSoTimeout(1000);
			try {
				socket.getInputStream().read();
			}
			catch (SocketTimeoutException ex) { // a mere look
				socket.setSoTimeout(0);
			}
		}
		if (this.kind != Kind.CLOSES) {
			socket.setSoLinger(true, 0);
		}
		socket.close();
	}

	@Override
	public String toString() {
		return this.kind.toString();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	/**
	 * What becomes of connections.
	 */
	public enum Kind {

		/** They are refused. */
		REFUSES,

		/** They get no answer. */
		UNREACHABLE,

		/** They are accepted and closed. */
		CLOSES,

		/** They are accepted and reset. */
		RESETS,

		/** They are accepted, and reset when the client has sent something. */
		RESETS_AFTER_CONNECT,

		/** They are accepted, and nothing happens then. */
		SILENT

	}

}
