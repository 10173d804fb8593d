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

package io.resilientmqtt.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.testsupport.FakeMqttClient;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A template whose requests tests answer.
 */
class RequestFixture {

	static final Duration LONG = Duration.ofSeconds(60);

	final FakeMqttClient client = new FakeMqttClient(
			MqttClientOptions.builder().clientId("test").protocolVersion(ProtocolVersion.MQTT_5).build());

	final List<CompletableFuture<Void>> timers = new ArrayList<>();

	final List<Duration> timeouts = new ArrayList<>();

	final MqttTemplate template = new MqttTemplate(this.client,
			new MqttMessageConverters(List.of(new JacksonJsonMqttMessageConverter(JsonMapper.builder().build()))),
			new PendingReplies(this.client, this::timer));

	private CompletableFuture<?> timer(Duration timeout) {
		CompletableFuture<Void> timer = new CompletableFuture<>();
		this.timeouts.add(timeout);
		this.timers.add(timer);
		return timer;
	}

	/**
	 * Let the time of all requests be up.
	 */
	void expire() {
		this.timers.forEach((timer) -> timer.complete(null));
	}

	MqttMessage request(int number) {
		return this.client.published().get(number);
	}

	MqttMessage.Builder replyTo(int number) {
		PublishProperties properties = request(number).properties();
		return MqttMessage.builder(String.valueOf(properties.responseTopic()))
			.correlationData(properties.correlationData());
	}

	void reply(int number, String payload) {
		this.client.deliver(replyTo(number).payload(payload).build());
	}

	static <E extends Throwable> E assertFailed(CompletableFuture<?> future, Class<E> type, String message) {
		assertThat(future).failsWithin(60, TimeUnit.SECONDS);
		Throwable failure = future.handle((value, ex) -> ex).join();
		Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
		assertThat(cause).isInstanceOf(type).hasMessageContaining(message);
		return type.cast(cause);
	}

	record Reading(double celsius) {

	}

}
