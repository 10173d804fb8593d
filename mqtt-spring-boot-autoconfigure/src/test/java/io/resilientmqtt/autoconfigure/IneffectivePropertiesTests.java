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

import io.resilientmqtt.client.MqttClientFactory;
import io.resilientmqtt.testsupport.FakeMqttClientFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Properties that are set in vain are told.
 */
@ExtendWith(OutputCaptureExtension.class)
class IneffectivePropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class))
		.withBean(MqttClientFactory.class, FakeMqttClientFactory::new)
		.withPropertyValues("mqtt.server=a");

	private static List<String> told(CapturedOutput output) {
		return output.toString().lines().filter((line) -> line.contains("that have no effect")).toList();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			mqtt.v5.receive-maximum=7              | mqtt.protocol-version=3.1.1 | MQTT 3.1.1 has nothing like it
			mqtt.v5.user-properties.site=berlin    | mqtt.protocol-version=3.1.1 | mqtt.v5.user-properties (MQTT 3.1.1
			mqtt.v5.user-properties[0].name=berlin | mqtt.protocol-version=3.1.1 | mqtt.v5.user-properties (MQTT 3.1.1
			mqtt.v5.acknowledgement.reason-string=a | mqtt.protocol-version=3.1.1 | MQTT 3.1.1
			mqtt.will.delay-interval=3             | mqtt.protocol-version=3.1.1,mqtt.will.topic=a | MQTT 3.1.1
			mqtt.will.properties.content-type=a    | mqtt.protocol-version=3.1.1,mqtt.will.topic=a | MQTT 3.1.1
			mqtt.follow-server-reference=true      | mqtt.protocol-version=3.1.1 | MQTT 3.1.1
			mqtt.ssl.verify-hostname=false         | mqtt.port=1883              | there is no TLS; set mqtt.ssl.enabled
			mqtt.ssl.verify-hostname=false         | mqtt.server=tcp://a         | there is no TLS
			mqtt.ssl.server-hostname=a             | mqtt.ssl.enabled=false      | there is no TLS
			mqtt.ssl.bundle=a                      | mqtt.ssl.enabled=false      | there is no TLS
			mqtt.websocket.path=/a                 | mqtt.port=1883              | mqtt.transport is not websocket
			mqtt.websocket.headers.X=y             | mqtt.server=ssl://a         | mqtt.transport is not websocket
			mqtt.proxy.port=3128                   | mqtt.port=1883              | without mqtt.proxy.host
			mqtt.unmatched-capacity=7              | mqtt.port=1883              | mqtt.unmatched is not keep
			mqtt.unmatched-timeout=7s              | mqtt.unmatched=acknowledge  | mqtt.unmatched is not keep
			mqtt.publish.max-block=7s              | mqtt.publish.overflow=fail  | mqtt.publish.overflow is not block
			mqtt.will.qos=1                        | mqtt.port=1883              | without mqtt.will.topic
			mqtt.birth.retain=true                 | mqtt.port=1883              | without mqtt.birth.topic
			mqtt.clean-init=false                  | mqtt.clean=true             | starts with a clean session
			""")
	void oneThatHasNoEffectIsToldByName(String property, String others, String why, CapturedOutput output) {
		this.runner.withPropertyValues(property).withPropertyValues(others.split(",")).run((context) -> {
			assertThat(context).hasNotFailed();
			String name = property.replaceAll("(\\[0].*|\\.site.*|\\.X)?=.*", "");
			assertThat(told(output)).hasSize(1)
				.allMatch((line) -> line.contains("WARN") && line.contains(name + " (") && line.contains(why));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "mqtt.v5.receive-maximum=7", "mqtt.v5.receive-maximum=7,mqtt.protocol-version=5",
			"mqtt.ssl.verify-hostname=false,mqtt.ssl.enabled=true",
			"mqtt.ssl.verify-hostname=false,mqtt.server=ssl://a", "mqtt.websocket.path=/a,mqtt.transport=websocket",
			"mqtt.websocket.headers.X=y,mqtt.server=ws://a", "mqtt.unmatched-capacity=7,mqtt.unmatched=keep",
			"mqtt.publish.max-block=1s", "mqtt.protocol-version=3.1.1", "mqtt.will.topic=a,mqtt.will.qos=1",
			"mqtt.clean-init=false,mqtt.clean=false,mqtt.client-id=a", "mqtt.ssl.enabled=false" })
	void oneThatHasAnEffectIsNot(String properties, CapturedOutput output) {
		this.runner.withPropertyValues(properties.split(",")).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(told(output)).isEmpty();
		});
	}

	@Test
	void aFurtherClientIsToldOfItsOwn(CapturedOutput output) {
		this.runner
			.withPropertyValues("mqtt.v5.receive-maximum=7", "mqtt.clients.Plant.server=b",
					"mqtt.clients.Plant.protocol-version=3.1.1", "mqtt.clients.Plant.v5.topic-alias-maximum=3")
			.run((context) -> assertThat(told(output)).hasSize(1)
				.allMatch((line) -> line.contains("mqtt.clients.plant.v5.topic-alias-maximum (")
						&& line.contains("mqtt.clients.plant.protocol-version")
						&& !line.contains("mqtt.v5.receive-maximum")));
	}

	@Test
	void variablesOfTheEnvironmentCount(CapturedOutput output) {
		this.runner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
						new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
								Map.of("MQTT_PROTOCOL_VERSION", "3.1.1", "MQTT_V5_RECEIVE_MAXIMUM", "7"))))
			.run((context) -> assertThat(told(output)).hasSize(1)
				.allMatch((line) -> line.contains("mqtt.v5.receive-maximum (")));
	}

}
