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
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Groups of properties that none is set of have the defaults that are documented.
 */
class DefaultGroupsTests {

	@ParameterizedTest
	@MethodSource("groups")
	void areWhatBindingNothingMakes(Object group) {
		assertThat(binder(Map.of()).bindOrCreate("group", group.getClass())).usingRecursiveComparison()
			.isEqualTo(group);
	}

	static List<Object> groups() {
		return List.of(DefaultGroups.WILL_PROPERTIES, DefaultGroups.WILL, DefaultGroups.SSL, DefaultGroups.WEBSOCKET,
				DefaultGroups.PROXY, DefaultGroups.RECONNECT, DefaultGroups.NETWORK, DefaultGroups.PUBLISH,
				DefaultGroups.RETRY, DefaultGroups.LISTENER, DefaultGroups.TEMPLATE, DefaultGroups.WAN_CHECK,
				DefaultGroups.ACKNOWLEDGEMENT, DefaultGroups.MQTT_5);
	}

	@Test
	void areUsedWhereNoPropertyIsSetAndOnlyThere() {
		MqttProperties properties = binder(
				Map.of("mqtt.listener.retry.max-retries", "3", "mqtt.v5.acknowledgement.reason-string", "ok"))
			.bindOrCreate("mqtt", MqttProperties.class);
		assertThat(properties.publish()).isSameAs(DefaultGroups.PUBLISH);
		assertThat(properties.v5().receiveMaximum()).isEqualTo(65535);
		assertThat(properties.v5().acknowledgement().reasonString()).isEqualTo("ok");
		assertThat(properties.listener().queueCapacity()).isEqualTo(1024);
		assertThat(properties.listener().retry().maxRetries()).isEqualTo(3);
		assertThat(properties.listener().retry().delay()).isEqualTo(DefaultGroups.RETRY.delay());
	}

	private static Binder binder(Map<String, String> properties) {
		ApplicationConversionService conversion = new ApplicationConversionService();
		conversion.addConverter(new ProtocolConverter());
		return new Binder(List.of(new MapConfigurationPropertySource(properties)), null, conversion);
	}

}
