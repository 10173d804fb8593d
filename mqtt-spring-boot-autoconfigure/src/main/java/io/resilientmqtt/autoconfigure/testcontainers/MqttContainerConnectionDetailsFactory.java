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

package io.resilientmqtt.autoconfigure.testcontainers;

import java.util.List;

import io.resilientmqtt.autoconfigure.MqttConnectionDetails;
import io.resilientmqtt.autoconfigure.docker.BrokerImages;
import io.resilientmqtt.client.ServerAddress;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.Container;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;

/**
 * Makes {@link MqttConnectionDetails} of a {@code @ServiceConnection} container whose
 * image, or name, is that of a broker. It has to expose the port 1883, or 8883 if it has
 * an SSL bundle.
 */
class MqttContainerConnectionDetailsFactory
		extends ContainerConnectionDetailsFactory<Container<?>, MqttConnectionDetails> {

	MqttContainerConnectionDetailsFactory() {
		super(BrokerImages.NAMES);
	}

	/**
	 * A name that is not that of a broker's image is the name of a client, if the type is
	 * given.
	 */
	@Override
	protected boolean sourceAccepts(ContainerConnectionSource<Container<?>> source, Class<?> requiredContainerType,
			Class<?> requiredConnectionDetailsType) {
		return super.sourceAccepts(source, requiredContainerType, requiredConnectionDetailsType)
				|| (source.getConnectionDetailsTypes().contains(MqttConnectionDetails.class)
						&& source.accepts(ANY_CONNECTION_NAME, requiredContainerType, requiredConnectionDetailsType));
	}

	@Override
	protected MqttConnectionDetails getContainerConnectionDetails(ContainerConnectionSource<Container<?>> source) {
		return new MqttContainerConnectionDetails(source);
	}

	/**
	 * Points the client at a container.
	 */
	private static final class MqttContainerConnectionDetails extends ContainerConnectionDetails<Container<?>>
			implements MqttConnectionDetails {

		private final ContainerConnectionSource<Container<?>> source;

		MqttContainerConnectionDetails(ContainerConnectionSource<Container<?>> source) {
			super(source);
			this.source = source;
		}

		@Override
		public boolean isFor(String client) {
			return this.source.accepts(client, Container.class, MqttConnectionDetails.class);
		}

		@Override
		public List<ServerAddress> getServers() {
			int port = (getSslBundle() != null) ? BrokerImages.TLS_PORT : BrokerImages.PORT;
			Container<?> container = getContainer();
			if (BrokerImages.isRabbit(container.getDockerImageName()) && !container.getExposedPorts().contains(port)
					&& !this.source.getConnectionDetailsTypes().contains(MqttConnectionDetails.class)) {
				return List.of(); // it is there for AMQP
			}
			try {
				return List.of(new ServerAddress(container.getHost(), container.getMappedPort(port)));
			}
			catch (IllegalArgumentException ex) {
				throw new IllegalStateException("The container of " + container.getDockerImageName()
						+ " does not expose port " + port + ", so it is no MQTT server: expose the port, or say by "
						+ "@ServiceConnection(type = …) that the container serves something else", ex);
			}
		}

		@Override
		public @Nullable String getUsername() {
			return BrokerImages.username(getContainer().getDockerImageName(), getContainer().getEnvMap()::get);
		}

		@Override
		public @Nullable String getPassword() {
			return BrokerImages.password(getContainer().getDockerImageName(), getContainer().getEnvMap()::get);
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return super.getSslBundle();
		}

	}

}
