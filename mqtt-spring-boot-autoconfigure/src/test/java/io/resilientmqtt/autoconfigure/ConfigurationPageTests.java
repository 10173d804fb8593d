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

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import io.resilientmqtt.testsupport.Pages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page about configuration says what the metadata says. With
 * {@code -Ddocumentation.write=true} it is written.
 */
class ConfigurationPageTests {

	static final List<ConfigurationPage.Task> TASKS = ConfigurationPage.TASKS;

	private final JsonNode metadata = read();

	private static JsonNode read() {
		InputStream metadata = MqttProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json");
		return JsonMapper.shared().readTree(metadata);
	}

	@Test
	void isWrittenFromTheMetadata() throws IOException {
		Path file = Pages.path("configuration.adoc");
		String page = Files.readString(file);
		assertThat(page).contains(ConfigurationPage.MARK);
		String byHand = page.substring(0, page.indexOf(ConfigurationPage.MARK) + ConfigurationPage.MARK.length());
		String expected = byHand + ConfigurationPage.write(this.metadata);
		if (Boolean.getBoolean("documentation.write")) {
			Files.writeString(file, expected);
		}
		assertThat(Files.readString(file))
			.as("run mvn -pl mqtt-spring-boot-autoconfigure test -Dtest=ConfigurationPageTests "
					+ "-Ddocumentation.write=true and commit %s", file)
			.isEqualTo(expected);
	}

	@ParameterizedTest
	@FieldSource("TASKS")
	void anExampleHasPropertiesThatThereAre(ConfigurationPage.Task task) throws IOException {
		if (task.example().isEmpty()) {
			return;
		}
		TreeSet<String> known = new TreeSet<>();
		this.metadata.get("properties").forEach((property) -> known.add(property.get("name").asString()));
		MapPropertySource example = (MapPropertySource) new YamlPropertySourceLoader()
			.load("example", new ByteArrayResource(task.example().getBytes(StandardCharsets.UTF_8)))
			.get(0);
		assertThat(example.getSource()).isInstanceOf(Map.class).isNotEmpty();
		assertThat(example.getPropertyNames())
			.filteredOn((name) -> name.startsWith("mqtt.") || name.startsWith("management.health.mqtt"))
			.isNotEmpty()
			.allMatch((name) -> known.contains(name.replaceAll("\\[.*", "")));
	}

}
