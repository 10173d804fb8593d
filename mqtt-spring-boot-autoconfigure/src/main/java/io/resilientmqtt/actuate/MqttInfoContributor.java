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

package io.resilientmqtt.actuate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import io.netty.util.Version;
import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.LibraryVersion;
import io.resilientmqtt.client.MqttClient;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/**
 * Adds versions to the application's information: of this library, of Netty, and of the
 * protocol each client speaks with its broker.
 */
public class MqttInfoContributor implements InfoContributor {

	private final Supplier<Map<String, MqttClient>> clients;

	/**
	 * Create the contributor.
	 * @param clients returns the clients by name
	 */
	public MqttInfoContributor(Supplier<Map<String, MqttClient>> clients) {
		this.clients = clients;
	}

	@Override
	public void contribute(Info.Builder builder) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("version", LibraryVersion.get());
		Version netty = Version.identify().get("netty-common");
		if (netty != null) {
			details.put("netty", netty.artifactVersion());
		}
		Map<String, String> protocolVersions = new LinkedHashMap<>();
		this.clients.get().forEach((name, client) -> {
			ConnectResult connection = client.status().connection();
			if (connection != null) {
				protocolVersions.put(name, connection.protocolVersion().toString());
			}
		});
		details.put("protocolVersions", protocolVersions);
		builder.withDetail("mqtt", details);
	}

}
