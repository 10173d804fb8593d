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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

import io.resilientmqtt.annotation.InvalidMqttListenerException;
import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.Credentials;
import io.resilientmqtt.client.InvalidOptionException;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientFactory;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttCredentialsProvider;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.integration.ResilientMqttClientManager;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.listener.adapter.MqttListenerMethodFactory;
import io.resilientmqtt.messaging.MqttTemplate;
import io.resilientmqtt.test.MqttTestClientFactory;
import io.resilientmqtt.testsupport.FakeMqttClient;
import io.resilientmqtt.testsupport.FakeMqttClientFactory;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.handler.annotation.SendTo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients under {@code mqtt.clients}.
 */
class NamedMqttClientsTests {

	private final FakeMqttClientFactory clients = new FakeMqttClientFactory();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class,
				MqttHealthContributorAutoConfiguration.class, MqttIntegrationAutoConfiguration.class,
				TaskExecutionAutoConfiguration.class, JacksonAutoConfiguration.class))
		.withBean(MqttClientFactory.class, () -> this.clients)
		.withPropertyValues("mqtt.server=edge.example", "mqtt.clients.cloud.server=cloud.example");

	private static FakeMqttClient client(ApplicationContext context, String name) {
		return context.getBean(name, FakeMqttClient.class);
	}

	private static MqttClientOptions options(ApplicationContext context, String name) {
		return client(context, name).options();
	}

	private static Credentials credentials(MqttClientOptions options) {
		return (Credentials) options.credentials();
	}

	@Test
	void eachClientIsABeanQualifiedByItsName() {
		this.runner.withUserConfiguration(Injected.class)
			.withPropertyValues("mqtt.clients.spare.servers=one:1,two:2")
			.run((context) -> {
				Injected injected = context.getBean(Injected.class);
				assertThat(context.getBeanNamesForType(MqttClient.class)).containsExactlyInAnyOrder("mqttClient",
						"cloud", "spare");
				assertThat(injected.client).isSameAs(client(context, "mqttClient"));
				assertThat(injected.cloudClient).isSameAs(client(context, "cloud"));
				assertThat(injected.cloudOptions).isSameAs(options(context, "cloud"));
				assertThat(injected.template).isNotSameAs(injected.cloudTemplate);
				assertThat(injected.registry).isNotSameAs(injected.cloudRegistry);
				assertThat(injected.methodFactory).isNotSameAs(injected.cloudMethodFactory);
				assertThat(options(context, "mqttClient").servers())
					.containsExactly(new ServerAddress("edge.example", 0));
				assertThat(options(context, "cloud").servers()).containsExactly(new ServerAddress("cloud.example", 0));
				assertThat(options(context, "spare").servers()).containsExactly(new ServerAddress("one", 1),
						new ServerAddress("two", 2));
			});
	}

	@Test
	void withoutFurtherClientsThereIsNothingOfThem() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class,
					TaskExecutionAutoConfiguration.class))
			.withBean(MqttClientFactory.class, () -> this.clients)
			.run((context) -> assertThat(context).hasSingleBean(MqttClient.class)
				.hasSingleBean(MqttListenerEndpointRegistry.class)
				.doesNotHaveBean(NamedMqttClient.class));
	}

	@Test
	void whatTheDefaultClientHasIsStillSetUpOnce() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(ResilientMqttClientManager.class);
			assertThat(context.getBean(ResilientMqttClientManager.class).getClient())
				.isSameAs(client(context, "mqttClient"));
			assertThat(context.getBean(MqttTemplate.class)).isSameAs(context.getBean("mqttTemplate"));
		});
	}

	@Test
	void allAreSwitchedOffTogether() {
		this.runner.withPropertyValues("mqtt.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(MqttClient.class)
				.doesNotHaveBean(NamedMqttClient.class));
	}

	@Test
	void aNameThatIsTakenIsRefused() {
		this.runner.withBean("cloud", String.class, () -> "mine")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidOptionException.class)
				.hasMessageContaining("choose another name"));
	}

	@Test
	void qualifiedBeansOfTheApplicationAreForTheirClientAlone() {
		this.runner.withUserConfiguration(CloudBeans.class)
			.withPropertyValues("mqtt.clients.spare.server=spare")
			.run((context) -> {
				MqttClientOptions cloud = options(context, "cloud");
				assertThat(cloud.servers()).containsExactly(new ServerAddress("details.example", 7));
				assertThat(cloud.clientId()).isEqualTo("customized");
				assertThat(credentials(cloud).username()).as("the server of the details gets no token").isNull();
				for (String other : List.of("mqttClient", "spare")) {
					assertThat(options(context, other).clientId()).isNull();
					assertThat(credentials(options(context, other)).username()).isNull();
				}
				assertThat(options(context, "mqttClient").servers())
					.containsExactly(new ServerAddress("edge.example", 0));
			});
	}

	@Test
	void connectionDetailsTakeThePlaceOfTheServerProperty() {
		this.runner.withUserConfiguration(CloudBeans.class)
			.withPropertyValues("mqtt.clients.cloud.server=")
			.run((context) -> assertThat(options(context, "cloud").servers())
				.containsExactly(new ServerAddress("details.example", 7)));
	}

	@Test
	void clientsConnectAfterTheirListenersAndDisconnectWithTheApplication() {
		this.runner.withUserConfiguration(Listeners.class).run((context) -> {
			assertThat(client(context, "mqttClient").calls()).contains("connect");
			assertThat(client(context, "cloud").calls()).containsSubsequence("subscribe commands/#:1", "connect");
			context.close();
		});
		assertThat(this.clients.clients()).hasSize(2)
			.allSatisfy((client) -> assertThat(client.calls()).containsSubsequence("connect", "disconnect"));
	}

	@Test
	void aListenerListensWithTheClientItNames() {
		this.runner.withUserConfiguration(Listeners.class).withPropertyValues("sample.client=cloud").run((context) -> {
			FakeMqttClient edge = client(context, "mqttClient");
			FakeMqttClient cloud = client(context, "cloud");
			assertThat(edge.calls()).contains("subscribe sensors/#:1").doesNotContain("subscribe commands/#:1");
			assertThat(cloud.calls()).contains("subscribe commands/#:1").doesNotContain("subscribe sensors/#:1");
			cloud.deliver("commands/lamp", "on");
			Listeners listeners = context.getBean(Listeners.class);
			await().untilAsserted(() -> assertThat(listeners.commands).containsExactly("on"));
			await().untilAsserted(() -> assertThat(cloud.published()).singleElement()
				.satisfies((reply) -> assertThat(reply.topic()).isEqualTo("done")));
			assertThat(listeners.client).isSameAs(cloud);
			assertThat(edge.published()).isEmpty();
		});
	}

	@Test
	void aListenerOfAnUnknownClientIsRefused() {
		this.runner.withUserConfiguration(Listeners.class)
			.withPropertyValues("sample.client=clowd")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidMqttListenerException.class)
				.hasMessageContaining("client = 'clowd' is not the name of a client; there are 'cloud'; set "
						+ "'mqtt.clients.clowd.server'"));
	}

	@Test
	void aClientReconnectsWhenItsOwnSslBundleIsUpdated() {
		List<Class<?>> events = new CopyOnWriteArrayList<>();
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class,
					TaskExecutionAutoConfiguration.class))
			.withBean(MqttTestClientFactory.class)
			.withBean(SslBundleRegistrar.class,
					() -> (bundles) -> bundles.registerBundle("cloud", SslBundle.systemDefault()))
			.withPropertyValues("mqtt.server=edge.example", "mqtt.clients.cloud.server=cloud.example",
					"mqtt.clients.cloud.ssl.bundle=cloud")
			.run((context) -> {
				context.getBean("cloud", MqttClient.class).onConnectionEvent((event) -> events.add(event.getClass()));
				context.getBean("mqttClient", MqttClient.class)
					.onConnectionEvent((event) -> events.add(MqttClient.class));
				context.getBean(SslBundleRegistry.class).updateBundle("cloud", SslBundle.systemDefault());
				assertThat(events).containsExactly(ConnectionEvent.Down.class, ConnectionEvent.Up.class);
			});
	}

	@Test
	void idsOfListenersAreUniqueOverAllClients() {
		this.runner.withBean(SameIds.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidMqttListenerException.class)
				.hasMessageContaining("there is already a listener with the id 'same'"));
	}

	@Test
	void healthIsPerClient() {
		this.runner.run((context) -> {
			client(context, "cloud").up();
			CompositeHealthContributor health = context.getBean("mqttHealthContributor",
					CompositeHealthContributor.class);
			assertThat(health.stream().map(HealthContributors.Entry::name)).containsExactlyInAnyOrder("mqttClient",
					"cloud");
		});
	}

	static class Injected {

		@Autowired
		MqttClient client;

		@Autowired
		@Qualifier("cloud")
		MqttClient cloudClient;

		@Autowired
		@Qualifier("cloud")
		MqttClientOptions cloudOptions;

		@Autowired
		MqttTemplate template;

		@Autowired
		@Qualifier("cloud")
		MqttTemplate cloudTemplate;

		@Autowired
		MqttListenerEndpointRegistry registry;

		@Autowired
		@Qualifier("cloud")
		MqttListenerEndpointRegistry cloudRegistry;

		@Autowired
		MqttListenerMethodFactory methodFactory;

		@Autowired
		@Qualifier("cloud")
		MqttListenerMethodFactory cloudMethodFactory;

	}

	@Configuration(proxyBeanMethods = false)
	static class CloudBeans {

		@Bean(defaultCandidate = false)
		@Qualifier("cloud")
		MqttConnectionDetails cloudDetails() {
			return () -> List.of(new ServerAddress("details.example", 7));
		}

		@Bean(defaultCandidate = false)
		@Qualifier("cloud")
		MqttClientOptionsBuilderCustomizer cloudOptions() {
			return (builder) -> builder.clientId("customized");
		}

		@Bean(defaultCandidate = false)
		@Qualifier("cloud")
		MqttCredentialsProvider cloudCredentials() {
			return Credentials.of("token", (String) null);
		}

	}

	static class Listeners {

		final BlockingQueue<String> commands = new LinkedBlockingQueue<>();

		volatile MqttClient client;

		@MqttListener(topics = "sensors/#")
		void onReading(String reading) {
		}

		@MqttListener(client = "${sample.client:cloud}", topics = "commands/#")
		@SendTo("done")
		String onCommand(String command, MqttClient client) {
			this.client = client;
			this.commands.add(command);
			return "done";
		}

	}

	static class SameIds {

		@MqttListener(id = "same", topics = "a")
		void first() {
		}

		@MqttListener(id = "same", client = "cloud", topics = "a")
		void second() {
		}

	}

}
