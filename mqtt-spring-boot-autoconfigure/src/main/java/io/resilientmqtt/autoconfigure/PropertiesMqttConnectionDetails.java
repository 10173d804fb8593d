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

package io.resilientmqtt.autoconfigure;

import java.util.List;

import io.resilientmqtt.client.InvalidOptionException;
import io.resilientmqtt.client.ProxyOptions;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.client.TransportOptions;
import io.resilientmqtt.client.WebSocketOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;

/**
 * Connection details as the properties give them.
 */
final class PropertiesMqttConnectionDetails implements MqttConnectionDetails {

	private final MqttProperties properties;

	private final ObjectProvider<SslBundles> sslBundles;

	PropertiesMqttConnectionDetails(MqttProperties properties, ObjectProvider<SslBundles> sslBundles) {
		this.properties = properties;
		this.sslBundles = sslBundles;
	}

	@Override
	public List<ServerAddress> getServers() {
		if (this.properties.servers().isEmpty()) {
			return List.of(new ServerAddress(this.properties.server(), this.properties.port()));
		}
		return this.properties.servers().stream().map((server) -> ServerAddress.parse("servers", server, 0)).toList();
	}

	@Override
	public @Nullable String getUsername() {
		return this.properties.username();
	}

	@Override
	public @Nullable String getPassword() {
		return this.properties.password();
	}

	@Override
	public @Nullable SslBundle getSslBundle() {
		MqttProperties.Ssl ssl = this.properties.ssl();
		if (!ssl.isInUse()) {
			return null;
		}
		return (ssl.bundle() != null) ? bundles(ssl.bundle()).getBundle(ssl.bundle()) : SslBundle.systemDefault();
	}

	@Override
	public @Nullable String getSslServerHostname() {
		return this.properties.ssl().serverHostname();
	}

	@Override
	public TransportOptions getTransport() {
		MqttWebSocketProperties webSocket = this.properties.websocket();
		MqttProxyProperties proxy = this.properties.proxy();
		return new TransportOptions(this.properties.transport(),
				new WebSocketOptions(webSocket.path(), webSocket.headers()),
				StringUtils.hasLength(proxy.host())
						? new ProxyOptions(proxy.type(), proxy.host(), proxy.port(), proxy.username(), proxy.password())
						: null,
				this.properties.localAddress());
	}

	private SslBundles bundles(String bundle) {
		SslBundles bundles = this.sslBundles.getIfAvailable();
		if (bundles == null) {
			throw new InvalidOptionException("ssl.bundle", bundle,
					"there are no SSL bundles: let Spring Boot's SslAutoConfiguration take part");
		}
		return bundles;
	}

}
