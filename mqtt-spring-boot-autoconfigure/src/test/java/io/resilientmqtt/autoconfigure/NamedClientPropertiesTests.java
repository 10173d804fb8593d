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

import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.resilientmqtt.client.Credentials;
import io.resilientmqtt.client.InvalidOptionException;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientFactory;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.message.UserProperty;
import io.resilientmqtt.testsupport.FakeMqttClient;
import io.resilientmqtt.testsupport.FakeMqttClientFactory;
import io.resilientmqtt.testsupport.Pages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What clients under {@code mqtt.clients} inherit and what they don't.
 */
class NamedClientPropertiesTests {

	private final FakeMqttClientFactory clients = new FakeMqttClientFactory();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class,
				TaskExecutionAutoConfiguration.class))
		.withBean(MqttClientFactory.class, () -> this.clients)
		.withPropertyValues("mqtt.server=edge.example", "mqtt.clients.cloud.server=cloud.example");

	private static MqttClientOptions options(ApplicationContext context, String name) {
		return context.getBean(name, FakeMqttClient.class).options();
	}

	private static Credentials credentials(MqttClientOptions options) {
		return (Credentials) options.credentials();
	}

	@Test
	void aClientInheritsPropertyByProperty() {
		this.runner
			.withPropertyValues("mqtt.keepalive=30", "mqtt.protocol-version=5", "mqtt.reconnect.initial-delay=1s",
					"mqtt.reconnect.max-delay=2s", "mqtt.clients.cloud.reconnect.max-delay=9s",
					"mqtt.v5.user-properties[0].name=site", "mqtt.v5.user-properties[0].value=north",
					"mqtt.publish.max-pending=${sample.pending}", "sample.pending=11",
					"mqtt.clients.own.server=own.example", "mqtt.clients.own.protocol-version=3.1.1",
					"mqtt.clients.own.keepalive=40")
			.run((context) -> {
				MqttClientOptions cloud = options(context, "cloud");
				assertThat(cloud.liveness().keepAlive()).hasSeconds(30);
				assertThat(cloud.protocolVersion()).isEqualTo(ProtocolVersion.MQTT_5);
				assertThat(cloud.reconnect().initialDelay()).hasSeconds(1);
				assertThat(cloud.reconnect().maxDelay()).hasSeconds(9);
				assertThat(cloud.v5().userProperties()).containsExactly(new UserProperty("site", "north"));
				assertThat(cloud.publish().maxPending()).isEqualTo(11);
				assertThat(cloud.liveness().responseTime())
					.isEqualTo(options(context, "mqttClient").liveness().responseTime());
				MqttClientOptions own = options(context, "own");
				assertThat(own.protocolVersion()).isEqualTo(ProtocolVersion.MQTT_3_1_1);
				assertThat(own.liveness().keepAlive()).hasSeconds(40);
				assertThat(options(context, "mqttClient").reconnect().maxDelay()).hasSeconds(2);
			});
	}

	/** As YAML has it. */
	@ParameterizedTest
	@ValueSource(strings = { "mqtt.protocol-version", "mqtt.clients.cloud.protocol-version" })
	void aProtocolVersionMayBeANumber(String property) {
		this.runner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("yaml", Map.of(property, 5))))
			.run((context) -> assertThat(options(context, "cloud").protocolVersion())
				.isEqualTo(ProtocolVersion.MQTT_5));
	}

	@Test
	void aListReplacesTheInheritedOne() {
		this.runner
			.withPropertyValues("mqtt.protocol-version=5", "mqtt.v5.user-properties[0].name=a",
					"mqtt.v5.user-properties[0].value=1", "mqtt.v5.user-properties[1].name=b",
					"mqtt.v5.user-properties[1].value=2", "mqtt.clients.cloud.v5.user-properties[0].name=c",
					"mqtt.clients.cloud.v5.user-properties[0].value=3")
			.run((context) -> assertThat(options(context, "cloud").v5().userProperties())
				.containsExactly(new UserProperty("c", "3")));
	}

	@Test
	void whereAClientConnectsAndWhoItIsIsNotInherited() {
		this.runner
			.withPropertyValues("mqtt.port=1234", "mqtt.client-id=me", "mqtt.username=user", "mqtt.password=secret",
					"mqtt.ssl.enabled=true", "mqtt.ssl.server-hostname=name", "mqtt.will.topic=gone",
					"mqtt.will.payload=bye")
			.run((context) -> {
				MqttClientOptions cloud = options(context, "cloud");
				assertThat(cloud.servers()).containsExactly(new ServerAddress("cloud.example", 0));
				assertThat(cloud.clientId()).isNull();
				assertThat(credentials(cloud).username()).isNull();
				assertThat(credentials(cloud).password()).isNull();
				assertThat(cloud.tls()).isNull();
				assertThat(cloud.will()).isNull();
			});
	}

	@Test
	void aListOfServersIsNotInheritedEither() {
		this.runner.withPropertyValues("mqtt.servers[0]=edge-1", "mqtt.servers[1]=edge-2")
			.run((context) -> assertThat(options(context, "cloud").servers())
				.containsExactly(new ServerAddress("cloud.example", 0)));
	}

	@Test
	void aClientHasItsOwnIdentity() {
		this.runner
			.withPropertyValues("mqtt.clients.cloud.client-id=bridge", "mqtt.clients.cloud.username=u",
					"mqtt.clients.cloud.password=p", "mqtt.clients.cloud.ssl.enabled=true",
					"mqtt.clients.cloud.will.topic=gone")
			.run((context) -> {
				MqttClientOptions cloud = options(context, "cloud");
				assertThat(cloud.clientId()).isEqualTo("bridge");
				assertThat(credentials(cloud).username()).isEqualTo("u");
				assertThat(credentials(cloud).password()).isEqualTo("p".getBytes(StandardCharsets.UTF_8));
				assertThat(cloud.tls()).isNotNull();
				assertThat(cloud.will()).isNotNull();
			});
	}

	@Test
	void variablesOfTheEnvironmentTakePrecedenceAndNameNoOtherClient() {
		this.runner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment",
						Map.of("MQTT_CLIENTS_CLOUDEU_KEEPALIVE", "77"))))
			.withPropertyValues("mqtt.clients.cloudEu.server=eu.example", "mqtt.clients.cloudEu.keepalive=7")
			.run((context) -> {
				assertThat(context.getBeanNamesForType(MqttClient.class)).containsExactlyInAnyOrder("mqttClient",
						"cloud", "cloudEu");
				assertThat(options(context, "cloudEu").liveness().keepAlive()).hasSeconds(77);
			});
	}

	@Test
	void aClientWithoutAServerIsRefused() {
		this.runner.withPropertyValues("mqtt.clients.lost.keepalive=7")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidOptionException.class,
						(ex) -> assertThat(ex.option()).isEqualTo("clients.lost.server")));
	}

	@Test
	void anInvalidValueIsReportedWithThePropertyOfTheClient() {
		assertRefused("clients.cloud.client-id", "mqtt.clients.cloud.clean=false");
		assertRefused("clients.cloud.will.qos", "mqtt.clients.cloud.will.topic=t", "mqtt.clients.cloud.will.qos=3");
		assertRefused("clients.cloud.listener.response-topics", "mqtt.clients.cloud.listener.response-topics=a/#/b");
	}

	private void assertRefused(String option, String... properties) {
		this.runner.withPropertyValues(properties)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidOptionException.class,
						(ex) -> assertThat(ex.option()).isEqualTo(option)));
	}

	@Test
	void listenerDefaultsArePerClient() {
		this.runner
			.withPropertyValues("mqtt.listener.queue-capacity=5", "mqtt.clients.cloud.listener.queue-capacity=6",
					"mqtt.clients.spare.server=spare")
			.run((context) -> {
				assertThat(context.getBean("mqttListenerEndpointRegistry"))
					.extracting("containerFactory.options.values.queueCapacity")
					.isEqualTo(5);
				assertThat(context.getBean("cloudMqttListenerEndpointRegistry"))
					.extracting("containerFactory.options.values.queueCapacity")
					.isEqualTo(6);
				assertThat(context.getBean("spareMqttListenerEndpointRegistry"))
					.extracting("containerFactory.options.values.queueCapacity")
					.isEqualTo(5);
			});
	}

	@Test
	void theDocumentationSaysWhatIsNotInherited() throws Exception {
		String page = Pages.read("several-clients.adoc");
		String described = Pages.read("configuration.adoc");
		String row = described.lines()
			.filter((line) -> line.startsWith("| `mqtt.clients` |"))
			.findFirst()
			.orElseThrow();
		assertThat(NamedClientProperties.NOT_INHERITED).allSatisfy((property) -> {
			assertThat(page).containsPattern("`" + property + "(\\.\\*)?`");
			assertThat(row).containsPattern("\\b" + property + "\\b");
		});
	}

}
