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

import java.nio.file.Path;

import io.resilientmqtt.autoconfigure.embedded.EmbeddedMqttBrokerException.Reason;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;

/**
 * Configuration properties of the embedded MQTT broker.
 *
 * @param enabled Whether to run an MQTT broker inside the application and connect to it.
 * @param port Port the broker listens on, on 127.0.0.1 only. 0 picks a free port.
 * @param directory Directory in which sessions, retained and undelivered messages survive
 * a restart. Without one nothing is kept.
 * @param username User name required from clients. Without one everyone is let in.
 * @param password Password required from clients.
 */
@ConfigurationProperties("mqtt.embedded")
public record EmbeddedMqttBrokerProperties(@DefaultValue("false") boolean enabled, @DefaultValue("0") int port,
		@Nullable Path directory, @Nullable String username, @Nullable String password) {

	EmbeddedMqttBroker createBroker() {
		if (this.port < 0 || this.port > 65535) {
			throw new InvalidConfigurationPropertyValueException("mqtt.embedded.port", this.port,
					"Use 1 to 65535, or 0 for a free port.");
		}
		EmbeddedMqttBroker.Builder builder = EmbeddedMqttBroker.builder().port(this.port).directory(this.directory);
		String username = StringUtils.hasText(this.username) ? this.username : null;
		String password = StringUtils.hasText(this.password) ? this.password : null;
		if (username != null && password != null) {
			builder.credentials(username, password);
		}
		else if (username != null || password != null) {
			String given = (username != null) ? "username" : "password";
			String missing = (username != null) ? "password" : "username";
			throw new EmbeddedMqttBrokerException(Reason.CREDENTIALS_INCOMPLETE,
					"The embedded MQTT broker has a " + given + " but no " + missing, null);
		}
		return builder.build();
	}

	/**
	 * Leave out the password.
	 */
	@Override
	public String toString() {
		return "EmbeddedMqttBrokerProperties[enabled=" + this.enabled + ", port=" + this.port + ", directory="
				+ this.directory + ", username=" + this.username + "]";
	}

}
