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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Variables that Kubernetes and Docker make for a service are told from those of an
 * application.
 */
class ServiceLinksTests {

	static Map<String, Object> kubernetes(String service, String ip, int port, String protocol) {
		String address = protocol.toLowerCase() + "://" + ((ip.indexOf(':') >= 0) ? "[" + ip + "]" : ip) + ":" + port;
		String detail = service + "_PORT_" + port + "_" + protocol.toUpperCase();
		Map<String, Object> variables = new LinkedHashMap<>();
		variables.put(service + "_SERVICE_HOST", ip);
		variables.put(service + "_SERVICE_PORT", String.valueOf(port));
		variables.put(service + "_SERVICE_PORT_MQTT_TLS", String.valueOf(port));
		variables.put(service + "_PORT", address);
		variables.put(detail, address);
		variables.put(detail + "_PROTO", protocol.toLowerCase());
		variables.put(detail + "_PORT", String.valueOf(port));
		variables.put(detail + "_ADDR", ip);
		return variables;
	}

	private static Map<String, Set<String>> find(Map<String, Object> environment) {
		return ServiceLinks.find(environment, "MQTT_");
	}

	@ParameterizedTest
	@ValueSource(strings = { "MQTT", "MQTT_PROXY", "MQTT_CLIENTS", "MQTT_CLIENTS_PLANT", "MQTT_WILL", "MQTT_SERVER",
			"MQTT_SERVERS", "MQTT_SERVERS_0", "MQTT_SERVICE", "MQTT_PORT", "MQTT_V5" })
	void thoseOfAServiceAreFoundWhateverItsName(String service) {
		for (Map<String, Object> links : List.of(kubernetes(service, "10.0.0.1", 1883, "TCP"),
				kubernetes(service, "fd00::1", 8883, "TCP"), kubernetes(service, "10.96.1.7", 14567, "UDP"))) {
			assertThat(find(links)).containsOnlyKeys(service)
				.hasEntrySatisfying(service,
						(names) -> assertThat(names).containsExactlyInAnyOrderElementsOf(links.keySet()));
		}
	}

	@Test
	void thoseOfSeveralServicesAreTold() {
		Map<String, Object> environment = kubernetes("MQTT", "10.0.0.1", 1883, "TCP");
		environment.putAll(kubernetes("MQTT_PROXY", "10.0.0.2", 3128, "TCP"));
		environment.putAll(kubernetes("POSTGRES", "10.0.0.3", 5432, "TCP"));
		assertThat(find(environment)).containsOnlyKeys("MQTT", "MQTT_PROXY");
		assertThat(find(environment).get("MQTT_PROXY")).hasSize(8).allMatch((name) -> name.startsWith("MQTT_PROXY_"));
	}

	@Test
	void whatAnApplicationSetsIsItsOwn() {
		Map<String, Object> own = Map.of("MQTT_SERVER", "broker", "MQTT_PROXY_PORT", "3128", "MQTT_CLIENTS_A_PORT",
				"1884", "MQTT_CLIENTS_SERVICE_SERVER", "b", "MQTT_CLIENTS_SERVICE_PORT", "1885",
				"MQTT_PUBLISH_MAX_PENDING", "7", "MQTT_SERVICE_HOST", "b", "MQTT_NAME", "a/b", "MQTT_ENV_A", "b",
				"MQTT_CLIENTS_PORT_SERVER", "c");
		assertThat(find(own)).isEmpty();
		Map<String, Object> both = kubernetes("MQTT", "10.0.0.1", 1883, "TCP");
		both.putAll(kubernetes("MQTT_PROXY", "10.0.0.2", 8080, "TCP"));
		both.putAll(own);
		both.put("MQTT_PORT", "1883");
		Map<String, Set<String>> found = find(both);
		assertThat(found).containsOnlyKeys("MQTT", "MQTT_PROXY");
		assertThat(found.get("MQTT")).contains("MQTT_SERVICE_HOST", "MQTT_PORT_1883_TCP_ADDR")
			.doesNotContain("MQTT_PORT");
		assertThat(found.values()).noneMatch((names) -> names.contains("MQTT_SERVER")
				|| names.contains("MQTT_PROXY_PORT") || names.contains("MQTT_CLIENTS_A_PORT")
				|| names.contains("MQTT_CLIENTS_SERVICE_SERVER") || names.contains("MQTT_ENV_A"));
	}

	@Test
	void anAddressInPlaceOfThePortIsALinkIfItIsThatOfAnIpAddress() {
		assertThat(find(Map.of("MQTT_PORT", "tcp://172.17.0.5:1883"))).containsOnlyKeys("MQTT");
		assertThat(find(Map.of("MQTT_PORT", "tcp://broker.example:1883"))).isEmpty();
	}

	@Test
	void thoseOfDockerAreFound() {
		Map<String, Object> links = Map.of("MQTT_PORT", "tcp://172.17.0.5:1883", "MQTT_PORT_1883_TCP",
				"tcp://172.17.0.5:1883", "MQTT_PORT_1883_TCP_PROTO", "tcp", "MQTT_PORT_1883_TCP_PORT", "1883",
				"MQTT_PORT_1883_TCP_ADDR", "172.17.0.5", "MQTT_NAME", "/web/mqtt", "MQTT_ENV_PASSWORD", "secret");
		assertThat(find(links)).containsOnlyKeys("MQTT");
		assertThat(find(links).get("MQTT")).containsExactlyInAnyOrderElementsOf(links.keySet());
	}

}
