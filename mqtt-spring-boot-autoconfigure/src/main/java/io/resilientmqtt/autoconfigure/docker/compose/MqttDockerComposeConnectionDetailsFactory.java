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

package io.resilientmqtt.autoconfigure.docker.compose;

import java.util.List;

import io.resilientmqtt.autoconfigure.MqttConnectionDetails;
import io.resilientmqtt.autoconfigure.docker.BrokerImages;
import io.resilientmqtt.client.ServerAddress;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionDetailsFactory;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.boot.ssl.SslBundle;

/**
 * Makes {@link MqttConnectionDetails} of a Docker Compose service whose image is that of
 * a broker, or whose label {@code org.springframework.boot.service-connection} says so,
 * and that publishes the port 1883, or 8883 if it has an SSL bundle.
 */
class MqttDockerComposeConnectionDetailsFactory extends DockerComposeConnectionDetailsFactory<MqttConnectionDetails> {

	MqttDockerComposeConnectionDetailsFactory() {
		super(BrokerImages.NAMES.toArray(String[]::new));
	}

	@Override
	@SuppressWarnings("NullAway") // null stands for no details
	protected @Nullable MqttConnectionDetails getDockerComposeConnectionDetails(DockerComposeConnectionSource source) {
		MqttDockerComposeConnectionDetails details = new MqttDockerComposeConnectionDetails(source.getRunningService());
		return details.isBroker() ? details : null;
	}

	/**
	 * Points the client at a service.
	 */
	private static final class MqttDockerComposeConnectionDetails extends DockerComposeConnectionDetails
			implements MqttConnectionDetails {

		private final RunningService service;

		private final @Nullable SslBundle sslBundle;

		MqttDockerComposeConnectionDetails(RunningService service) {
			super(service);
			this.service = service;
			this.sslBundle = getSslBundle(service);
		}

		private int port() {
			return (this.sslBundle != null) ? BrokerImages.TLS_PORT : BrokerImages.PORT;
		}

		@Override
		public boolean isFor(String client) {
			return this.service.name().equals(client);
		}

		boolean isBroker() {
			try {
				return this.service.ports().get(port()) > 0;
			}
			catch (IllegalStateException ex) { // how Boot says that it has no such port
				return false;
			}
		}

		@Override
		public List<ServerAddress> getServers() {
			return List.of(new ServerAddress(this.service.host(), this.service.ports().get(port())));
		}

		@Override
		public @Nullable String getUsername() {
			return BrokerImages.username(this.service.image().getName(), this.service.env()::get);
		}

		@Override
		public @Nullable String getPassword() {
			return BrokerImages.password(this.service.image().getName(), this.service.env()::get);
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return this.sslBundle;
		}

	}

}
