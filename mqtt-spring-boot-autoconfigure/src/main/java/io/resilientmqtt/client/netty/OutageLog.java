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

package io.resilientmqtt.client.netty;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.message.Printable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs one line for an outage, one for the recovery, and failed attempts ever more
 * rarely. On the event loop.
 */
final class OutageLog {

	private static final Logger logger = LoggerFactory.getLogger("io.resilientmqtt.client.connection");

	private final String clientId;

	private final UnaryOperator<String> label;

	private final LongSupplier clock;

	private @Nullable Long downSince;

	/** Whether the application has ended the last link. */
	private boolean commanded;

	/**
	 * Create the log of a client.
	 * @param clientId what the client is called
	 * @param label what it is called with a Client Identifier that a server has assigned
	 * @param clock the time in nanoseconds
	 */
	OutageLog(String clientId, UnaryOperator<String> label, LongSupplier clock) {
		this.clientId = clientId;
		this.label = label;
		this.clock = clock;
	}

	/**
	 * The link is up.
	 * @param result the CONNACK
	 * @param server the server
	 * @return how long it had been down, or {@code null} if it had not been up before
	 */
	@Nullable Duration up(ConnectResult result, ServerAddress server) {
		Duration outage = (this.downSince != null) ? Duration.ofNanos(this.clock.getAsLong() - this.downSince) : null;
		this.downSince = null;
		logger.info("MQTT client '{}' is connected to {} (MQTT {}, session {}){}",
				this.label.apply(Printable.of(result.clientId())), server, result.protocolVersion(),
				result.sessionPresent() ? "resumed" : "new", (outage != null) ? away(outage.toMillis()) : "");
		return outage;
	}

	private String away(long millis) {
		return this.commanded ? ", again as the application wanted, within " + millis + " ms"
				: " after an outage of " + millis + " ms";
	}

	/**
	 * The link is down.
	 * @param cause why
	 * @param byUser whether the application wanted that
	 * @param again whether it wants a new one at once
	 */
	void down(ConnectionCause cause, boolean byUser, boolean again) {
		this.commanded = byUser;
		if (!byUser || again) {
			this.downSince = this.clock.getAsLong();
		}
		if (byUser) {
			logger.info("MQTT client '{}' is disconnected: {}", this.clientId, cause.description());
			return;
		}
		logger.warn("MQTT client '{}' has lost its connection ({})", this.clientId, cause);
	}

	void network(boolean available, List<ServerAddress> servers) {
		if (available) {
			logger.info("MQTT client '{}' has a network again", this.clientId);
		}
		else {
			logger.warn("MQTT client '{}' waits for a network: no interface that is up leads to {}", this.clientId,
					servers);
		}
	}

	void failed(ServerAddress server, ConnectionCause cause, int failures, @Nullable Duration delay) {
		String next = (delay != null) ? "next in " + delay.toMillis() + " ms" : "giving up";
		boolean powerOfTwo = (failures & (failures - 1)) == 0;
		if (powerOfTwo || delay == null) {
			logger.warn("MQTT client '{}' can't connect to {}, attempt {}, {} ({})", this.clientId, server, failures,
					next, cause);
		}
		else {
			logger.debug("MQTT client '{}' can't connect to {}, attempt {}, {} ({})", this.clientId, server, failures,
					next, cause);
		}
	}

}
