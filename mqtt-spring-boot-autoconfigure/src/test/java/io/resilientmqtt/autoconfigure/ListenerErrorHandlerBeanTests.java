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

import io.resilientmqtt.annotation.EnableMqtt;
import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.client.MqttClientFactory;
import io.resilientmqtt.listener.AckMode;
import io.resilientmqtt.listener.MqttListenerContainerFactory;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.listener.MqttListenerErrorHandler;
import io.resilientmqtt.listener.MqttListenerFailure;
import io.resilientmqtt.listener.MqttListenerOptions;
import io.resilientmqtt.testsupport.FakeMqttClient;
import io.resilientmqtt.testsupport.FakeMqttClientFactory;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for beans of type {@link MqttListenerErrorHandler} that no listener names, and
 * for {@link MqttListenerContainerFactoryConfigurer}.
 */
class ListenerErrorHandlerBeanTests {

	private final FakeMqttClientFactory clients = new FakeMqttClientFactory();

	private final ApplicationContextRunner context = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, MqttAutoConfiguration.class))
		.withBean(MqttClientFactory.class, () -> this.clients)
		.withPropertyValues("mqtt.server=127.0.0.1", "mqtt.clients.site.server=127.0.0.1");

	@Test
	void theOnlyOneHoldsForListenersThatNameNone() {
		this.context.withUserConfiguration(Failing.class, Recording.class).run((context) -> {
			this.clients.clients().forEach((client) -> client.deliver("a", "1"));
			assertThat(context.getBean("recording", Recorder.class).failed).containsExactlyInAnyOrder("here", "there");
		});
	}

	@Test
	void theOnlyOneHoldsWithoutBootToo() {
		new ApplicationContextRunner().withUserConfiguration(Plain.class, FailingHere.class, Recording.class)
			.run((context) -> {
				context.getBean(FakeMqttClient.class).deliver("a", "1");
				assertThat(context.getBean("recording", Recorder.class).failed).containsExactly("here");
			});
	}

	@Test
	void thePrimaryOfSeveralHolds() {
		this.context.withUserConfiguration(FailingHere.class, Recording.class, PrimaryOne.class).run((context) -> {
			deliver("1");
			assertThat(context.getBean("recording", Recorder.class).failed).isEmpty();
			assertThat(context.getBean("primary", Recorder.class).failed).containsExactly("here");
		});
	}

	@Test
	void noneOfSeveralHolds() {
		this.context.withUserConfiguration(FailingHere.class, Recording.class, Other.class).run((context) -> {
			deliver("1");
			assertThat(context.getBean("recording", Recorder.class).failed).isEmpty();
			assertThat(context.getBean("other", Recorder.class).failed).isEmpty();
			assertThat(this.clients.clients()).anyMatch((client) -> client.acknowledged() == 1);
		});
	}

	@Test
	void oneThatIsNoCandidateHoldsForThoseThatNameItAlone() {
		this.context.withUserConfiguration(FailingHere.class, NoCandidate.class).run((context) -> {
			deliver("1");
			assertThat(context.getBean("noCandidate", Recorder.class).failed).isEmpty();
		});
	}

	@Test
	void itMayDependOnTheListeners() {
		this.context.withUserConfiguration(FailingHere.class, Stopping.class).run((context) -> {
			deliver("1");
			assertThat(context.getBean(MqttListenerEndpointRegistry.class).getListenerContainers()).isEmpty();
		});
	}

	@Test
	void configurerCompletesAFactoryThatTakesThePlaceOfTheRegistrys() {
		this.context.withPropertyValues("mqtt.listener.ack-mode=on-receipt", "mqtt.listener.queue-capacity=7")
			.withUserConfiguration(FailingHere.class, Recording.class, OwnFactory.class)
			.run((context) -> {
				MqttListenerOptions options = context.getBean(MqttListenerContainerFactory.class).getOptions();
				assertThat(options.queueCapacity()).isEqualTo(100);
				assertThat(options.ackMode()).isEqualTo(AckMode.ON_RECEIPT);
				deliver("1");
				assertThat(context.getBean("recording", Recorder.class).failed).containsExactly("here");
			});
	}

	private void deliver(String payload) {
		this.clients.clients().forEach((client) -> client.deliver("a", payload));
	}

	static class Recorder implements MqttListenerErrorHandler {

		final List<String> failed = new ArrayList<>();

		@Override
		public void handleError(MqttListenerFailure failure) {
			this.failed.add(failure.listenerId());
		}

	}

	static class FailingHere {

		@MqttListener(id = "here", topics = "a")
		void on(String payload) {
			throw new IllegalStateException("no good");
		}

	}

	static class Failing extends FailingHere {

		@MqttListener(id = "there", topics = "a", client = "site")
		void there(String payload) {
			throw new IllegalStateException("no good");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMqtt
	static class Plain {

		@Bean
		FakeMqttClient client() {
			return new FakeMqttClient();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Recording {

		@Bean
		Recorder recording() {
			return new Recorder();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryOne {

		@Bean
		@Primary
		Recorder primary() {
			return new Recorder();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Other {

		@Bean
		Recorder other() {
			return new Recorder();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoCandidate {

		@Bean(defaultCandidate = false)
		Recorder noCandidate() {
			return new Recorder();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Stopping {

		@Bean
		MqttListenerErrorHandler stopping(MqttListenerEndpointRegistry registry) {
			return (failure) -> registry.unregisterListenerContainer(failure.listenerId());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnFactory {

		@Bean
		MqttListenerContainerFactory mqttListenerContainerFactory(MqttListenerContainerFactoryConfigurer configurer) {
			return configurer.configure(MqttListenerOptions.builder().queueCapacity(100).build());
		}

	}

}
