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

package io.resilientmqtt.client.netty.publish;

import java.util.stream.Collectors;

import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.session.MqttSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out, with the first connection of a process, whether the session that the server
 * has is the one that this process knows. Belongs to the event loop.
 */
final class SessionStart {

	private static final Logger logger = LoggerFactory.getLogger(SessionStart.class);

	private final MqttClientOptions options;

	private final MqttSession<PublishResult> session;

	private final @Nullable StoredPublications stored;

	private boolean begun;

	SessionStart(MqttClientOptions options, MqttSession<PublishResult> session, @Nullable StoredPublications stored) {
		this.options = options;
		this.session = session;
		this.stored = stored;
	}

	/**
	 * A server has accepted a connection.
	 * @param connection the connection
	 */
	void accepted(ConnectResult connection) {
		if (!this.begun) {
			this.begun = true;
			begin(connection);
		}
	}

	private void begin(ConnectResult connection) {
		boolean v5 = connection.protocolVersion() == ProtocolVersion.MQTT_5;
		String home = this.options.servers().stream().map(Object::toString).sorted().collect(Collectors.joining(","))
				+ " MQTT " + (v5 ? "5" : "3.1.1");
		boolean known = this.session.begin(connection.sessionPresent(), home);
		if (this.stored != null) {
			long messages = this.stored.status().messages();
			if (messages > 0) {
				report(messages, known, home, connection);
			}
		}
		else if (this.options.isPersistentSession()) {
			logger.info(
					"The server keeps the session of MQTT client '{}', but what this process has not published or "
							+ "not acknowledged is lost if it is killed: set mqtt.store.directory to keep it",
					connection.clientId());
		}
	}

	private static void report(long messages, boolean known, String home, ConnectResult connection) {
		logger.info("{} stored publications of MQTT client '{}' {}", messages, connection.clientId(),
				(known && connection.sessionPresent()) ? "go on where they were"
						: "are published anew: the server has no session of them");
		if (!known && connection.protocolVersion() != ProtocolVersion.MQTT_5) {
			logger.warn(
					"The session of MQTT client '{}' is with {} now: what stored publications have of MQTT 5, such "
							+ "as user properties and an expiry, that server does not get",
					connection.clientId(), home);
		}
	}

}
