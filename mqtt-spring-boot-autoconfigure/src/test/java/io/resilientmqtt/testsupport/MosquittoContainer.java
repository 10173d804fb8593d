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
import java.time.Duration;

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

	private String configuration = "listener " + MQTT_PORT + "\n" + MosquittoConfiguration.LIMITLESS;

	public MosquittoContainer() {
		super("eclipse-mosquitto:2");
		addFixedExposedPort(FreePort.find(), MQTT_PORT);
		waitingFor(new ConnectAnswered());
	}

	/**
	 * Keep sessions and messages across a {@link #kill()}: each change is written at
	 * once.
	 * @return this container
	 */
	public MosquittoContainer withPersistence() {
		this.configuration += MosquittoConfiguration.persistence("/tmp/");
		return this;
	}

	/**
	 * Keep sessions and messages across a {@link #kill()}, as of the last
	 * {@link #save()}. To write each change at once takes Mosquitto more time than there
	 * is between some hundred messages a second.
	 * @return this container
	 */
	public MosquittoContainer withPersistenceOnDemand() {
		this.configuration += "persistence true\npersistence_location /tmp/\nautosave_interval 0\n";
		return this;
	}

	/**
	 * Have everything written to disk, as of now, and wait until it is.
	 */
	public void save() {
		String before = lastSaved();
		getDockerClient().killContainerCmd(getContainerId()).withSignal("USR1").exec();
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !lastSaved().equals(before));
	}

	// Mosquitto writes a new file and gives it the name of the old one
	private String lastSaved() {
		try {
			return execInContainer("stat", "-c", "%i %y", "/tmp/mosquitto.db").getStdout();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Send every answer at once. Without it an answer can wait for the client's kernel to
	 * acknowledge the one before, which takes 40 ms.
	 * @return this container
	 */
	public MosquittoContainer withoutDelay() {
		this.configuration += "set_tcp_nodelay true\n";
		return this;
	}

	/**
	 * Listen on a further port.
	 * @param port the port in the container
	 * @param configuration the lines that go with it
	 * @return this container
	 */
	public MosquittoContainer withListener(int port, String configuration) {
		addFixedExposedPort(FreePort.find(), port);
		this.configuration += "listener " + port + "\n" + configuration;
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
		return BrokerCall.isAnswered(getHost(), port(), timeout);
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
