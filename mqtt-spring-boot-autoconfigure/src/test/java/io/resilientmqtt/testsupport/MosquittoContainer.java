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
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;

import org.awaitility.Awaitility;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.images.builder.Transferable;

/**
 * A mosquitto that can be killed, frozen and brought back. It keeps its port and its file
 * system while it is down; it counts as up once it answers a CONNECT.
 */
public class MosquittoContainer extends GenericContainer<MosquittoContainer> {

	private static final int MQTT_PORT = 1883;

	/**
	 * Without limits, for what Mosquitto has acknowledged and holds back for a subscriber
	 * is lost when it is killed before it has written it to disk. As it is, a message is
	 * on its way to the subscriber before its PUBACK is on its way to the publisher.
	 */
	private static final String CONFIGURATION = """
			listener 1883
			allow_anonymous true
			max_queued_messages 0
			max_inflight_messages 0
			""";

	private static final String PERSISTENCE = """
			persistence true
			persistence_location /tmp/
			autosave_on_changes true
			autosave_interval 1
			""";

	private String configuration = CONFIGURATION;

	public MosquittoContainer() {
		super("eclipse-mosquitto:2");
		addFixedExposedPort(freePort(), MQTT_PORT);
		waitingFor(new ConnectAnswered());
	}

	/**
	 * Keep sessions and messages across a {@link #kill()}: each change is written at
	 * once.
	 * @return this container
	 */
	public MosquittoContainer withPersistence() {
		this.configuration += PERSISTENCE;
		return this;
	}

	@Override
	protected void configure() {
		withCopyToContainer(Transferable.of(this.configuration), "/mosquitto/config/mosquitto.conf");
	}

	/**
	 * Return the port on the host, the same in every life of the broker.
	 * @return the port, 1 to 65535
	 */
	public int port() {
		return getMappedPort(MQTT_PORT);
	}

	/**
	 * Send SIGKILL and wait until the process is gone, along with its connections.
	 */
	public void kill() {
		getDockerClient().killContainerCmd(getContainerId()).exec();
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !isRunning());
	}

	/**
	 * Start the broker after a {@link #kill()} and wait until it answers.
	 */
	public void startAgain() {
		getDockerClient().startContainerCmd(getContainerId()).exec();
		waitUntilContainerStarted();
	}

	/**
	 * Freeze the broker: connections stay open and nobody answers.
	 */
	public void pause() {
		getDockerClient().pauseContainerCmd(getContainerId()).exec();
	}

	/**
	 * Let the broker go on after a {@link #pause()}.
	 */
	public void unpause() {
		getDockerClient().unpauseContainerCmd(getContainerId()).exec();
	}

	/**
	 * Return whether the broker answers a CONNECT within the given time.
	 * @param timeout how long to wait for the connection, and as long for the answer
	 * @return whether it accepts clients
	 */
	public boolean answers(Duration timeout) {
		byte[] connect = HexFormat.of().parseHex("100c00044d5154540402003c0000");
		byte[] accepted = HexFormat.of().parseHex("20020000");
		try (Socket socket = new Socket()) {
			socket.setSoTimeout((int) timeout.toMillis());
			socket.connect(new InetSocketAddress(getHost(), port()), (int) timeout.toMillis());
			socket.getOutputStream().write(connect);
			InputStream in = socket.getInputStream();
			return Arrays.equals(in.readNBytes(accepted.length), accepted);
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new IllegalStateException("No free port for the broker", ex);
		}
	}

	/**
	 * A port that accepts is no sign of life, as Docker's proxy listens before the broker
	 * does.
	 */
	private final class ConnectAnswered extends AbstractWaitStrategy {

		@Override
		protected void waitUntilReady() {
			Awaitility.await()
				.atMost(this.startupTimeout)
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(10))
				.until(() -> answers(Duration.ofSeconds(1)));
		}

	}

}
