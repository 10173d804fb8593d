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

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.resilientmqtt.client.InvalidOptionException;
import io.resilientmqtt.client.ProxyOptions;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.client.TransportOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.NoSuchSslBundleException;
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
		return new ConfiguredServers(this.properties).addresses();
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
		ConfiguredServers servers = new ConfiguredServers(this.properties);
		if (!servers.isTls()) {
			return null;
		}
		String bundle = servers.bundle();
		return (bundle != null) ? bundle(bundle) : SslBundle.systemDefault();
	}

	/**
	 * Return a bundle whose files can be read.
	 * @param name its name
	 * @return the bundle
	 */
	private SslBundle bundle(String name) {
		SslBundles bundles = bundles(name);
		try {
			SslBundle bundle = bundles.getBundle(name);
			bundle.getStores().getTrustStore();
			bundle.getStores().getKeyStore();
			return bundle;
		}
		catch (NoSuchSslBundleException ex) {
			List<String> names = bundles.getBundleNames();
			throw new InvalidOptionException("ssl.bundle", name,
					"define spring.ssl.bundle.pem." + name + " or spring.ssl.bundle.jks." + name
							+ ", or name a bundle that is there: "
							+ (names.isEmpty() ? "there is none" : String.join(", ", names)));
		}
		catch (RuntimeException ex) {
			throw new InvalidOptionException("ssl.bundle", name,
					"correct spring.ssl.bundle.*." + name + ", which can't be read (" + reasons(ex)
							+ "), or name another bundle: " + String.join(", ", bundles.getBundleNames()));
		}
	}

	private static String reasons(Throwable failure) {
		Set<String> reasons = new LinkedHashSet<>();
		for (Throwable each = failure; each != null; each = each.getCause()) {
			reasons.add(Objects.requireNonNullElse(each.getMessage(), each.getClass().getSimpleName()));
		}
		return String.join(": ", reasons);
	}

	@Override
	public @Nullable String getSslServerHostname() {
		return this.properties.ssl().serverHostname();
	}

	@Override
	public TransportOptions getTransport() {
		ConfiguredServers servers = new ConfiguredServers(this.properties);
		MqttProxyProperties proxy = this.properties.proxy();
		return new TransportOptions(servers.type(), servers.webSocket(), StringUtils.hasLength(proxy.host())
				? new ProxyOptions(proxy.type(), proxy.host(), proxy.port(), proxy.username(), proxy.password()) : null,
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
