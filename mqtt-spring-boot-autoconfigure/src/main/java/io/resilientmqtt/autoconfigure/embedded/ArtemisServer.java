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

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.netty.util.internal.PlatformDependent;
import io.resilientmqtt.autoconfigure.embedded.EmbeddedMqttBrokerException.Reason;
import io.resilientmqtt.client.Credentials;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTProtocolManagerFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.core.remoting.server.RemotingService;
import org.apache.activemq.artemis.core.server.ActiveMQLockAcquisitionTimeoutException;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;

/**
 * One run of an Apache Artemis server with nothing but MQTT: each start makes a new one.
 * Everything that knows Artemis is here. Not for use by several threads at once.
 */
final class ArtemisServer {

	private static final String ACCEPTOR = "mqtt";

	private static final byte[] LOOPBACK = { 127, 0, 0, 1 };

	private static final int MEGABYTE = 1024 * 1024;

	private static final int LOCK_TIMEOUT_MILLIS = 2000;

	private final ActiveMQServer server;

	private final int port;

	private ArtemisServer(ActiveMQServer server, int port) {
		this.server = server;
		this.port = port;
	}

	/**
	 * Start a server.
	 * @param port the port or 0 for a free one
	 * @param directory where data is kept or {@code null} to keep none
	 * @param credentials of whom is let in or {@code null} for everyone
	 * @return the server, accepting connections
	 * @throws EmbeddedMqttBrokerException if it does not start; it leaves nothing behind
	 */
	static ArtemisServer start(int port, @Nullable Path directory, @Nullable Credentials credentials) {
		checkPort(port);
		if (directory != null) {
			checkDirectory(directory);
		}
		Configuration configuration = configuration(port, directory);
		configuration.setSecurityEnabled(credentials != null);
		ActiveMQServer server = new ActiveMQServerImpl(configuration,
				(credentials != null) ? new SingleUserSecurityManager(credentials) : null);
		server.addProtocolManagerFactory(new MQTTProtocolManagerFactory());
		// Artemis reports some failures by a listener and returns from start
		AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
		server.registerActivationFailureListener((ex) -> failure.compareAndSet(null, ex));
		try {
			server.start();
		}
		catch (Exception ex) {
			failure.compareAndSet(null, ex);
		}
		Exception cause = failure.get();
		if (cause != null) {
			throw startFailed(server, directory, cause);
		}
		NettyAcceptor acceptor = (NettyAcceptor) server.getRemotingService().getAcceptor(ACCEPTOR);
		return new ArtemisServer(server, acceptor.getActualPort());
	}

	// Asked beforehand, because Artemis logs a stack trace for what the caller is told
	private static void checkPort(int port) {
		try (ServerSocket socket = new ServerSocket()) {
			socket.setReuseAddress(true);
			socket.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port));
		}
		catch (IOException ex) {
			throw new EmbeddedMqttBrokerException(Reason.PORT_UNAVAILABLE, "The embedded MQTT broker can't listen on "
					+ EmbeddedMqttBroker.HOST + ":" + port + ": " + ex.getMessage(), ex);
		}
	}

	private static void checkDirectory(Path directory) {
		if (!PlatformDependent.hasUnsafe()) {
			throw new EmbeddedMqttBrokerException(Reason.MEMORY_ACCESS_DENIED,
					"The embedded MQTT broker can't keep data in " + directory
							+ " on this JVM, which runs Netty without access to memory outside the heap",
					null);
		}
		try {
			Files.createDirectories(directory);
			if (!Files.isWritable(directory)) {
				throw new IOException("it can't be written");
			}
		}
		catch (IOException ex) {
			throw new EmbeddedMqttBrokerException(Reason.DIRECTORY_UNAVAILABLE,
					"The embedded MQTT broker can't use the directory " + directory.toAbsolutePath() + ": " + ex, ex);
		}
	}

	private static EmbeddedMqttBrokerException startFailed(ActiveMQServer server, @Nullable Path directory,
			Exception cause) {
		EmbeddedMqttBrokerException exception = new EmbeddedMqttBrokerException(Reason.OTHER,
				"The embedded MQTT broker did not start: " + cause.getMessage(), cause);
		Throwable root = NestedExceptionUtils.getMostSpecificCause(cause);
		if (directory != null && (root instanceof ActiveMQLockAcquisitionTimeoutException
				|| root instanceof OverlappingFileLockException)) {
			exception = new EmbeddedMqttBrokerException(Reason.DIRECTORY_UNAVAILABLE,
					"The embedded MQTT broker can't use the directory " + directory.toAbsolutePath()
							+ ": another broker uses it",
					cause);
		}
		try {
			server.stop();
		}
		catch (Exception ex) {
			exception.addSuppressed(ex);
		}
		return exception;
	}

	private static Configuration configuration(int port, @Nullable Path directory) {
		Configuration configuration = new ConfigurationImpl().setName("embedded")
			.addAcceptorConfiguration(acceptor(port))
			.setResolveProtocols(false)
			.setJMXManagementEnabled(false)
			.setCriticalAnalyzer(false)
			.setScheduledThreadPoolMaxSize(1)
			.setGlobalMaxSize(64L * MEGABYTE)
			// A full disk of the developer's must not block publishers
			.setMaxDiskUsage(-1)
			.setPersistenceEnabled(directory != null);
		AddressSettings addressSettings = new AddressSettings();
		// MQTT knows no limit after which an unacknowledged message is thrown away
		addressSettings.setMaxDeliveryAttempts(-1);
		if (directory != null) {
			configuration.setBindingsDirectory(directory.resolve("bindings").toString())
				.setJournalDirectory(directory.resolve("journal").toString())
				.setLargeMessagesDirectory(directory.resolve("large-messages").toString())
				.setPagingDirectory(directory.resolve("paging").toString())
				.setJournalType(JournalType.NIO)
				.setJournalFileSize(MEGABYTE)
				.setJournalLockAcquisitionTimeout(LOCK_TIMEOUT_MILLIS);
		}
		else {
			// Refuses what would exceed the memory; the default would write to disk
			addressSettings.setAddressFullMessagePolicy(AddressFullMessagePolicy.FAIL);
		}
		return configuration.addAddressSetting("#", addressSettings);
	}

	private static TransportConfiguration acceptor(int port) {
		Map<String, Object> parameters = new HashMap<>();
		parameters.put(TransportConstants.HOST_PROP_NAME, EmbeddedMqttBroker.HOST);
		parameters.put(TransportConstants.PORT_PROP_NAME, port);
		parameters.put(TransportConstants.PROTOCOLS_PROP_NAME, MQTTProtocolManagerFactory.MQTT_PROTOCOL_NAME);
		parameters.put(TransportConstants.USE_EPOLL_PROP_NAME, false);
		parameters.put(TransportConstants.USE_KQUEUE_PROP_NAME, false);
		parameters.put(TransportConstants.REMOTING_THREADS_PROPNAME, 1);
		return new TransportConfiguration(NettyAcceptorFactory.class.getName(), parameters, ACCEPTOR);
	}

	/**
	 * Return the port.
	 * @return 1 to 65535
	 */
	int port() {
		return this.port;
	}

	/**
	 * Stop the server and its threads.
	 * @throws EmbeddedMqttBrokerException if Artemis complains
	 */
	void stop() {
		try {
			closeConnections();
			this.server.stop();
		}
		catch (Exception ex) {
			throw new EmbeddedMqttBrokerException(Reason.OTHER, "The embedded MQTT broker did not stop in good order",
					ex);
		}
	}

	// Artemis logs errors when it stops while it is still taking leave of a client
	private void closeConnections() {
		RemotingService remotingService = this.server.getRemotingService();
		remotingService.getAcceptor(ACCEPTOR).pause();
		remotingService.getConnections().forEach((connection) -> connection.getTransportConnection().forceClose());
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
		while (!this.server.getSessions().isEmpty() && System.nanoTime() - deadline < 0
				&& !Thread.currentThread().isInterrupted()) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
		}
	}

}
