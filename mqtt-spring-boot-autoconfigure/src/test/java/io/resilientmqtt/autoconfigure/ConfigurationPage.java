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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;

/**
 * The part of the page about configuration that is written from the metadata: the
 * properties by task, each task with an example.
 */
final class ConfigurationPage {

	/** What is above this line in the page is written by hand. */
	static final String MARK = "// What follows is written by ConfigurationPageTests: change the Javadoc of the properties\n";

	static final List<Task> TASKS = List.of(
			new Task("server", "Server and user", "Where the client connects, and as whom.", """
					mqtt:
					  servers: [broker-1.example:1883, broker-2.example]
					  client-id: plant-7
					  username: plant
					  password: ${PLANT_PASSWORD}
					""", "mqtt.enabled", "mqtt.server", "mqtt.port", "mqtt.servers", "mqtt.client-id", "mqtt.username",
					"mqtt.password", "mqtt.protocol-version", "mqtt.auto-startup", "mqtt.fail-fast",
					"mqtt.follow-server-reference", "mqtt.clients"),
			new Task("tls", "TLS", "The bundle is one of Spring Boot's, under `spring.ssl.bundle`.", """
					spring:
					  ssl:
					    bundle:
					      pem:
					        plant:
					          truststore:
					            certificate: classpath:ca.crt
					mqtt:
					  server: broker.example
					  ssl:
					    bundle: plant
					""", "mqtt.ssl"),
			new Task("transport", "WebSocket, proxy, network interface", "How the server is reached.", """
					mqtt:
					  server: broker.example
					  transport: websocket
					  websocket:
					    path: /mqtt
					  proxy:
					    host: proxy.example
					    port: 3128
					""", "mqtt.transport", "mqtt.websocket", "mqtt.proxy", "mqtt.local-address"),
			new Task("session", "Session", "What is kept while the client is not connected.", """
					mqtt:
					  client-id: plant-7
					  clean: false
					  clean-init: false
					  unmatched: keep
					""", "mqtt.clean", "mqtt.clean-init", "mqtt.resubscribe", "mqtt.unmatched",
					"mqtt.unmatched-capacity", "mqtt.unmatched-timeout"),
			new Task("liveness", "When the server counts as gone",
					"The shorter these times, the sooner an outage is found.", """
							mqtt:
							  ping-interval: 1s
							  response-time: 5s
							""", "mqtt.keepalive", "mqtt.ping-interval", "mqtt.response-time", "mqtt.connect-timeout",
					"mqtt.max-repubs", "mqtt.quick"),
			new Task("reconnect", "Reconnecting", "When to try again.", """
					mqtt:
					  reconnect:
					    initial-delay: 1s
					    max-delay: 2m
					""", "mqtt.reconnect", "mqtt.network"),
			new Task("will", "Will and birth", "What others are told of this client.", """
					mqtt:
					  will:
					    topic: status/plant-7
					    payload: offline
					    qos: 1
					    retain: true
					  birth:
					    topic: status/plant-7
					    payload: online
					    qos: 1
					    retain: true
					""", "mqtt.will", "mqtt.birth"),
			new Task("publishing", "Publishing",
					"How many messages wait while there is no connection, and what happens when they are too many.", """
							mqtt:
							  publish:
							    max-pending: 10000
							    overflow: drop-oldest
							  template:
							    reply-timeout: 5s
							""", "mqtt.publish", "mqtt.template", "mqtt.default-content-type", "mqtt.shutdown-timeout"),
			new Task("store", "Store", "What is kept when the process ends. See xref:../operate/store.adoc[].", """
					mqtt:
					  client-id: plant-7
					  clean: false
					  store:
					    directory: /var/lib/plant
					""", "mqtt.store"),
			new Task("receiving", "Receiving", "How listeners are run unless they say otherwise.", """
					mqtt:
					  listener:
					    concurrency: 4
					    ordering: topic
					    dead-letter-topic: dead/{topic}
					""", "mqtt.listener", "mqtt.queue-length", "mqtt.maximum-packet-size"),
			new Task("mqtt5", "MQTT 5", "What MQTT 3.1.1 does not have.", """
					mqtt:
					  protocol-version: 5
					  v5:
					    session-expiry-interval: 1h
					    receive-maximum: 100
					    user-properties:
					      - name: site
					        value: berlin
					""", "mqtt.v5"), new Task("embedded", "Embedded broker", "For development and tests.", """
					mqtt:
					  embedded:
					    enabled: true
					""", "mqtt.embedded"), new Task("operation", "Operation", "What is shown of the client.", """
					management:
					  endpoints:
					    web:
					      exposure:
					        include: health, mqtt
					  health:
					    mqtt:
					      blocked-after: 10m
					""", "management", "mqtt.wan-check"), new Task("more", "More", "All the rest.", ""));

	private ConfigurationPage() {
	}

	/**
	 * Write the part of the page.
	 * @param metadata the metadata of all properties
	 * @return the text below the mark
	 */
	static String write(JsonNode metadata) {
		Map<Task, Map<String, JsonNode>> byTask = new LinkedHashMap<>();
		TASKS.forEach((task) -> byTask.put(task, new TreeMap<>()));
		for (JsonNode property : metadata.get("properties")) {
			String name = property.get("name").asString();
			Task task = TASKS.stream().filter((each) -> each.has(name)).findFirst().orElse(TASKS.get(TASKS.size() - 1));
			byTask.get(task).put(name, property);
		}
		StringBuilder page = new StringBuilder();
		byTask.forEach((task, properties) -> {
			if (!properties.isEmpty()) {
				write(page, task, properties);
			}
		});
		return page.toString();
	}

	private static void write(StringBuilder page, Task task, Map<String, JsonNode> properties) {
		page.append("\n[#").append(task.id()).append("]\n== ").append(task.title()).append("\n\n");
		page.append(task.about()).append("\n\n");
		if (!task.example().isEmpty()) {
			page.append("[source,yaml]\n----\n").append(task.example()).append("----\n\n");
		}
		page.append("[cols=\"2,1,4\"]\n|===\n| Property | Default | Meaning\n\n");
		properties.forEach((name, property) -> page.append("| `")
			.append(name)
			.append("` | ")
			.append(defaultValue(property.get("defaultValue")))
			.append(" | ")
			.append(property.get("description").asString())
			.append('\n'));
		page.append("|===\n");
	}

	private static String defaultValue(JsonNode value) {
		if (value == null || value.asString("").isEmpty() && !value.isArray()) {
			return "";
		}
		if (!value.isArray()) {
			return "`" + value.asString() + "`";
		}
		List<String> values = new ArrayList<>();
		value.forEach((each) -> values.add("`" + each.asString() + "`"));
		return String.join(", ", values);
	}

	/**
	 * What somebody wants to do.
	 *
	 * @param id the anchor
	 * @param title the title
	 * @param about what the properties are for
	 * @param example lines of YAML
	 * @param properties the names of the properties, or of what they are under
	 */
	record Task(String id, String title, String about, String example, List<String> properties) {

		Task(String id, String title, String about, String example, String... properties) {
			this(id, title, about, example, List.of(properties));
		}

		boolean has(String property) {
			return this.properties.stream()
				.anyMatch((each) -> property.equals(each) || property.startsWith(each + "."));
		}

	}

}
