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

package io.resilientmqtt.messaging;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MqttHeaders}.
 */
class MqttHeadersTests {

	/**
	 * The constants of {@code org.springframework.integration.mqtt.support.MqttHeaders}
	 * 7.1, and those it has no name for.
	 */
	@Test
	void namesAreThoseOfSpringIntegration() throws Exception {
		Map<String, Object> constants = new LinkedHashMap<>();
		for (Field field : MqttHeaders.class.getFields()) {
			constants.put(field.getName(), field.get(null));
		}
		assertThat(constants).containsExactlyInAnyOrderEntriesOf(
				Map.ofEntries(Map.entry("PREFIX", "mqtt_"), Map.entry("QOS", "mqtt_qos"), Map.entry("ID", "mqtt_id"),
						Map.entry("RECEIVED_QOS", "mqtt_receivedQos"), Map.entry("DUPLICATE", "mqtt_duplicate"),
						Map.entry("RETAINED", "mqtt_retained"), Map.entry("RECEIVED_RETAINED", "mqtt_receivedRetained"),
						Map.entry("TOPIC", "mqtt_topic"), Map.entry("RECEIVED_TOPIC", "mqtt_receivedTopic"),
						Map.entry("MESSAGE_EXPIRY_INTERVAL", "mqtt_messageExpiryInterval"),
						Map.entry("TOPIC_ALIAS", "mqtt_topicAlias"), Map.entry("RESPONSE_TOPIC", "mqtt_responseTopic"),
						Map.entry("CORRELATION_DATA", "mqtt_correlationData"),
						Map.entry("SUBSCRIPTION_IDENTIFIERS", "mqtt_subscriptionIdentifiers")));
		assertThat(Arrays.stream(MqttHeaders.class.getFields()))
			.allMatch((field) -> Modifier.isFinal(field.getModifiers()));
	}

}
