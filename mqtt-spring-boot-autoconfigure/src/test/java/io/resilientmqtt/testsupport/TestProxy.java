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
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import io.resilientmqtt.client.ProxyOptions;
import org.jspecify.annotations.Nullable;

/**
 * A small HTTP or SOCKS5 proxy that leads to a port of 127.0.0.1, whatever host it is
 * asked for, unless it is told to look it up. Two threads for each connection.
 */
public final class TestProxy implements AutoCloseable {

	private static final int DOMAIN = 3;

	/** What SOCKS5 says of a server that refuses connections. */
	private static final int REFUSED = 5;

	/** How long a connection to a server may take, in milliseconds. */
	private static final int TIMEOUT = 1000;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<String> asked = new CopyOnWriteArrayList<>();

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private final ProxyOptions.Type type;

	private final @Nullable String credentials;

	private final ServerSocket server;

	private final AtomicInteger turns = new AtomicInteger();

	private volatile boolean silent;

	private volatile boolean lookingUp;

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

	/**
	 * Look up the host that is asked for. If it has several addresses they take turns,
	 * and no other is tried if one takes no connection.
	 */
	public void lookUp() {
		this.lookingUp = true;
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
			String target = (this.type == ProxyOptions.Type.HTTP) ? http(input, output) : socks(input, output);
			if (target.isEmpty()) {
				return;
			}
			try (Socket broker = new Socket()) {
				this.sockets.add(broker);
				if (connect(broker, target)) {
					answer(output, true);
					this.threads.execute(() -> pump(broker, client));
					pump(client, broker);
				}
				else {
					answer(output, false);
				}
			}
		}
		catch (IOException ex) { // one end has closed
			this.sockets.remove(client);
		}
	}

	private boolean connect(Socket broker, String target) throws IOException {
		int colon = target.lastIndexOf(':');
		InetAddress address = InetAddress.getLoopbackAddress();
		if (this.lookingUp) {
			InetAddress[] addresses = InetAddress.getAllByName(target.substring(0, colon));
			address = addresses[this.turns.getAndIncrement() % addresses.length];
		}
		try {
			broker.connect(new InetSocketAddress(address, Integer.parseInt(target.substring(colon + 1))), TIMEOUT);
			return true;
		}
		catch (IOException ex) { // which the client is told
			return false;
		}
	}

	private void answer(DataOutputStream output, boolean connected) throws IOException {
		if (this.type == ProxyOptions.Type.HTTP) {
			output.writeBytes(
					connected ? "HTTP/1.1 200 OK\r\n\r\n" : "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
		}
		else {
			output.write(new byte[] { 5, (byte) (connected ? 0 : REFUSED), 0, 1, 0, 0, 0, 0, 0, 0 });
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

	private String http(DataInputStream input, DataOutputStream output) throws IOException {
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
			return "";
		}
		return target;
	}

	private String socks(DataInputStream input, DataOutputStream output) throws IOException {
		input.readUnsignedByte();
		byte[] methods = input.readNBytes(input.readUnsignedByte());
		int method = (this.credentials != null) ? 2 : 0;
		boolean offered = new String(methods, StandardCharsets.ISO_8859_1).indexOf(method) >= 0;
		output.write(new byte[] { 5, (byte) (offered ? method : 0xFF) });
		if (!offered) {
			return "";
		}
		if (this.credentials != null) {
			input.readUnsignedByte();
			String given = text(input) + ":" + text(input);
			boolean right = given.equals(this.credentials);
			output.write(new byte[] { 1, (byte) (right ? 0 : 1) });
			if (!right) {
				return "";
			}
		}
		input.readNBytes(3);
		String host = (input.readUnsignedByte() == DOMAIN) ? text(input)
				: InetAddress.getByAddress(input.readNBytes(4)).getHostAddress();
		int port = input.readUnsignedShort();
		String target = host + ":" + port;
		this.asked.add(target);
		return this.silent ? waitForEnd(input) : target;
	}

	private static String text(DataInputStream input) throws IOException {
		return new String(input.readNBytes(input.readUnsignedByte()), StandardCharsets.UTF_8);
	}

	private static String waitForEnd(InputStream input) throws IOException {
		input.transferTo(OutputStream.nullOutputStream());
		return "";
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
