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

import java.time.Duration;

import org.awaitility.Awaitility;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;

/**
 * A broker in a container that can be ended, killed, frozen and brought back. It keeps
 * its port and its file system while it is down; it counts as up once it answers a
 * CONNECT.
 *
 * @param <SELF> the class of the broker
 */
public abstract class BrokerContainer<SELF extends BrokerContainer<SELF>> extends GenericContainer<SELF>
		implements RestartableBroker {

	static final int MQTT_PORT = 1883;

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	BrokerContainer(String image) {
		super(image);
		addFixedExposedPort(FreePort.find(), MQTT_PORT);
		waitingFor(new ConnectAnswered());
	}

	/**
	 * Return the port on the host, the same in every life of the broker.
	 * @return the port, 1 to 65535
	 */
	@Override
	public int port() {
		return getMappedPort(MQTT_PORT);
	}

	@Override
	public void shutDown() {
		getDockerClient().stopContainerCmd(getContainerId()).withTimeout((int) PATIENCE.toSeconds()).exec();
		Awaitility.await().atMost(PATIENCE).until(() -> !isRunning());
	}

	@Override
	public void kill() {
		getDockerClient().killContainerCmd(getContainerId()).exec();
		Awaitility.await().atMost(PATIENCE).until(() -> !isRunning());
	}

	@Override
	public void launch() {
		if (getContainerId() == null) {
			start();
		}
		else {
			startAgain();
		}
	}

	/**
	 * Start the broker after it was ended and wait until it answers.
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

	@Override
	public void close() {
		super.close();
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
