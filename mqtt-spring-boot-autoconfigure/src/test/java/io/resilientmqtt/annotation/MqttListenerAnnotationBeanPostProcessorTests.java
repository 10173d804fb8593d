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

package io.resilientmqtt.annotation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.resilientmqtt.client.RetainHandling;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.listener.MqttListenerContainer;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.messaging.MqttHeaders;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.env.MapPropertySource;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MqttListenerAnnotationBeanPostProcessor}.
 */
class MqttListenerAnnotationBeanPostProcessorTests {

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void registersAnnotatedMethods() {
		refresh(Sensors.class);
		MqttListenerContainer container = registry().getListenerContainer("sensors.onTemperature");
		assertThat(container).isNotNull();
		assertThat(container.getEndpoint().topics()).hasToString("[sensors/{room}/temperature]");
		assertThat(container.getEndpoint().qos()).isEqualTo(QoS.AT_LEAST_ONCE);
		assertThat(container.isRunning()).isTrue();
		client().deliver("sensors/kitchen/temperature", "21.5");
		assertThat(this.context.getBean(Sensors.class).received).containsExactly("kitchen=21.5");
	}

	@Test
	void explicitAttributesAreResolved() {
		this.context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("test", Map.of("site", "berlin", "name", "all")));
		refresh(Resolved.class);
		MqttListenerContainer container = registry().getListenerContainer("all-listener");
		assertThat(container).isNotNull();
		assertThat(container.getEndpoint().topics()).hasToString("[berlin/{room}, x/1, x/2, y/#]");
		assertThat(container.getEndpoint().qos()).isEqualTo(QoS.AT_MOST_ONCE);
	}

	@Test
	void groupAndOptionsReachTheSubscription() {
		this.context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("test", Map.of("team", "workers")));
		refresh(Options.class);
		assertThat(client().subscriptions()).extracting(SubscriptionStatus::subscription)
			.containsExactlyInAnyOrder(Subscription.builder("jobs/+/+").group("workers").build(),
					Subscription.builder("tasks").group("WORKERS").build(), Subscription.builder("all").build(),
					Subscription.builder("options")
						.noLocal(true)
						.retainAsPublished(true)
						.retainHandling(RetainHandling.SEND_AT_SUBSCRIBE_IF_NEW)
						.build());
		client()
			.deliver(MqttMessage.builder("jobs/print/1").subscriptionIdentifier(7).subscriptionIdentifier(1).build());
		assertThat(this.context.getBean(Options.class).received).containsExactly("print [7, 1]");
	}

	@Test
	void idsOfSameMethodNamesAreNumbered() {
		refresh(Overloaded.class);
		assertThat(ids()).containsExactlyInAnyOrder("overloaded.on", "overloaded.on#2");
	}

	@Test
	void annotationMayBeMetaAnnotationOrInherited() {
		refresh(Composed.class, Inherited.class);
		assertThat(ids()).containsExactlyInAnyOrder("composed.onAlarm", "inherited.onTemperature",
				"inherited.onInterface");
		client().deliver("alarms/fire", "now");
		assertThat(this.context.getBean(Composed.class).received).containsExactly("now");
	}

	@Test
	void beansMadeLaterAreRegisteredAtOnce() {
		refresh(LazyConfiguration.class);
		assertThat(ids()).isEmpty();
		this.context.getBean("lazySensors");
		Sensors first = this.context.getBean("prototypeSensors", Sensors.class);
		this.context.getBean("prototypeSensors");
		assertThat(ids()).containsExactly("lazySensors.onTemperature", "prototypeSensors.onTemperature",
				"prototypeSensors.onTemperature#2");
		client().deliver("sensors/hall/temperature", "1");
		assertThat(first.received).containsExactly("hall=1");
	}

	private void refresh(Class<?>... types) {
		ListenerInfrastructure.refresh(this.context, types);
	}

	private FakeMqttClient client() {
		return this.context.getBean(FakeMqttClient.class);
	}

	private MqttListenerEndpointRegistry registry() {
		return this.context.getBean(MqttListenerEndpointRegistry.class);
	}

	private List<String> ids() {
		return registry().getListenerContainers().stream().map((container) -> container.getEndpoint().id()).toList();
	}

	static class Sensors {

		final List<String> received = new ArrayList<>();

		@MqttListener(topics = "sensors/{room}/temperature")
		void onTemperature(String payload, @DestinationVariable String room) {
			this.received.add(room + "=" + payload);
		}

		void noListener() {
		}

	}

	static class Resolved {

		@MqttListener(id = "${name}-listener", qos = 0, topics = { "${site}/{room}", "#{{'x/1', 'x/2'}}", "y/#" })
		void on() {
		}

	}

	static class Options {

		final List<String> received = new ArrayList<>();

		@MqttListener(topics = "jobs/{kind}/+", group = "${team}")
		void onJob(@DestinationVariable String kind,
				@Header(MqttHeaders.SUBSCRIPTION_IDENTIFIERS) List<Integer> identifiers) {
			this.received.add(kind + " " + identifiers);
		}

		@MqttListener(topics = "tasks", group = "#{'${team}'.toUpperCase()}")
		void onTask() {
		}

		@MqttListener(topics = "all", group = "${missing:}")
		void onAll() {
		}

		@MqttListener(topics = "options", noLocal = true, retainAsPublished = true,
				retainHandling = RetainHandling.SEND_AT_SUBSCRIBE_IF_NEW)
		void onOption() {
		}

	}

	static class Overloaded {

		@MqttListener(topics = "a")
		void on(String payload) {
		}

		@MqttListener(topics = "b")
		void on(byte[] payload) {
		}

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@MqttListener(topics = "", qos = 2)
	@interface AlarmListener {

		@AliasFor(annotation = MqttListener.class, attribute = "topics")
		String[] value();

	}

	static class Composed {

		final List<String> received = new ArrayList<>();

		@AlarmListener("alarms/#")
		void onAlarm(String payload) {
			this.received.add(payload);
		}

	}

	interface InterfaceListener {

		@MqttListener(topics = "interface")
		void onInterface();

	}

	static class Inherited extends Sensors implements InterfaceListener {

		@Override
		public void onInterface() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyConfiguration {

		@Bean
		@Lazy
		Sensors lazySensors() {
			return new Sensors();
		}

		@Bean
		@Scope(BeanDefinition.SCOPE_PROTOTYPE)
		Sensors prototypeSensors() {
			return new Sensors();
		}

	}

}
