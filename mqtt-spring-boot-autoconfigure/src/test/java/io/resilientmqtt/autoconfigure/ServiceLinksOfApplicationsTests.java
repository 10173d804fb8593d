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

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.testsupport.ApplicationProcess;
import io.resilientmqtt.testsupport.FakeMqttClientFactory;
import io.resilientmqtt.testsupport.ScriptedBroker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application in a namespace with services whose names begin with {@code mqtt} has the
 * properties it sets and no others.
 */
@ExtendWith(OutputCaptureExtension.class)
class ServiceLinksOfApplicationsTests {

	private static ConfigurableApplicationContext run(Map<String, Object> variables, String... arguments) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
		application.setEnvironment(environment);
		return application.run(arguments);
	}

	@ParameterizedTest
	@ValueSource(strings = { "MQTT", "MQTT_PROXY", "MQTT_CLIENTS", "MQTT_CLIENTS_PLANT", "MQTT_WILL", "MQTT_SERVER",
			"MQTT_SERVERS", "MQTT_SERVERS_0", "MQTT_LISTENER", "MQTT_EMBEDDED", "MQTT_WEBSOCKET_HEADERS" })
	void aServiceIsNoProperty(String service, CapturedOutput output) {
		try (ConfigurableApplicationContext context = run(
				ServiceLinksTests.kubernetes(service, "10.0.0.1", 1883, "TCP"))) {
			assertThat(context.getBeansOfType(MqttClientOptions.class)).containsOnlyKeys("resilientMqttClientOptions");
			MqttClientOptions options = context.getBean(MqttClientOptions.class);
			assertThat(options.servers()).containsExactly(new ServerAddress("localhost", 0));
			assertThat(options.transport().webSocket().headers()).isEmpty();
		}
		String said = service.toLowerCase().replace('_', '-');
		assertThat(output.toString().lines().filter((line) -> line.contains("enableServiceLinks: false"))).hasSize(1)
			.allMatch((line) -> line.contains("INFO") && line.contains("'" + said + "'")
					&& line.contains(service + "_PORT_1883_TCP_ADDR"));
	}

	@Test
	void ofSeveralServicesOneLineTells(CapturedOutput output) {
		Map<String, Object> variables = ServiceLinksTests.kubernetes("MQTT", "10.0.0.1", 1883, "TCP");
		variables.putAll(ServiceLinksTests.kubernetes("MQTT_PROXY", "10.0.0.2", 3128, "TCP"));
		run(variables).close();
		assertThat(output.toString().lines().filter((line) -> line.contains("enableServiceLinks: false"))).hasSize(1)
			.allMatch((line) -> line.contains("'mqtt', 'mqtt-proxy'"));
	}

	@Test
	void whatTheApplicationSetsHolds(CapturedOutput output) {
		Map<String, Object> variables = new LinkedHashMap<>(
				ServiceLinksTests.kubernetes("MQTT", "10.0.0.1", 1883, "TCP"));
		variables.put("MQTT_PORT", "1884");
		variables.put("MQTT_SERVER", "broker.example");
		variables.put("MQTT_CLIENTS_PLANT_SERVER", "plant.example");
		variables.putAll(ServiceLinksTests.kubernetes("MQTT_CLIENTS", "10.0.0.2", 1883, "TCP"));
		try (ConfigurableApplicationContext context = run(variables)) {
			assertThat(context.getBeansOfType(MqttClientOptions.class)).containsOnlyKeys("resilientMqttClientOptions",
					"plantMqttClientOptions");
			assertThat(context.getBean("resilientMqttClientOptions", MqttClientOptions.class).servers())
				.containsExactly(new ServerAddress("broker.example", 1884));
		}
		run(Map.of("MQTT_PORT", "1885", "MQTT_SERVER", "a")).close();
		assertThat(output.toString().lines().filter((line) -> line.contains("enableServiceLinks"))).hasSize(1);
	}

	@Test
	void anEnvironmentPrefixIsMinded() {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setEnvironmentPrefix("my-app");
		StandardEnvironment environment = new StandardEnvironment();
		Map<String, Object> variables = ServiceLinksTests.kubernetes("MY_APP_MQTT", "10.0.0.1", 1883, "TCP");
		variables.put("MY_APP_MQTT_SERVER", "broker.example");
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
		application.setEnvironment(environment);
		try (ConfigurableApplicationContext context = application.run()) {
			assertThat(context.getBean(MqttClientOptions.class).servers())
				.containsExactly(new ServerAddress("broker.example", 0));
		}
	}

	@Test
	void aPlaceholderIsResolvedByThem() {
		try (ConfigurableApplicationContext context = run(ServiceLinksTests.kubernetes("MQTT", "10.0.0.1", 1883, "TCP"),
				"--mqtt.server=${MQTT_SERVICE_HOST}", "--mqtt.port=${MQTT_SERVICE_PORT}")) {
			assertThat(context.getBean(MqttClientOptions.class).servers())
				.containsExactly(new ServerAddress("10.0.0.1", 1883));
			assertThat(context.getEnvironment().getProperty("MQTT_PORT")).isEqualTo("tcp://10.0.0.1:1883");
		}
	}

	@Test
	void aProcessWithRealVariablesConnects() {
		try (ScriptedBroker broker = new ScriptedBroker()) {
			Map<String, String> variables = new HashMap<>();
			for (String service : new String[] { "MQTT", "MQTT_PROXY", "MQTT_CLIENTS", "MQTT_WILL", "MQTT_SERVER" }) {
				ServiceLinksTests.kubernetes(service, "10.0.0.1", 1883, "TCP")
					.forEach((name, value) -> variables.put(name, (String) value));
			}
			variables.put("MQTT_SERVER", "127.0.0.1");
			variables.put("MQTT_PORT", String.valueOf(broker.port()));
			try (ApplicationProcess application = ApplicationProcess.start(variables, LifecycleApplication.class,
					"--spring.profiles.active=listener")) {
				application.awaitOutput("UP");
				assertThat(application.output()).contains("enableServiceLinks: false");
			}
			variables.put("MQTT_PORT", "tcp://10.0.0.1:1883");
			try (ApplicationProcess application = ApplicationProcess.start(variables, LifecycleApplication.class,
					"--spring.profiles.active=listener", "--mqtt.port=" + broker.port())) {
				application.awaitOutput("UP");
			}
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(MqttAutoConfiguration.class)
	@Import(FakeMqttClientFactory.class)
	static class Application {

	}

}
