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
 * The state of the connection as any thread may see it. Only legal moves are made. Its
 * times follow the clock of the machine when that is set, so that what lies between them
 * and now is how long it took. Written on the event loop.
 */
final class StatusBoard {

	private String clientId;

	private ProtocolVersion version;

	private final WallClock clock;

	private volatile Shown shown;

	private volatile Consumer<Boolean> activity = (active) -> {
	};

	StatusBoard(String clientId, MqttClientOptions options, ServerAddress server) {
		this(clientId, options, server, WallClock.SYSTEM);
	}

	StatusBoard(String clientId, MqttClientOptions options, ServerAddress server, WallClock clock) {
		this.clock = clock;
		this.clientId = clientId;
		this.version = options.protocolVersion();
		this.shown = new Shown(new ConnectionStatus(ConnectionState.DISCONNECTED, clock.now(), server, clientId,
				options.protocolVersion(), null, null, 0, null), clock.lead());
	}

	ConnectionStatus status() {
		Shown shown = this.shown;
		ConnectionStatus status = shown.status();
		Duration set = this.clock.setSince(shown.lead());
		if (set.isZero()) {
			return status;
		}
		Instant next = status.nextAttempt();
		return new ConnectionStatus(status.state(), status.since().plus(set), status.server(), status.clientId(),
				status.protocolVersion(), status.connection(), status.cause(), status.attempts(),
				(next != null) ? next.plus(set) : null);
	}

	private void show(ConnectionStatus status) {
		this.shown = new Shown(status, this.clock.lead());
	}

	boolean is(ConnectionState state) {
		return this.shown.status().state() == state;
	}

	/**
	 * Set who is told when attempts to connect begin and when they have ended.
	 * @param activity told whether the client is active
	 */
	void activity(Consumer<Boolean> activity) {
		this.activity = activity;
	}

	void connecting(ServerAddress server, ConnectParameters parameters) {
		this.activity.accept(true);
		this.clientId = parameters.clientId();
		this.version = parameters.version();
		ConnectionStatus now = status();
		show(ConnectionState.CONNECTING, now.since(), server, null, now.cause(), now.attempts(), null);
	}

	void connected(ConnectResult connection) {
		this.clientId = connection.clientId();
		ConnectionStatus now = status();
		show(ConnectionState.CONNECTED, this.clock.now(), now.server(), connection, null, now.attempts(), null);
	}

	/**
	 * The link has proved itself: attempts count from none again.
	 */
	void up() {
		ConnectionStatus now = status();
		show(ConnectionState.CONNECTED, now.since(), now.server(), now.connection(), null, 0, null);
	}

	/**
	 * An attempt failed.
	 * @param cause the cause
	 * @return how many have since the link was last up
	 */
	int failed(ConnectionCause cause) {
		ConnectionStatus now = status();
		int attempts = now.attempts() + 1;
		show(new ConnectionStatus(now.state(), now.since(), now.server(), this.clientId, this.version, null, cause,
				attempts, now.nextAttempt()));
		return attempts;
	}

	/**
	 * An established link ended.
	 * @param cause the cause
	 */
	void down(ConnectionCause cause) {
		ConnectionStatus now = status();
		show(new ConnectionStatus(now.state(), this.clock.now(), now.server(), this.clientId, this.version, null, cause,
				0, null));
	}

	void backingOff(Duration delay, ServerAddress server) {
		ConnectionStatus now = status();
		show(ConnectionState.BACKING_OFF, now.since(), server, null, now.cause(), now.attempts(),
				this.clock.now().plus(delay));
	}

	/**
	 * Attempts pause: there is no network.
	 * @param cause says so
	 */
	void awaitingNetwork(ConnectionCause cause) {
		ConnectionStatus now = status();
		show(ConnectionState.BACKING_OFF, now.since(), now.server(), null, cause, now.attempts(), null);
	}

	void stopped(ConnectionState state) {
		ConnectionStatus now = status();
		show(state, now.since(), now.server(), null, now.cause(), now.attempts(), null);
		this.activity.accept(false);
	}

	private void show(ConnectionState state, Instant since, ServerAddress server, @Nullable ConnectResult connection,
			@Nullable ConnectionCause cause, int attempts, @Nullable Instant nextAttempt) {
		ConnectionState before = this.shown.status().state();
		if (before != state && !before.next().contains(state)) {
			throw new IllegalStateException("A connection can't go from " + before + " to " + state);
		}
		show(new ConnectionStatus(state, since, server, (connection != null) ? connection.clientId() : this.clientId,
				this.version, connection, cause, attempts, nextAttempt));
	}

	/**
	 * A status and what the clock was like when it was written.
	 *
	 * @param status the status
	 * @param lead by how much the clock of the machine was ahead
	 */
	private record Shown(ConnectionStatus status, long lead) {

	}

}
