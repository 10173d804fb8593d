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

package io.resilientmqtt.client;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What happened to a connection. Every {@code Up} is followed by exactly one {@code Down}
 * before the next {@code Up} (behaviour S9).
 */
public sealed interface ConnectionEvent {

	/**
	 * The broker accepted the connection and the registered subscriptions have been
	 * renewed (behaviour S11).
	 *
	 * @param result what the broker answered
	 * @param server the server connected to
	 * @param outage how long the connection had been down, or {@code null} for the first
	 * one
	 */
	record Up(ConnectResult result, ServerAddress server, @Nullable Duration outage) implements ConnectionEvent {
	}

	/**
	 * An established connection ended.
	 *
	 * @param cause why
	 */
	record Down(ConnectionCause cause) implements ConnectionEvent {
	}

	/**
	 * An attempt to connect failed.
	 *
	 * @param cause why
	 * @param attempt the number of the attempt since the connection was last up, from 1
	 * @param nextDelay the wait before the next attempt, or {@code null} if there will be
	 * none
	 */
	record ConnectFailed(ConnectionCause cause, int attempt, @Nullable Duration nextDelay) implements ConnectionEvent {
	}

	/**
	 * The network has gone or come back: while no interface of this machine leads to a
	 * server, attempts to connect pause ({@code mqtt.network.check-interval}).
	 *
	 * @param available whether there is one
	 */
	record NetworkChanged(boolean available) implements ConnectionEvent {
	}

}
