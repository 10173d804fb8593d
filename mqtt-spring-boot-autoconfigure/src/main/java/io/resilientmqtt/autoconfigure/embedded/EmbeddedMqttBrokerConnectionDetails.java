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

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.resilientmqtt.autoconfigure.MqttConnectionDetails;
import io.resilientmqtt.client.Credentials;
import io.resilientmqtt.client.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * Points the client at an embedded broker.
 */
final class EmbeddedMqttBrokerConnectionDetails implements MqttConnectionDetails {

	private final EmbeddedMqttBroker broker;

	EmbeddedMqttBrokerConnectionDetails(EmbeddedMqttBroker broker) {
		this.broker = broker;
	}

	@Override
	public List<ServerAddress> getServers() {
		return List.of(new ServerAddress(EmbeddedMqttBroker.HOST, this.broker.port()));
	}

	@Override
	public @Nullable String getUsername() {
		Credentials credentials = this.broker.credentials();
		return (credentials != null) ? credentials.username() : null;
	}

	@Override
	public @Nullable String getPassword() {
		Credentials credentials = this.broker.credentials();
		byte[] password = (credentials != null) ? credentials.password() : null;
		return (password != null) ? new String(password, StandardCharsets.UTF_8) : null;
	}

}
