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
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;

/**
 * Properties of the embedded MQTT broker.
 */
@ConfigurationProperties("mqtt.embedded")
public class EmbeddedMqttBrokerProperties {

	/**
	 * Whether to run an MQTT broker inside the application and connect to it.
	 */
	private boolean enabled;

	/**
	 * Port the broker listens on, on 127.0.0.1 only. 0 picks a free port.
	 */
	private int port;

	/**
	 * Directory in which sessions, retained and undelivered messages survive a restart.
	 * Without one nothing is kept.
	 */
	private @Nullable Path directory;

	/**
	 * User name required from clients. Without one everyone is let in.
	 */
	private @Nullable String username;

	/**
	 * Password required from clients.
	 */
	private @Nullable String password;

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public int getPort() {
		return this.port;
	}

	public void setPort(int port) {
		this.port = port;
	}

	public @Nullable Path getDirectory() {
		return this.directory;
	}

	public void setDirectory(@Nullable Path directory) {
		this.directory = directory;
	}

	public @Nullable String getUsername() {
		return this.username;
	}

	public void setUsername(@Nullable String username) {
		this.username = username;
	}

	public @Nullable String getPassword() {
		return this.password;
	}

	public void setPassword(@Nullable String password) {
		this.password = password;
	}

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

}
