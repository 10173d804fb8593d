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

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.InvalidOptionException;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.message.Printable;
import io.resilientmqtt.message.ReasonCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers to try, in order: those configured and, if Server References are to be
 * followed, those they name [MQTT 5, 4.11]. Other servers to use for now are left when
 * one round of attempts has failed; servers moved to stay ahead of those configured for
 * as long as the client lives. On the event loop.
 */
final class Servers {

	private static final Logger logger = LoggerFactory.getLogger(Servers.class);

	private static final int MOST_REFERENCES = 16;

	/** Servers may send a client round in circles, but not without a wait. */
	private static final int MOST_HOPS = 5;

	private final boolean follows;

	private final String clientId;

	private final int defaultPort;

	private final List<ServerAddress> configured;

	/** Where to start over. */
	private List<ServerAddress> home;

	private List<ServerAddress> list;

	private int index;

	/** Servers that have failed since the link was last up or all of them had. */
	private int failed;

	private int hops;

	Servers(MqttClientOptions options, String clientId, List<ServerAddress> configured) {
		this.follows = options.v5().followServerReference();
		this.clientId = clientId;
		this.defaultPort = defaultPort(options);
		this.configured = configured;
		this.home = configured;
		this.list = configured;
	}

	/**
	 * Return the port of a server for which none is given.
	 * @param options the options
	 * @return the port
	 */
	static int defaultPort(MqttClientOptions options) {
		boolean tls = options.tls() != null;
		return switch (options.transport().type()) {
			case TCP -> tls ? 8883 : 1883;
			case WEBSOCKET -> tls ? 443 : 80;
		};
	}

	/**
	 * Return the server connected to, or tried last or next.
	 * @return the server
	 */
	ServerAddress current() {
		return this.list.get(this.index);
	}

	/**
	 * Return all servers.
	 * @return the servers in the order in which they are tried
	 */
	List<ServerAddress> list() {
		return this.list;
	}

	/**
	 * Move on from a server that failed.
	 * @return whether all have failed now
	 */
	boolean next() {
		this.index = (this.index + 1) % this.list.size();
		this.failed = (this.failed + 1) % this.list.size();
		boolean roundOver = this.failed == 0;
		if (roundOver && this.list != this.home) {
			this.list = this.home;
			this.index = 0;
		}
		return roundOver;
	}

	/**
	 * The link is up: with the next failure a new round begins.
	 */
	void up() {
		this.failed = 0;
	}

	/**
	 * Go where the server refers to, if it does and that is to be followed.
	 * @param cause what the server said
	 * @return whether the next attempt is to be made there at once
	 */
	boolean follow(ConnectionCause cause) {
		boolean moved = cause.reasonCode() == ReasonCode.SERVER_MOVED;
		boolean refers = cause.type() == ConnectionCause.Type.BROKER && cause.serverReference() != null
				&& (moved || cause.reasonCode() == ReasonCode.USE_ANOTHER_SERVER);
		if (!refers || !this.follows) {
			return false;
		}
		if (this.hops >= MOST_HOPS) {
			logger.warn("MQTT client '{}' was sent from server to server {} times and waits before it goes on",
					this.clientId, this.hops);
			this.hops = 0;
			return false;
		}
		List<ServerAddress> references = parse(String.valueOf(cause.serverReference()));
		if (references.isEmpty()) {
			return false;
		}
		this.hops++;
		logger.info("MQTT client '{}' is sent {} from {} to {}", this.clientId, moved ? "for good" : "for now",
				current(), Printable.of(references));
		if (moved) {
			Set<ServerAddress> all = new LinkedHashSet<>(references);
			all.addAll(this.configured);
			this.home = List.copyOf(all);
		}
		this.list = moved ? this.home : references;
		this.index = 0;
		this.failed = 0;
		return true;
	}

	/**
	 * Read references: separated by spaces, each a name, or an IPv6 address in brackets,
	 * and perhaps a colon and a port [MQTT 5, 4.11].
	 * @param text the Server Reference
	 * @return the addresses, without what can't be read
	 */
	private List<ServerAddress> parse(String text) {
		List<ServerAddress> references = new ArrayList<>();
		for (String reference : text.trim().split(" +", MOST_REFERENCES + 1)) {
			if (references.size() < MOST_REFERENCES) {
				try {
					ServerAddress address = ServerAddress.parse("Server Reference", reference, this.defaultPort);
					references
						.add((address.port() != 0) ? address : new ServerAddress(address.host(), this.defaultPort));
				}
				catch (InvalidOptionException ex) {
					logger.warn("MQTT client '{}' can't follow a Server Reference of {}: {}", this.clientId, current(),
							Printable.of(ex.getMessage()));
				}
			}
		}
		return references;
	}

	/**
	 * A connection has lasted, so the servers send nobody in circles.
	 */
	void proved() {
		this.hops = 0;
	}

	/**
	 * Begin with the first again: the application has disconnected.
	 */
	void startOver() {
		this.list = this.home;
		this.index = 0;
		this.failed = 0;
		this.hops = 0;
	}

	@Override
	public String toString() {
		return this.list.toString();
	}

}
