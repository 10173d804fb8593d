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
import java.util.List;

import io.resilientmqtt.client.MqttClientFactory;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.testsupport.FakeMqttClientFactory;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.autoconfigure.context.properties.ConfigurationPropertiesReportEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.env.EnvironmentEndpointAutoConfiguration;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.env.EnvironmentEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No secret is shown by the Actuator, by {@code toString} or in an exception.
 */
class MqttSanitizingAutoConfigurationTests {

	private static final String[] SECRETS = { "mqtt.password", "mqtt.proxy.password",
			"mqtt.websocket.headers.Authorization", "mqtt.will.payload", "mqtt.will.properties.correlation-data",
			"mqtt.will.properties.user-properties[0].value", "mqtt.v5.user-properties[0].value",
			"mqtt.clients.cloud.password", "mqtt.clients.cloud.proxy.password",
			"mqtt.clients.cloud.websocket.headers.Authorization", "mqtt.clients.cloud.will.payload",
			"mqtt.clients.cloud.v5.user-properties[0].value" };

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class,
				MqttSanitizingAutoConfiguration.class, EnvironmentEndpointAutoConfiguration.class,
				ConfigurationPropertiesReportEndpointAutoConfiguration.class))
		.withBean(MqttClientFactory.class, FakeMqttClientFactory::new)
		.withPropertyValues("management.endpoints.web.exposure.include=env,configprops", "mqtt.server=broker.example",
				"mqtt.username=user", "mqtt.will.topic=t", "mqtt.transport=websocket", "mqtt.proxy.host=proxy.example",
				"mqtt.proxy.port=3128", "mqtt.proxy.username=someone", "mqtt.clients.cloud.server=cloud.example",
				"mqtt.clients.cloud.username=user", "mqtt.clients.cloud.will.topic=t",
				"mqtt.clients.cloud.transport=websocket", "mqtt.clients.cloud.proxy.host=proxy.example",
				"mqtt.clients.cloud.proxy.port=3128", "mqtt.clients.cloud.proxy.username=someone")
		.withPropertyValues(secrets());

	private static String[] secrets() {
		List<String> pairs = new ArrayList<>();
		for (String name : SECRETS) {
			pairs.add(name + "=s3cret");
		}
		return pairs.toArray(String[]::new);
	}

	@Test
	void valuesAreNotShownByDefault() {
		this.runner.run((context) -> assertThat(env(context.getBean(EnvironmentEndpoint.class)))
			.doesNotContain("s3cret", "broker.example"));
	}

	@Test
	void secretsAreNotShownWhenValuesAre() {
		this.runner
			.withPropertyValues("management.endpoint.env.show-values=always",
					"management.endpoint.configprops.show-values=always")
			.run((context) -> {
				assertThat(env(context.getBean(EnvironmentEndpoint.class)))
					.contains("broker.example", "proxy.example", "cloud.example")
					.doesNotContain("s3cret");
				assertThat(JsonMapper.shared()
					.writeValueAsString(context.getBean(ConfigurationPropertiesReportEndpoint.class)
						.configurationPropertiesWithPrefix("mqtt")))
					.contains("broker.example", "proxy.example")
					.doesNotContain("s3cret");
			});
	}

	@Test
	void userInfoAndQueryOfAServerAreNotShown() {
		this.runner
			.withPropertyValues("management.endpoint.env.show-values=always",
					"management.endpoint.configprops.show-values=always",
					"mqtt.server=wss://broker.example/mqtt?token=s3cret",
					"mqtt.clients.cloud.servers=wss://cloud.example?token=s3cret,wss://cloud2.example?token=s3cret",
					"mqtt.clients.edge.servers[0]=wss://edge.example?token=s3cret")
			.run((context) -> {
				assertThat(env(context.getBean(EnvironmentEndpoint.class)))
					.contains("wss://broker.example/mqtt?******", "wss://cloud2.example?******",
							"wss://edge.example?******")
					.doesNotContain("s3cret");
				assertThat(JsonMapper.shared()
					.writeValueAsString(context.getBean(ConfigurationPropertiesReportEndpoint.class)
						.configurationPropertiesWithPrefix("mqtt")))
					.contains("wss://broker.example/mqtt?******")
					.doesNotContain("s3cret");
			});
	}

	@Test
	void aServerThatIsRefusedIsNotShownEither() {
		SanitizingFunction function = new MqttSanitizingAutoConfiguration().mqttSanitizingFunction();
		for (String key : new String[] { "mqtt.server", "MQTT_SERVERS_0", "mqtt.clients.a.servers[1]" }) {
			SanitizableData data = new SanitizableData(null, key, "mqtt://me:s3cret@a,me:s3cret@b:1883,c");
			assertThat(function.apply(data).getValue()).isEqualTo("mqtt://******@a,******@b:1883,c");
		}
	}

	@Test
	void theQueryOfAPathIsNotShown() {
		this.runner
			.withPropertyValues("management.endpoint.env.show-values=always",
					"management.endpoint.configprops.show-values=always", "mqtt.websocket.path=/mqtt?X-Sign=s3cret",
					"mqtt.clients.cloud.websocket.path=/cloud?X-Sign=s3cret", "mqtt.will.topic=t", "mqtt.birth.topic=t",
					"mqtt.birth.payload=s3cret")
			.run((context) -> {
				assertThat(env(context.getBean(EnvironmentEndpoint.class))).contains("/mqtt?******", "/cloud?******")
					.doesNotContain("s3cret");
				assertThat(
						JsonMapper.shared()
							.writeValueAsString(context.getBean(ConfigurationPropertiesReportEndpoint.class)
								.configurationPropertiesWithPrefix("mqtt")))
					.contains("/mqtt?******")
					.doesNotContain("s3cret");
			});
	}

	private static String env(EnvironmentEndpoint endpoint) {
		return JsonMapper.shared().writeValueAsString(endpoint.environment("mqtt"));
	}

	@Test
	void environmentVariablesAreKnownToo() {
		this.runner.run((context) -> assertThat(List.of("MQTT_PASSWORD", "MQTT_PROXY_PASSWORD",
				"MQTT_WEBSOCKET_HEADERS_AUTHORIZATION", "MQTT_WILL_PAYLOAD", "MQTT_CLIENTS_CLOUD_PASSWORD"))
			.allSatisfy((key) -> assertThat(context.getBean(SanitizingFunction.class)
				.apply(new SanitizableData(null, key, "s3cret"))
				.getValue()).isEqualTo("******")));
	}

	@Test
	void toStringShowsNoSecret() {
		this.runner.run((context) -> {
			MqttProperties properties = context.getBean(MqttProperties.class);
			assertThat(List.of(properties, properties.websocket(), properties.proxy(), properties.will(),
					properties.will().properties(), properties.v5(), context.getBean(MqttClientOptions.class),
					context.getBean(MqttClientOptions.class).transport(), context.getBean("cloudMqttClientOptions"),
					context.getBean("cloudNamedMqttClient")))
				.allSatisfy((each) -> assertThat(each.toString()).doesNotContain("s3cret"));
		});
	}

	@Test
	void exceptionsShowNoSecret() {
		this.runner.withPropertyValues("mqtt.websocket.headers.Authorization=s3cret\u0007s3cret")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("websocket.headers.Authorization")
				.hasMessageNotContaining("s3cret"));
	}

	@Test
	void exceptionsOfFurtherClientsShowNoSecret() {
		this.runner.withPropertyValues("mqtt.clients.cloud.websocket.headers.Authorization=s3cret\u0007s3cret")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("clients.cloud.websocket.headers.Authorization")
				.hasMessageNotContaining("s3cret"));
	}

	@Test
	void needsNoActuator() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(MqttSanitizingAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(SanitizingFunction.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("mqttSanitizingFunction"));
	}

}
