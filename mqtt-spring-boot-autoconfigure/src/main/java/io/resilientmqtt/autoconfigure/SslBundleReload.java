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

import io.resilientmqtt.client.MqttClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * Has a client reconnect when the SSL bundle it uses is updated
 * ({@code spring.ssl.bundle.*.*.reload-on-update}). A bundle that can't be used is
 * reported, and the connection stays as it is. Called on the thread that updates bundles.
 */
final class SslBundleReload {

	private static final Logger logger = LoggerFactory.getLogger(SslBundleReload.class);

	private final String bundleName;

	private final MqttClient client;

	private SslBundleReload(String bundleName, MqttClient client) {
		this.bundleName = bundleName;
		this.client = client;
	}

	/**
	 * Watch a bundle from now on.
	 * @param bundles the bundles
	 * @param bundleName the name of the bundle
	 * @param client the client that uses it
	 * @return what watches it
	 */
	static SslBundleReload watch(SslBundles bundles, String bundleName, MqttClient client) {
		SslBundleReload reload = new SslBundleReload(bundleName, client);
		bundles.addBundleUpdateHandler(bundleName, reload::updated);
		return reload;
	}

	private void updated(SslBundle bundle) {
		try {
			bundle.createSslContext();
		}
		catch (RuntimeException ex) {
			logger.error(
					"The SSL bundle '{}' was updated, but can't be used: the connection of MQTT client '{}' stays "
							+ "as it is, and a new one can't be made until the bundle is put right",
					this.bundleName, this.client.status().clientId(), ex);
			return;
		}
		if (!this.client.state().isActive()) {
			logger.info("The SSL bundle '{}' was updated; MQTT client '{}' is not connected and uses it when it is",
					this.bundleName, this.client.status().clientId());
			return;
		}
		logger.info("The SSL bundle '{}' was updated: MQTT client '{}' reconnects", this.bundleName,
				this.client.status().clientId());
		this.client.reconnect().whenComplete((result, failure) -> {
			if (failure != null) {
				logger.warn("MQTT client '{}' was stopped before it had reconnected with the updated SSL bundle '{}'",
						this.client.status().clientId(), this.bundleName, failure);
			}
		});
	}

}
