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

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.autoconfigure.MqttClientOptionsBuilderCustomizer;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.RetainHandling;
import io.resilientmqtt.client.SubscribeResult;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.messaging.MqttTemplate;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.handler.annotation.DestinationVariable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code messaging.adoc} shows.
 */
@SpringBootTest(classes = MessagingPageTests.Application.class, webEnvironment = SpringBootTest.WebEnvironment.NONE,
		properties = { "mqtt.embedded.enabled=true", "mqtt.fail-fast=true", "mqtt.protocol-version=5" })
class MessagingPageTests {

	@Autowired
	private MqttTemplate mqttTemplate;

	@Autowired
	private MqttClient mqttClient;

	@Autowired
	private MqttClientOptions options;

	@Autowired
	private Application application;

	@Test
	void publishingAndListening() throws Exception {
		CompletableFuture<PublishResult> sent = this.mqttTemplate.send("sensors/kitchen", new Reading(21.5));
		assertThat(sent.get(60, TimeUnit.SECONDS)).isNotNull();
		this.mqttTemplate.send("sensors/kitchen/temperature", new Reading(21.5));
		assertThat(this.application.handled.poll(60, TimeUnit.SECONDS)).isEqualTo("kitchen: 21.5");
	}

	@Test
	void groups() throws Exception {
		this.mqttTemplate.send("jobs/print", new Job(7));
		assertThat(this.application.handled.poll(60, TimeUnit.SECONDS)).isEqualTo("print 7");
	}

	@Test
	void subscriptionOptions() throws Exception {
		CompletableFuture<SubscribeResult> answer = this.mqttClient.subscribe(Subscription.builder("alarms/#")
			.identifier(7) // comes with every message
			.userProperty("site", "berlin") // goes with the SUBSCRIBE
			.retainHandling(RetainHandling.DO_NOT_SEND_AT_SUBSCRIBE)
			.build());
		assertThat(answer.get(60, TimeUnit.SECONDS).subscriptions()).extracting(SubscriptionStatus::state)
			.containsExactly(SubscriptionStatus.State.GRANTED);
	}

	@Test
	void requestAndResponse() throws Exception {
		CompletableFuture<Quote> quote = this.mqttTemplate.sendAndReceive("quotes/copper", new Order(5), Quote.class,
				Duration.ofSeconds(30));
		assertThat(quote.get(60, TimeUnit.SECONDS)).isEqualTo(new Quote("copper", 40));
	}

	@Test
	void aCustomizerReachesEveryOption() {
		assertThat(this.options.liveness().responseTime()).isEqualTo(Duration.ofSeconds(20));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		final BlockingQueue<String> handled = new LinkedBlockingQueue<>();

		@MqttListener(topics = "sensors/{room}/temperature", qos = 1)
		void onTemperature(Reading reading, @DestinationVariable String room) {
			this.handled.add(room + ": " + reading.celsius());
		}

		@MqttListener(topics = "jobs/{kind}", group = "workers")
		void onJob(Job job, @DestinationVariable String kind) {
			this.handled.add(kind + " " + job.number());
		}

		@MqttListener(topics = "quotes/{metal}")
		Quote quote(Order order, @DestinationVariable String metal) {
			return new Quote(metal, 8 * order.tons());
		}

		@Bean
		MqttClientOptionsBuilderCustomizer patient() {
			return (options) -> options.responseTime(Duration.ofSeconds(20));
		}

	}

	record Reading(double celsius) {

	}

	record Job(int number) {

	}

	record Order(int tons) {

	}

	record Quote(String metal, int price) {

	}

}
