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

import java.io.InputStream;

import io.resilientmqtt.testsupport.Pages;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationMetadataTests {

	private final JsonNode metadata = read();

	private static JsonNode read() {
		InputStream metadata = MqttProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json");
		return JsonMapper.shared().readTree(metadata);
	}

	private JsonNode property(String name) {
		for (JsonNode property : this.metadata.get("properties")) {
			if (name.equals(property.get("name").asString())) {
				return property;
			}
		}
		throw new AssertionError("no metadata of " + name);
	}

	@Test
	void everyPropertyIsDescribedAsASentence() {
		assertThat(this.metadata.get("properties")).hasSizeGreaterThan(40).allSatisfy((property) -> {
			assertThat(property.get("name").asString())
				.matches("(mqtt|management\\.(endpoint|health|info)\\.mqtt)\\..*");
			assertThat(property.get("type")).isNotNull();
			assertThat(property.get("description")).as(property.toString()).isNotNull();
			assertThat(property.get("description").asString()).endsWith(".").doesNotContain("{@");
		});
	}

	@Test
	void theDocumentationHasEveryPropertyAsItIs() {
		String documentation = Pages.read("configuration.adoc");
		assertThat(this.metadata.get("properties")).allSatisfy((property) -> {
			assertThat(documentation).contains("| `" + property.get("name").asString() + "` |");
			assertThat(documentation).contains("| " + property.get("description").asString() + "\n");
		});
	}

	@Test
	void defaultsAreShown() {
		assertThat(property("mqtt.server").get("defaultValue").asString()).isEqualTo("localhost");
		assertThat(property("mqtt.keepalive").get("defaultValue").asString()).isEqualTo("60s");
		assertThat(property("mqtt.max-repubs").get("defaultValue").asInt()).isEqualTo(4);
		assertThat(property("mqtt.fail-fast").get("defaultValue").asBoolean(true)).isFalse();
		assertThat(property("mqtt.enabled").get("defaultValue").asBoolean(false)).isTrue();
		assertThat(property("mqtt.publish.overflow").get("defaultValue").asString()).isEqualTo("block");
		assertThat(property("mqtt.reconnect.jitter").get("defaultValue").asDouble()).isEqualTo(0.25);
	}

}
