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

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

import io.resilientmqtt.client.ProxyOptions;
import org.jspecify.annotations.Nullable;

/**
 * A small HTTP or SOCKS5 proxy that leads to a port of 127.0.0.1, whatever host it is
 * asked for. Two threads for each connection.
 */
public final class TestProxy implements AutoCloseable {

	private static final int DOMAIN = 3;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<String> asked = new CopyOnWriteArrayList<>();

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private final ProxyOptions.Type type;

	private final @Nullable String credentials;

	private final ServerSocket server;

	private volatile boolean silent;

	/**
	 * Create a proxy that listens on a free port of 127.0.0.1.
	 * @param type its kind
	 * @param credentials {@code user:password} to ask for, or {@code null}
	 */
	public TestProxy(ProxyOptions.Type type, @Nullable String credentials) {
		this.type = type;
		this.credentials = credentials;
		try {
			this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.threads.execute(this::accept);
	}

	/**
	 * Return the port.
	 * @return the port on 127.0.0.1
	 */
	public int port() {
		return this.server.getLocalPort();
	}

	/**
	 * Return where connections were asked for.
	 * @return the hosts and ports
	 */
	public List<String> asked() {
		return this.asked;
	}

	/**
	 * Answer nothing any more.
	 */
	public void beSilent() {
		this.silent = true;
	}

	private void accept() {
		try {
			while (true) {
				Socket client = this.server.accept();
				this.sockets.add(client);
				this.threads.execute(() -> serve(client));
			}
		}
		catch (IOException | RejectedExecutionException ex) { // closed
			this.threads.shutdown();
		}
	}

	private void serve(Socket client) {
		try (client) {
			DataInputStream input = new DataInputStream(client.getInputStream());
			DataOutputStream output = new DataOutputStream(client.getOutputStream());
			int port = (this.type == ProxyOptions.Type.HTTP) ? http(input, output) : socks(input, output);
			if (port == 0) {
				return;
			}
			try (Socket broker = new Socket(InetAddress.getLoopbackAddress(), port)) {
				this.sockets.add(broker);
				this.threads.execute(() -> pump(broker, client));
				pump(client, broker);
			}
		}
		catch (IOException ex) { // one end has closed
			this.sockets.remove(client);
		}
	}

	private static void pump(Socket from, Socket to) {
		try (from; to) {
			InputStream input = from.getInputStream();
			OutputStream output = to.getOutputStream();
			input.transferTo(output);
		}
		catch (IOException ex) { // one end has closed, and so does the other
			return;
		}
	}

	private int http(DataInputStream input, DataOutputStream output) throws IOException {
		StringBuilder request = new StringBuilder();
		while (request.indexOf("\r\n\r\n") < 0) {
			request.append((char) input.readUnsignedByte());
		}
		String target = request.toString().split(" ")[1];
		this.asked.add(target);
		String expected = (this.credentials != null)
				? "Basic " + Base64.getEncoder().encodeToString(this.credentials.getBytes(StandardCharsets.UTF_8)) : "";
		if (this.silent) {
			return waitForEnd(input);
		}
		if (!request.toString().contains(expected)) {
			output.writeBytes("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
			return 0;
		}
		output.writeBytes("HTTP/1.1 200 OK\r\n\r\n");
		return Integer.parseInt(target.substring(target.lastIndexOf(':') + 1));
	}

	private int socks(DataInputStream input, DataOutputStream output) throws IOException {
		input.readUnsignedByte();
		byte[] methods = input.readNBytes(input.readUnsignedByte());
		int method = (this.credentials != null) ? 2 : 0;
		boolean offered = new String(methods, StandardCharsets.ISO_8859_1).indexOf(method) >= 0;
		output.write(new byte[] { 5, (byte) (offered ? method : 0xFF) });
		if (!offered) {
			return 0;
		}
		if (this.credentials != null) {
			input.readUnsignedByte();
			String given = text(input) + ":" + text(input);
			boolean right = given.equals(this.credentials);
			output.write(new byte[] { 1, (byte) (right ? 0 : 1) });
			if (!right) {
				return 0;
			}
		}
		input.readNBytes(3);
		String host = (input.readUnsignedByte() == DOMAIN) ? text(input)
				: InetAddress.getByAddress(input.readNBytes(4)).getHostAddress();
		int port = input.readUnsignedShort();
		this.asked.add(host + ":" + port);
		if (this.silent) {
			return waitForEnd(input);
		}
		output.write(new byte[] { 5, 0, 0, 1, 0, 0, 0, 0, 0, 0 });
		return port;
	}

	private static String text(DataInputStream input) throws IOException {
		return new String(input.readNBytes(input.readUnsignedByte()), StandardCharsets.UTF_8);
	}

	private static int waitForEnd(InputStream input) throws IOException {
		input.transferTo(OutputStream.nullOutputStream());
		return 0;
	}

	@Override
	public void close() {
		try {
			this.server.close();
			for (Socket socket : this.sockets) {
				socket.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.threads.shutdownNow();
	}

}
