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

import java.time.Duration;
import java.util.Map;

import io.resilientmqtt.actuate.MqttDescriptor;
import io.resilientmqtt.actuate.MqttEndpoint;
import io.resilientmqtt.actuate.MqttEndpointWebExtension;
import io.resilientmqtt.actuate.MqttInfoContributor;
import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.client.BufferFill;
import io.resilientmqtt.client.ClientStatistics;
import io.resilientmqtt.client.LibraryVersion;
import io.resilientmqtt.client.ReceiveBacklog;
import io.resilientmqtt.client.ReceiverStatus;
import io.resilientmqtt.client.Traffic;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jmx.JmxEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.jmx.JmxEndpointsSupplier;
import org.springframework.boot.actuate.endpoint.jmx.JmxOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MqttActuatorAutoConfiguration}.
 */
class MqttActuatorAutoConfigurationTests {

	private static final String SECRET = "no-one-may-see-this";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, MqttAutoConfiguration.class,
				MqttActuatorAutoConfiguration.class, MqttHealthContributorAutoConfiguration.class,
				EndpointAutoConfiguration.class))
		.withUserConfiguration(Listening.class)
		.withPropertyValues("management.endpoints.jmx.exposure.include=mqtt", "spring.jmx.enabled=true",
				"mqtt.username=user", "mqtt.password=" + SECRET);

	@Test
	void theEndpointDescribesClientsAndListeners() {
		this.runner.run((context) -> {
			FakeMqttClient client = context.getBean(FakeMqttClient.class);
			client.refuse("sensors/+", ReasonCode.NOT_AUTHORIZED);
			client.up();
			client.receiverStatus(new ReceiverStatus("readings", 3, 1024, 2));
			MqttDescriptor descriptor = context.getBean(MqttEndpoint.class).mqtt();
			assertThat(descriptor.clients()).containsOnlyKeys("fake");
			MqttDescriptor.ClientDescriptor described = descriptor.clients().get("fake");
			assertThat(described.state()).isEqualTo("CONNECTED");
			assertThat(described.server()).isEqualTo("broker.example:1883");
			assertThat(described.session()).isEqualTo(new MqttDescriptor.SessionDescriptor(false, null));
			assertThat(described.limits()).isNotNull();
			assertThat(described.limits().maximumQos()).isEqualTo(2);
			assertThat(described.subscriptions()).containsExactly(new MqttDescriptor.SubscriptionDescriptor("sensors/+",
					1, "REFUSED", ReasonCode.NOT_AUTHORIZED.describe()));
			assertThat(described.counters()).isEqualTo(client.statistics());
			MqttDescriptor.ListenerDescriptor listener = descriptor.listeners().get("readings");
			assertThat(listener.client()).isEqualTo("fake");
			assertThat(listener.topics()).containsExactly("sensors/+");
			assertThat(listener.running()).isTrue();
			assertThat(listener.waiting()).isEqualTo(3);
			assertThat(listener.discarded()).isEqualTo(2);
		});
	}

	@Test
	void theAnswerCanBeWrittenAsJsonAndHasNoSecret() {
		this.runner.run((context) -> {
			context.getBean(FakeMqttClient.class).up();
			String json = JsonMapper.shared().writeValueAsString(context.getBean(MqttEndpoint.class).mqtt());
			JsonNode client = JsonMapper.shared().readTree(json).get("clients").get("fake");
			assertThat(client.get("counters").get("traffic").get("bytesReceived").asLong()).isZero();
			assertThat(client.get("limits").get("receiveMaximum").asInt()).isEqualTo(65535);
			assertThat(json).doesNotContain(SECRET).doesNotContain("user");
		});
	}

	private static Status healthAfter(AssertableApplicationContext context, Duration blocked) {
		FakeMqttClient client = context.getBean(FakeMqttClient.class);
		client.up();
		client.statistics(new ClientStatistics(Map.of(), 0, Map.of(), 0, 0, 0, 0, Map.of(), 0, 0, 0,
				new BufferFill(0, 1, 0, 1), 0, 0, Traffic.NONE, new ReceiveBacklog(20, null, blocked)));
		HealthIndicator health = (HealthIndicator) context.getBean("mqttHealthContributor");
		return health.health().getStatus();
	}

	@Test
	void howLongNothingMayComeIsAProperty() {
		this.runner.run((context) -> {
			assertThat(healthAfter(context, Duration.ofSeconds(299))).isEqualTo(Status.UP);
			assertThat(healthAfter(context, Duration.ofSeconds(300))).isEqualTo(Status.OUT_OF_SERVICE);
			assertThat(context.getBean(MqttEndpoint.class)
				.mqtt()
				.clients()
				.get("fake")
				.counters()
				.receiveBacklog()
				.unacknowledged()).isEqualTo(20);
		});
		this.runner.withPropertyValues("management.health.mqtt.blocked-after=10s").run((context) -> {
			assertThat(healthAfter(context, Duration.ofSeconds(9))).isEqualTo(Status.UP);
			assertThat(healthAfter(context, Duration.ofSeconds(10))).isEqualTo(Status.OUT_OF_SERVICE);
		});
		this.runner.withPropertyValues("management.health.mqtt.blocked-after=0")
			.run((context) -> assertThat(healthAfter(context, Duration.ofDays(1))).isEqualTo(Status.UP));
		this.runner.withPropertyValues("management.health.mqtt.blocked-after=-1s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContainingAll("management.health.mqtt.blocked-after", "-1s", "use 0"));
	}

	@Test
	void aClientReconnectsOnRequest() {
		this.runner.run((context) -> {
			FakeMqttClient client = context.getBean(FakeMqttClient.class);
			MqttEndpoint endpoint = context.getBean(MqttEndpoint.class);
			assertThatExceptionOfType(InvalidEndpointRequestException.class)
				.isThrownBy(() -> endpoint.act(MqttEndpoint.Kind.CLIENTS, "fake", MqttEndpoint.Action.RECONNECT))
				.withMessageContaining("client 'fake' is DISCONNECTED");
			client.up();
			endpoint.act(MqttEndpoint.Kind.CLIENTS, "fake", MqttEndpoint.Action.RECONNECT);
			assertThat(client.calls()).endsWith("reconnect");
			assertThatExceptionOfType(InvalidEndpointRequestException.class)
				.isThrownBy(() -> endpoint.act(MqttEndpoint.Kind.CLIENTS, "cloud", MqttEndpoint.Action.RECONNECT))
				.withMessageContaining("no client 'cloud'; use one of [fake]");
		});
	}

	@Test
	void listenersPauseAndStopOnRequest() {
		this.runner.run((context) -> {
			MqttEndpoint endpoint = context.getBean(MqttEndpoint.class);
			context.getBean(FakeMqttClient.class).up();
			endpoint.act(MqttEndpoint.Kind.LISTENERS, "readings", MqttEndpoint.Action.PAUSE);
			assertThat(endpoint.mqtt().listeners().get("readings").paused()).isTrue();
			endpoint.act(MqttEndpoint.Kind.LISTENERS, "readings", MqttEndpoint.Action.RESUME);
			assertThat(endpoint.mqtt().listeners().get("readings").paused()).isFalse();
			endpoint.act(MqttEndpoint.Kind.LISTENERS, "readings", MqttEndpoint.Action.STOP);
			assertThat(endpoint.mqtt().listeners().get("readings").running()).isFalse();
			endpoint.act(MqttEndpoint.Kind.LISTENERS, "readings", MqttEndpoint.Action.START);
			assertThat(endpoint.mqtt().listeners().get("readings").running()).isTrue();
			assertThatExceptionOfType(InvalidEndpointRequestException.class)
				.isThrownBy(() -> endpoint.act(MqttEndpoint.Kind.LISTENERS, "other", MqttEndpoint.Action.PAUSE))
				.withMessageContaining("no listener 'other'; use one of [readings]");
			assertThatExceptionOfType(InvalidEndpointRequestException.class)
				.isThrownBy(() -> endpoint.act(MqttEndpoint.Kind.LISTENERS, "readings", MqttEndpoint.Action.RECONNECT))
				.withMessageContaining("a listener can't reconnect");
			assertThatExceptionOfType(InvalidEndpointRequestException.class)
				.isThrownBy(() -> endpoint.act(MqttEndpoint.Kind.CLIENTS, "fake", MqttEndpoint.Action.PAUSE))
				.withMessageContaining("a client can't pause");
		});
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '"',
			value = { "clients, fake, pause, a client can't pause; use reconnect",
					"listeners, readings, reconnect, a listener can't reconnect",
					"listeners, readings, halt, 'halt' is no action; use one of reconnect%start%stop%pause%resume",
					"listeners, readings, , there is no action; use one of reconnect",
					"brokers, x, stop, 'brokers' is no kind; use one of clients%listeners" })
	void whatCanNotBeDoneIsToldInWordsOverHttp(String kind, String name, String action, String reason) {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=mqtt").run((context) -> {
			context.getBean(FakeMqttClient.class).up();
			WebEndpointResponse<Map<String, String>> answer = context.getBean(MqttEndpointWebExtension.class)
				.act(kind, name, action);
			assertThat(answer.getStatus()).isEqualTo(400);
			assertThat(answer.getBody().get("reason")).contains(reason.replace("%", ", "));
		});
	}

	@Test
	void whatIsNotThereIsNotFoundOverHttp() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=mqtt").run((context) -> {
			MqttEndpointWebExtension web = context.getBean(MqttEndpointWebExtension.class);
			WebEndpointResponse<Map<String, String>> listener = web.act("listeners", "other", "pause");
			assertThat(listener.getStatus()).isEqualTo(404);
			assertThat(listener.getBody()).containsEntry("reason",
					"there is no listener 'other'; use one of [readings]");
			WebEndpointResponse<Map<String, String>> client = web.act("clients", "cloud", "reconnect");
			assertThat(client.getStatus()).isEqualTo(404);
			assertThat(client.getBody()).containsEntry("reason", "there is no client 'cloud'; use one of [fake]");
			assertThat(web.act("listeners", "readings", "pause").getStatus()).isEqualTo(204);
			assertThat(web.act("listeners", "readings", "reconnect").getStatus()).isEqualTo(400);
		});
	}

	@Test
	void theWayToARequestIsItsKindAndName() {
		this.runner
			.withConfiguration(AutoConfigurations.of(JmxAutoConfiguration.class, JmxEndpointAutoConfiguration.class))
			.run((context) -> {
				context.getBean(FakeMqttClient.class).up();
				JmxOperation operation = context.getBean(JmxEndpointsSupplier.class)
					.getEndpoints()
					.stream()
					.filter((endpoint) -> endpoint.getEndpointId().equals(EndpointId.of("mqtt")))
					.flatMap((endpoint) -> endpoint.getOperations().stream())
					.filter((candidate) -> candidate.getName().equals("act"))
					.findFirst()
					.orElseThrow();
				operation.invoke(new InvocationContext(SecurityContext.NONE,
						Map.of("kind", "clients", "name", "fake", "action", "reconnect")));
				assertThat(context.getBean(FakeMqttClient.class).calls()).endsWith("reconnect");
			});
	}

	@Test
	void thereIsNoEndpointUnlessItIsExposed() {
		this.runner.withPropertyValues("management.endpoints.jmx.exposure.include=health")
			.run((context) -> assertThat(context).doesNotHaveBean(MqttEndpoint.class));
	}

	@Test
	void versionsAreShownWhereAskedFor() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(MqttInfoContributor.class));
		this.runner.withPropertyValues("management.info.mqtt.enabled=true").run((context) -> {
			context.getBean(FakeMqttClient.class).up();
			Info.Builder builder = new Info.Builder();
			context.getBean(MqttInfoContributor.class).contribute(builder);
			assertThat(builder.build().getDetails().get("mqtt"))
				.asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
				.containsEntry("version", LibraryVersion.get())
				.containsEntry("protocolVersions", Map.of("fake", "5"))
				.containsKey("netty");
			assertThat(LibraryVersion.get()).matches("\\d+\\.\\d+.*");
		});
	}

	@Test
	void healthCanBePartOfAGroup() {
		this.runner
			.withConfiguration(AutoConfigurations.of(HealthEndpointAutoConfiguration.class,
					HealthContributorRegistryAutoConfiguration.class))
			.withPropertyValues("management.endpoints.jmx.exposure.include=health,mqtt",
					"management.endpoint.health.group.readiness.include=mqtt",
					"management.endpoint.health.group.liveness.include=ping",
					"management.endpoint.health.validate-group-membership=false")
			.run((context) -> {
				HealthEndpoint health = context.getBean(HealthEndpoint.class);
				assertThat(health.healthForPath("readiness").getStatus()).isEqualTo(Status.DOWN);
				context.getBean(FakeMqttClient.class).up();
				assertThat(health.healthForPath("readiness").getStatus()).isEqualTo(Status.UP);
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class Listening {

		@Bean
		FakeMqttClient fake() {
			return new FakeMqttClient();
		}

		@Bean
		Readings readings() {
			return new Readings();
		}

	}

	static class Readings {

		@MqttListener(id = "readings", topics = "sensors/+")
		void reading(String reading) {
			assertThat(reading).isNotNull();
		}

	}

}
