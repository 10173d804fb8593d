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

package io.resilientmqtt.documentation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.resilientmqtt.annotation.MqttHandler;
import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.annotation.MqttListenerConfigurer;
import io.resilientmqtt.autoconfigure.MqttAutoConfiguration;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.listener.MqttBatchListenerFailedException;
import io.resilientmqtt.listener.MqttListenerContainer;
import io.resilientmqtt.listener.MqttListenerEndpoint;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.listener.MqttListenerErrorHandler;
import io.resilientmqtt.listener.MqttListenerOptions;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.messaging.MqttMessageConverter;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.AliasFor;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.stereotype.Component;
import org.springframework.util.MimeType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What {@code listeners.adoc} shows.
 */
class ListenersPageTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class,
				JacksonAutoConfiguration.class))
		.withBean(FakeMqttClient.class)
		.withUserConfiguration(Application.class);

	private List<String> handled(String topic, String payload) {
		return handled(MqttMessage.builder(topic).payload(payload).build());
	}

	private List<String> handled(MqttMessage message) {
		List<String> handled = new ArrayList<>();
		this.runner.run((context) -> {
			context.getBean(FakeMqttClient.class).up();
			context.getBean(FakeMqttClient.class).deliver(message);
			handled.addAll(context.getBean(Application.class).handled);
			handled.addAll(context.getBean(Plant.class).handled);
		});
		return handled;
	}

	@Test
	void aMethodHandlesTheMessagesOfItsTopics() {
		assertThat(handled("sensors/kitchen/temperature", "{\"celsius\":21.5}")).containsExactly("kitchen: 21.5");
	}

	@Test
	void theMethodsOfAClassShareTheMessages() {
		assertThat(handled("plant/1", "{\"celsius\":21.5}")).containsExactly("21.5");
		assertThat(handled("plant/alarms/fire", "{\"text\":\"out\"}")).containsExactly("fire: out");
		assertThat(handled("plant/1", "no JSON")).containsExactly("unknown: plant/1");
	}

	@Test
	void aMessageOfABatchFailsAlone() {
		this.runner.withUserConfiguration(Store.class).run((context) -> {
			FakeMqttClient client = context.getBean(FakeMqttClient.class);
			client.up();
			for (int celsius : new int[] { 1, 2, 3 }) {
				client.deliver("readings/" + celsius, "{\"celsius\":" + celsius + "}");
			}
			await().atMost(Duration.ofSeconds(60))
				.untilAsserted(() -> assertThat(context.getBean(Readings.class).saved).containsExactly(1.0, 3.0));
		});
	}

	@Test
	void anAnnotationOfItsOwnHasTheAttributesOfListeners() {
		this.runner.run((context) -> {
			FakeMqttClient client = context.getBean(FakeMqttClient.class);
			assertThat(client.subscriptions()).extracting(SubscriptionStatus::subscription)
				.filteredOn((subscription) -> subscription.filter().toString().equals("alarms/+"))
				.extracting(Subscription::qos)
				.extracting((qos) -> qos.value())
				.containsExactly(2);
			client.up();
			client.deliver("alarms/1", "fire");
			assertThat(context.getBean(Application.class).handled).containsExactly("paged: fire");
		});
	}

	@Test
	void aListenerWithoutAnAnnotation() {
		this.runner.run((context) -> {
			context.getBean(FakeMqttClient.class).deliver("rooms/attic", "warm");
			await().atMost(Duration.ofSeconds(60))
				.untilAsserted(
						() -> assertThat(context.getBean(Application.class).handled).containsExactly("attic is warm"));
		});
	}

	@Test
	void aConverterOfTheApplicationsOwn() {
		assertThat(handled(MqttMessage.builder("sensors/kitchen/temperature")
			.contentType("text/csv")
			.payload("celsius;21.5")
			.build())).containsExactly("kitchen: 21.5");
	}

	@Test
	void listenersArePausedAndStopped() {
		this.runner.run((context) -> {
			MqttListenerEndpointRegistry registry = context.getBean(MqttListenerEndpointRegistry.class);
			pauseAndStop(registry);
			assertThat(context.getBean(FakeMqttClient.class).calls()).contains("unsubscribe orders/#");
			assertThat(registry.getListenerContainer("orders").isRunning()).isTrue();
		});
	}

	private static void pauseAndStop(MqttListenerEndpointRegistry registry) {
		MqttListenerContainer orders = registry.getListenerContainer("orders");
		orders.pause(); // what comes is kept, unacknowledged
		orders.resume();
		orders.stop(); // complete when what is being handled has been
		orders.start();
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		final List<String> handled = new CopyOnWriteArrayList<>();

		@MqttListener(topics = "sensors/{room}/temperature")
		void onTemperature(Reading reading, @DestinationVariable String room) {
			this.handled.add(room + ": " + reading.celsius());
		}

		@AlarmListener("alarms/+")
		void onAlarm(String alarm) {
			throw new IllegalStateException(alarm);
		}

		@Bean
		MqttListenerErrorHandler pager() {
			return (failure) -> this.handled.add("paged: " + failure.message().payloadAsString());
		}

		@MqttListener(id = "orders", topics = "orders/#")
		void onOrder(String order) {
			this.handled.add(order);
		}

		@Bean
		Plant plant() {
			return new Plant();
		}

		@Bean
		Room attic() {
			return new Room("attic", this.handled);
		}

		@Bean
		MqttListenerConfigurer rooms(List<Room> rooms) {
			return (registrar) -> rooms.forEach((room) -> registrar
				.registerEndpoint(MqttListenerEndpoint.builder("room-" + room.name(), room::onMessage)
					.topics("rooms/" + room.name())
					.options(MqttListenerOptions.builder().concurrency(2).build())
					.build()));
		}

		@Bean
		MqttMessageConverter csv() {
			return new CsvConverter(); // supports(contentType): text/csv
		}

	}

	@Import(Readings.class)
	static class Store {

		private final Readings readings;

		Store(Readings readings) {
			this.readings = readings;
		}

		@MqttListener(topics = "readings/#", batch = true)
		void store(List<Reading> readings) {
			for (int i = 0; i < readings.size(); i++) {
				try {
					this.readings.save(readings.get(i));
				}
				catch (DataAccessException ex) {
					throw new MqttBatchListenerFailedException("not saved", ex, i);
				}
			}
		}

	}

	static class Readings {

		final List<Double> saved = new CopyOnWriteArrayList<>();

		void save(Reading reading) {
			if (reading.celsius() == 2) {
				throw new DataIntegrityViolationException("two");
			}
			this.saved.add(reading.celsius());
		}

	}

	@Component
	@MqttListener(topics = "plant/#")
	static class Plant {

		final List<String> handled = new ArrayList<>();

		@MqttHandler
		void on(Reading reading) {
			this.handled.add(String.valueOf(reading.celsius()));
		}

		@MqttHandler(topics = "plant/alarms/{kind}")
		void on(Alarm alarm, @DestinationVariable String kind) {
			this.handled.add(kind + ": " + alarm.text());
		}

		@MqttHandler(isDefault = true)
		void unknown(MqttMessage message) {
			this.handled.add("unknown: " + message.topic());
		}

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@MqttListener(topics = "", qos = 2, errorHandler = "pager")
	@interface AlarmListener {

		@AliasFor(annotation = MqttListener.class, attribute = "topics")
		String[] value();

	}

	static class CsvConverter implements MqttMessageConverter {

		@Override
		public boolean supports(@Nullable MimeType contentType) {
			return contentType != null && contentType.isCompatibleWith(MimeType.valueOf("text/csv"));
		}

		@Override
		public byte @Nullable [] toPayload(Object payload) {
			return (payload instanceof Reading reading)
					? ("celsius;" + reading.celsius()).getBytes(StandardCharsets.UTF_8) : null;
		}

		@Override
		public @Nullable Object fromPayload(MqttMessage message, Type type) {
			return (type == Reading.class) ? new Reading(Double.parseDouble(message.payloadAsString().split(";")[1]))
					: null;
		}

		@Override
		public String contentType() {
			return "text/csv";
		}

	}

	record Reading(double celsius) {

	}

	record Alarm(String text) {

	}

	record Room(String name, List<String> handled) {

		void onMessage(MqttMessage message) {
			this.handled.add(this.name + " is " + message.payloadAsString());
		}

	}

}
