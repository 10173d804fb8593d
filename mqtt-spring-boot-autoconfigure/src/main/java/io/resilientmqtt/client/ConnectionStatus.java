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

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A snapshot of how a client is doing.
 *
 * @param state the state of the connection
 * @param since when the link last went up or down; the client's creation before that
 * @param server the server connected to, or tried last or next
 * @param clientId the Client Identifier
 * @param protocolVersion the protocol version in use, or tried last
 * @param connection what the broker answered, or {@code null} unless connected
 * @param cause why the link is down, or {@code null} if it is up or was never tried
 * @param attempts failed attempts since the link was last up
 * @param nextAttempt when the next attempt is due, or {@code null} if none is scheduled
 */
public record ConnectionStatus(ConnectionState state, Instant since, ServerAddress server, String clientId,
		ProtocolVersion protocolVersion, @Nullable ConnectResult connection, @Nullable ConnectionCause cause,
		int attempts, @Nullable Instant nextAttempt) {

}
