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

package io.resilientmqtt.autoconfigure.embedded;

import java.nio.file.Path;

import io.resilientmqtt.autoconfigure.embedded.EmbeddedMqttBrokerException.Reason;
import io.resilientmqtt.client.Credentials;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.Assert;

/**
 * An MQTT 3.1.1 and 5 broker in this process: Apache Artemis, listening on 127.0.0.1
 * only. It may be stopped and started as often as wanted, always on the same port, to
 * rehearse an outage.
 * <p>
 * Needs {@code org.apache.artemis:artemis-server} and
 * {@code org.apache.artemis:artemis-mqtt-protocol}; usable without Spring. Without a
 * directory a stop forgets everything, sessions and retained messages included.
 * <p>
 * Methods may be called from any thread; {@link #start()} and {@link #stop()} return when
 * they are done. The broker runs on its own threads, which end with {@link #stop()}.
 */
public final class EmbeddedMqttBroker implements AutoCloseable {

	/**
	 * The only address the broker listens on.
	 */
	public static final String HOST = "127.0.0.1";

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedMqttBroker.class);

	private final @Nullable Path directory;

	private final @Nullable Credentials credentials;

	private final Object lifecycleMonitor = new Object();

	private volatile int port;

	private volatile @Nullable ArtemisServer server;

	private EmbeddedMqttBroker(Builder builder) {
		this.port = builder.port;
		this.directory = builder.directory;
		this.credentials = builder.credentials;
	}

	/**
	 * Return a builder of a broker on a free port, without persistence, open to everyone.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Start the broker. When this returns it accepts connections. Starting a running
	 * broker does nothing.
	 * @throws EmbeddedMqttBrokerException if it can't listen on its port or use its
	 * directory, or if Artemis is not on the class path
	 */
	public void start() {
		synchronized (this.lifecycleMonitor) {
			if (this.server != null) {
				return;
			}
			ArtemisServer server = launch();
			this.port = server.port();
			this.server = server;
			logger.info("Embedded MQTT broker started on {}:{}{}", HOST, this.port,
					(this.directory != null) ? " with its data in " + this.directory : "");
		}
	}

	private ArtemisServer launch() {
		try {
			return ArtemisServer.start(this.port, this.directory, this.credentials);
		}
		catch (NoClassDefFoundError ex) {
			throw new EmbeddedMqttBrokerException(Reason.LIBRARY_MISSING,
					"The embedded MQTT broker needs org.apache.artemis:artemis-server and "
							+ "org.apache.artemis:artemis-mqtt-protocol on the class path, where " + ex.getMessage()
							+ " is missing",
					ex);
		}
	}

	/**
	 * Stop the broker: close the connections of all clients without DISCONNECT and the
	 * port. Stopping a stopped broker does nothing.
	 * @throws EmbeddedMqttBrokerException if it does not stop in an orderly way
	 */
	public void stop() {
		synchronized (this.lifecycleMonitor) {
			ArtemisServer server = this.server;
			if (server == null) {
				return;
			}
			this.server = null;
			server.stop();
			logger.info("Embedded MQTT broker stopped on {}:{}", HOST, this.port);
		}
	}

	/**
	 * {@link #stop()}.
	 */
	@Override
	public void close() {
		stop();
	}

	/**
	 * Return whether the broker accepts connections.
	 * @return {@code true} between {@link #start()} and {@link #stop()}
	 */
	public boolean isRunning() {
		return this.server != null;
	}

	/**
	 * Return the port. Once the broker has been started it never changes.
	 * @return 1 to 65535
	 * @throws IllegalStateException if the port is to be a free one and the broker has
	 * never been started
	 */
	public int port() {
		Assert.state(this.port != 0, "The port of the embedded MQTT broker is known once it has been started");
		return this.port;
	}

	/**
	 * Return where the broker keeps its data.
	 * @return the directory or {@code null} if nothing is kept
	 */
	public @Nullable Path directory() {
		return this.directory;
	}

	/**
	 * Return who is let in.
	 * @return the credentials or {@code null} if everyone is
	 */
	@Nullable Credentials credentials() {
		return this.credentials;
	}

	/**
	 * Collects the settings of a broker. Not for use by several threads.
	 */
	public static final class Builder {

		private int port;

		private @Nullable Path directory;

		private @Nullable Credentials credentials;

		private Builder() {
		}

		/**
		 * Set the port.
		 * @param port 1 to 65535, or 0 (the default) for a free one, chosen at the first
		 * start
		 * @return this builder
		 */
		public Builder port(int port) {
			Assert.isTrue(port >= 0 && port <= 65535,
					() -> "port = '" + port + "' is not valid: use 1 to 65535, or 0 for a free port");
			this.port = port;
			return this;
		}

		/**
		 * Set where sessions, retained and undelivered messages survive a stop. One
		 * broker at a time can use a directory.
		 * @param directory the directory, created if absent, or {@code null} (the
		 * default) to keep nothing
		 * @return this builder
		 */
		public Builder directory(@Nullable Path directory) {
			this.directory = directory;
			return this;
		}

		/**
		 * Let in only clients with these credentials.
		 * @param username the user name
		 * @param password the password
		 * @return this builder
		 */
		public Builder credentials(String username, String password) {
			Assert.hasText(username, "'username' must not be empty");
			Assert.hasText(password, "'password' must not be empty");
			this.credentials = Credentials.of(username, password);
			return this;
		}

		/**
		 * Build the broker; {@link EmbeddedMqttBroker#start()} is up to the caller.
		 * @return the broker
		 */
		public EmbeddedMqttBroker build() {
			return new EmbeddedMqttBroker(this);
		}

	}

}
