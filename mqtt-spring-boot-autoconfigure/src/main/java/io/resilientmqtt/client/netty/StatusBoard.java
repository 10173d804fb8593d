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
import java.time.Instant;
import java.util.function.Consumer;

import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ConnectionState;
import io.resilientmqtt.client.ConnectionStatus;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * The state of the connection as any thread may see it. Only legal moves are made.
 * Written on the event loop.
 */
final class StatusBoard {

	private String clientId;

	private ProtocolVersion version;

	private volatile ConnectionStatus status;

	private volatile Consumer<Boolean> activity = (active) -> {
	};

	StatusBoard(String clientId, MqttClientOptions options, ServerAddress server) {
		this.clientId = clientId;
		this.version = options.protocolVersion();
		this.status = new ConnectionStatus(ConnectionState.DISCONNECTED, Instant.now(), server, clientId,
				options.protocolVersion(), null, null, 0, null);
	}

	ConnectionStatus status() {
		return this.status;
	}

	boolean is(ConnectionState state) {
		return this.status.state() == state;
	}

	/**
	 * Set who is told when attempts to connect begin and when they have ended.
	 * @param activity told whether the client is active
	 */
	void activity(Consumer<Boolean> activity) {
		this.activity = activity;
	}

	void connecting(ServerAddress server, ConnectTerms terms) {
		this.activity.accept(true);
		this.clientId = terms.clientId();
		this.version = terms.version();
		ConnectionStatus now = this.status;
		show(ConnectionState.CONNECTING, now.since(), server, null, now.cause(), now.attempts(), null);
	}

	void connected(ConnectResult connection) {
		this.clientId = connection.clientId();
		ConnectionStatus now = this.status;
		show(ConnectionState.CONNECTED, Instant.now(), now.server(), connection, null, now.attempts(), null);
	}

	/**
	 * The link has proved itself: attempts count from none again.
	 */
	void up() {
		ConnectionStatus now = this.status;
		show(ConnectionState.CONNECTED, now.since(), now.server(), now.connection(), null, 0, null);
	}

	/**
	 * An attempt failed.
	 * @param cause the cause
	 * @return how many have since the link was last up
	 */
	int failed(ConnectionCause cause) {
		ConnectionStatus now = this.status;
		int attempts = now.attempts() + 1;
		this.status = new ConnectionStatus(now.state(), now.since(), now.server(), this.clientId, this.version, null,
				cause, attempts, now.nextAttempt());
		return attempts;
	}

	/**
	 * An established link ended.
	 * @param cause the cause
	 */
	void down(ConnectionCause cause) {
		ConnectionStatus now = this.status;
		this.status = new ConnectionStatus(now.state(), Instant.now(), now.server(), this.clientId, this.version, null,
				cause, 0, null);
	}

	void backingOff(Duration delay, ServerAddress server) {
		ConnectionStatus now = this.status;
		show(ConnectionState.BACKING_OFF, now.since(), server, null, now.cause(), now.attempts(),
				Instant.now().plus(delay));
	}

	/**
	 * Attempts pause: there is no network.
	 * @param cause says so
	 */
	void awaitingNetwork(ConnectionCause cause) {
		ConnectionStatus now = this.status;
		show(ConnectionState.BACKING_OFF, now.since(), now.server(), null, cause, now.attempts(), null);
	}

	void stopped(ConnectionState state) {
		ConnectionStatus now = this.status;
		show(state, now.since(), now.server(), null, now.cause(), now.attempts(), null);
		this.activity.accept(false);
	}

	private void show(ConnectionState state, Instant since, ServerAddress server, @Nullable ConnectResult connection,
			@Nullable ConnectionCause cause, int attempts, @Nullable Instant nextAttempt) {
		ConnectionState before = this.status.state();
		if (before != state && !before.next().contains(state)) {
			throw new IllegalStateException("A connection can't go from " + before + " to " + state);
		}
		this.status = new ConnectionStatus(state, since, server,
				(connection != null) ? connection.clientId() : this.clientId, this.version, connection, cause, attempts,
				nextAttempt);
	}

}
