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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Properties that there are not are told, with those that may be meant.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnknownPropertiesTests {

	private static final String TOLD = "There are no such properties of the MQTT client";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class))
		.withBean(MqttClientFactory.class, FakeMqttClientFactory::new);

	private static List<String> told(CapturedOutput output) {
		return output.toString().lines().filter((line) -> line.contains(TOLD)).toList();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			mqtt.sever                    | (did you mean mqtt.server?)
			mqtt.prot                     | (did you mean mqtt.port?)
			mqtt.url                      | (did you mean mqtt.server?)
			mqtt.uri                      | (did you mean mqtt.server?)
			mqtt.broker-url               | (did you mean mqtt.server?)
			mqtt.brokerUrl                | (did you mean mqtt.server?)
			mqtt.broker                   | (did you mean mqtt.server?)
			mqtt.host                     | (did you mean mqtt.server?)
			mqtt.hostname                 | (did you mean mqtt.server?)
			mqtt.user                     | (did you mean mqtt.username?)
			mqtt.usrename                 | (did you mean mqtt.username?)
			mqtt.pasword                  | (did you mean mqtt.password?)
			mqtt.clean-session            | (did you mean mqtt.clean?)
			mqtt.keep-alive-interval      | (did you mean mqtt.keepalive?)
			mqtt.ssl.bundel               | (did you mean mqtt.ssl.bundle?)
			mqtt.ssl.trust-store          | (did you mean mqtt.ssl.bundle, with the certificates under spring.ssl.bundle
			mqtt.ssl.key-store-password   | (did you mean mqtt.ssl.bundle, with the certificates under spring.ssl.bundle
			mqtt.tls.enabled              | (did you mean mqtt.ssl.enabled?)
			mqtt.receive-maximum          | (did you mean mqtt.v5.receive-maximum?)
			mqtt.max-in-flight            | (did you mean mqtt.publish.max-in-flight?)
			mqtt.listener.concurency      | (did you mean mqtt.listener.concurrency?)
			mqtt.will.quos                | (did you mean mqtt.will.qos?)
			mqtt.embedded.directoy        | (did you mean mqtt.embedded.directory?)
			mqtt.qos                      | (did you mean the attribute of @MqttListener
			mqtt.clients.a.sever          | (did you mean mqtt.clients.a.server?)
			mqtt.clients.a.host           | (did you mean mqtt.clients.a.server?)
			mqtt.clients.a.enabled        | (did you mean mqtt.clients.a.ssl.enabled?)
			mqtt.clients.server           | (of which client? mqtt.clients.<name>.server)
			mqtt.something.quite.else     |
			""")
	void oneThatThereIsNotIsToldWithWhatMayBeMeant(String property, String suggestion, CapturedOutput output) {
		this.runner.withPropertyValues(property + "=s3cret", "mqtt.clients.a.server=b").run((context) -> {
			assertThat(context).hasNotFailed();
			String name = property.equals("mqtt.brokerUrl") ? "mqtt.brokerurl" : property;
			assertThat(told(output)).hasSize(1).allSatisfy((line) -> {
				assertThat(line).contains("WARN").contains("'" + name + "'").doesNotContain("s3cret");
				assertThat(line).contains((suggestion != null) ? suggestion : "'" + name + "'. If");
			});
		});
	}

	@Test
	void severalAreToldInOneLineThoughTheStartFails(CapturedOutput output) {
		this.runner.withPropertyValues("mqtt.clients.a.sever=b", "mqtt.url=x", "mqtt.qos=1").run((context) -> {
			assertThat(context).hasFailed();
			assertThat(told(output)).hasSize(1)
				.allMatch((line) -> line.contains("'mqtt.clients.a.sever'") && line.contains("'mqtt.url'")
						&& line.contains("'mqtt.qos'"));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "mqtt.server=a", "mqtt.servers[0]=a", "mqtt.clientId=a", "mqtt.client_id=a",
			"mqtt.websocket.headers.X-Any.thing=a", "mqtt.v5.user-properties.site=a",
			"mqtt.v5.user-properties[0].name=a", "mqtt.clients.a.v5.user-properties.site=a", "mqtt.enabled=true",
			"mqtt.embedded.port=1", "mqtt.clients.a.ping-interval=1", "mqtt.clients.[a.b].server=1",
			"mqtt.listener.response-topics=a,b", "mqttx.server=a", "mymqtt.sever=a" })
	void oneThatThereIsIsNot(String property, CapturedOutput output) {
		this.runner.withPropertyValues(property, "mqtt.clients.a.server=b")
			.run((context) -> assertThat(told(output)).isEmpty());
	}

	@Test
	void everyPropertyOfTheMetadataIsKnown() {
		JsonNode metadata = JsonMapper.shared()
			.readTree(MqttProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json"));
		assertThat(metadata.get("properties")).extracting((property) -> property.get("name").asString())
			.filteredOn((name) -> name.startsWith("mqtt.") && !name.equals("mqtt.clients"))
			.hasSizeGreaterThan(100)
			.allMatch((name) -> PropertyNames.ALL.contains(ConfigurationPropertyName.of(name), 1));
	}

	private ApplicationContextRunner variables(Map<String, Object> variables) {
		return this.runner.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables)));
	}

	@Test
	void variablesOfTheEnvironmentMayBeAnybodys(CapturedOutput output) {
		variables(Map.of("MQTT_HOST", "a", "MQTT_URL", "a", "MQTT_BROKER_URL", "a", "MQTT_USER", "a", "MQTT_TOPIC", "a",
				"MQTT_VERSION", "1", "MQTT_QOS", "1", "MQTT_SERVER", "a", "MQTT_PING_INTERVAL", "1s",
				"MQTT_V5_USERPROPERTIES_0_NAME", "a"))
			.run((context) -> assertThat(told(output)).isEmpty());
		variables(Map.of("MQTT_SERVICE_HOST", "10.0.0.1", "MQTT_SERVICE_PORT", "1883", "MQTT_CLIENT", "a",
				"MQTT_CLIENTS_A_SERVER", "a", "MQTT_CLIENTS_A_MAX_REPUBS", "1"))
			.run((context) -> assertThat(told(output)).isEmpty());
		variables(Map.of("MQTT_SEVER", "a", "MQTT_PING_INTERVALL", "1s", "MQTT_CLIENTS_A_SEVER", "a",
				"MQTT_CLIENTS_A_SERVER", "b"))
			.run((context) -> assertThat(told(output)).hasSize(1)
				.allMatch((line) -> line.contains("(did you mean mqtt.server?)")
						&& line.contains("(did you mean mqtt.ping-interval?)")
						&& line.contains("(did you mean mqtt.clients.a.server?)")));
	}

	@Test
	void propertiesOfTheSystemMayBeAnotherLibrarys(CapturedOutput output) {
		this.runner.withSystemProperties("mqtt.native.library=x", "mqtt.trace=true")
			.run((context) -> assertThat(told(output)).isEmpty());
		this.runner.withSystemProperties("mqtt.sever=x", "mqtt.url=y")
			.run((context) -> assertThat(told(output)).hasSize(1)
				.allMatch((line) -> line.contains("'mqtt.sever'") && line.contains("'mqtt.url'")));
	}

	@Test
	void whatTheApplicationBindsIsItsOwn(CapturedOutput output) {
		this.runner.withUserConfiguration(Own.class)
			.withPropertyValues("mqtt.sensors.interval=3s", "mqtt.sensors.more.of=it")
			.run((context) -> assertThat(told(output)).isEmpty());
	}

	@Test
	void aSourceWithoutNamesIsLeftAside(CapturedOutput output) {
		this.runner.withInitializer(UnknownPropertiesTests::addNameless)
			.run((context) -> assertThat(told(output)).isEmpty());
	}

	private static void addNameless(ConfigurableApplicationContext context) {
		context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("empty", Map.of()));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(Sensors.class)
	static class Own {

	}

	@ConfigurationProperties("mqtt.sensors")
	record Sensors(String interval) {

	}

}
