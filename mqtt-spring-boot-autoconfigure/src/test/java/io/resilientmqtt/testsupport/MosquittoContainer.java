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
import org.testcontainers.images.builder.Transferable;

/**
 * A mosquitto in a container, with nothing set but that clients from other machines, and
 * without a name, are let in: what {@code mosquitto-no-auth.conf} of its image sets.
 */
public final class MosquittoContainer extends BrokerContainer<MosquittoContainer> {

	private String configuration = "listener " + MQTT_PORT + "\nallow_anonymous true\n";

	/**
	 * Create a broker that is not running.
	 */
	public MosquittoContainer() {
		super("eclipse-mosquitto:2");
	}

	/**
	 * Have none of Mosquitto's limits in the way. A test on a broker like this says why.
	 * @return this container
	 */
	public MosquittoContainer withoutLimits() {
		this.configuration += MosquittoConfiguration.LIMITLESS;
		return this;
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

}
