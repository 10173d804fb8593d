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

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.listener.AckMode;
import io.resilientmqtt.listener.ListenerOrdering;
import io.resilientmqtt.listener.MqttBatchMessageListener;
import io.resilientmqtt.listener.MqttListenerContainer;
import io.resilientmqtt.listener.MqttListenerContainerFactory;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.listener.MqttListenerErrorHandler;
import io.resilientmqtt.listener.MqttListenerOptions;
import io.resilientmqtt.listener.MqttListenerRetry;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.messaging.MqttMessageConverter;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.util.MimeType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for the attributes of {@link MqttListener} that say how a listener is run.
 */
class MqttListenerAttributesTests {

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void attributesAreOptions() {
		MqttListenerOptions options = options(All.class, "all.on");
		assertThat(options.concurrency()).isEqualTo(4);
		assertThat(options.ordering()).isEqualTo(ListenerOrdering.KEY);
		assertThat(options.ackMode()).isEqualTo(AckMode.ON_RECEIPT);
		assertThat(options.queueCapacity()).isEqualTo(10);
		assertThat(options.overflow()).isEqualTo(Receiver.Overflow.DROP_OLDEST);
		assertThat(options.autoStartup()).isFalse();
		assertThat(options.errorHandler()).isSameAs(this.context.getBean("handler"));
		assertThat(options.executor()).isInstanceOf(All.class);
		assertThat(options.key()).isNotNull();
		assertThat(options.key().apply(MqttMessage.builder("rooms/hall").build())).isEqualTo("hall");
	}

	@Test
	void attributesThatAreEmptyAreNotSet() {
		MqttListenerOptions options = options(Nothing.class, "nothing.on");
		assertThat(options.concurrency()).isNull();
		assertThat(options.ordering()).isNull();
		assertThat(options.key()).isNull();
		assertThat(options.ackMode()).isNull();
		assertThat(options.queueCapacity()).isNull();
		assertThat(options.overflow()).isNull();
		assertThat(options.autoStartup()).isNull();
		assertThat(options.errorHandler()).isNull();
		assertThat(options.retryPolicy()).isNull();
		assertThat(options.deadLetterTopic()).isNull();
		assertThat(options.maxPayloadSize()).isNull();
		assertThat(options.batchSize()).isNull();
		assertThat(options.batchTimeout()).isNull();
		assertThat(options.unsubscribeOnStop()).isNull();
		assertThat(options.executor()).isNull();
	}

	@Test
	void placeholdersAndExpressionsAreResolved() {
		this.context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("test", Map.of("workers", "3", "order", "none", "empty", "")));
		MqttListenerOptions options = options(Resolved.class, "resolved.on");
		assertThat(options.concurrency()).isEqualTo(6);
		assertThat(options.ordering()).isEqualTo(ListenerOrdering.NONE);
		assertThat(options.ackMode()).isEqualTo(AckMode.ON_RECEIPT);
		assertThat(options.queueCapacity()).isNull();
		assertThat(options.autoStartup()).isTrue();
		assertThat(options.errorHandler()).isSameAs(this.context.getBean("handler"));
		assertThat(options.deadLetterTopic()).isEqualTo("failed/3");
	}

	@Test
	void propertiesAreOptions() throws Exception {
		MqttListenerOptions options = options(Properties.class, "properties.on");
		assertThat(options.deadLetterTopic()).isEqualTo("dead/{topic}");
		assertThat(options.maxPayloadSize()).isEqualTo(2048);
		assertThat(options.unsubscribeOnStop()).isFalse();
		RetryPolicy policy = options.retryPolicy();
		assertThat(policy).isNotNull();
		assertThat(policy.getBackOff().start().nextBackOff()).isEqualTo(50);
		assertThat(policy.getBackOff()).asString()
			.contains("multiplier=3.0", "maxInterval=4000", "maxAttempts=2", "initialInterval=50");
	}

	@Test
	void aTimeWithoutAUnitIsInSeconds() {
		MqttListenerOptions options = options(InSeconds.class, "inSeconds.on");
		assertThat(options.batchTimeout()).isEqualTo(Duration.ofSeconds(2));
		assertThat(options.retryPolicy()).isNotNull();
		assertThat(options.retryPolicy().getBackOff()).asString()
			.contains("initialInterval=3000", "maxInterval=5000", "jitter=1000");
	}

	@Test
	void retriesInheritWhatIsNotGiven() {
		MqttListenerOptions defaults = MqttListenerOptions.builder()
			.retry(new MqttListenerRetry(7L, Duration.ofMillis(10), 3.0, Duration.ofMillis(400), Duration.ZERO))
			.build();
		RetryPolicy policy = options(Retried.class, "retried.on").withDefaults(defaults).retryPolicy();
		assertThat(policy).isNotNull();
		assertThat(policy.getBackOff()).asString()
			.contains("multiplier=3.0", "maxInterval=400", "maxAttempts=7", "initialInterval=50");
	}

	@Test
	void batchIsAListenerOfBatches() {
		MqttListenerContainer container = container(Batch.class, "batch.on");
		assertThat(container.getEndpoint().listener()).isInstanceOf(MqttBatchMessageListener.class);
		assertThat(container.getEndpoint().options().batchSize()).isEqualTo(20);
		assertThat(container.getEndpoint().options().batchTimeout()).isEqualTo(Duration.ofMillis(250));
	}

	@Test
	void containerFactoryHoldsForWhatIsNotSet() {
		container(WithFactory.class, "withFactory.on");
		assertThat(this.context.getBean(FakeMqttClient.class).receivers())
			.extracting(Receiver::queueCapacity, Receiver::overflow)
			.containsExactly(tuple(7, Receiver.Overflow.DROP_NEWEST));
	}

	@Test
	void expressionsMayNameTheBeanItself() {
		assertThat(container(Self.class, "self.on").getEndpoint().topics()).hasToString("[self/1, self/2]");
	}

	@Test
	void filterTellsWhichMessagesAreHandled() {
		container(Filtered.class, "filtered.on");
		FakeMqttClient client = this.context.getBean(FakeMqttClient.class);
		client.deliver("a", "");
		client.deliver("a", "1");
		assertThat(this.context.getBean(Filtered.class).received).containsExactly("1");
		assertThat(client.acknowledged()).isEqualTo(2);
	}

	@Test
	void contentTypeStandsForOneThatIsNotTold() {
		container(Csv.class, "csv.on");
		FakeMqttClient client = this.context.getBean(FakeMqttClient.class);
		client.deliver("csv", "1,2");
		client.deliver("text", "1,2");
		assertThat(this.context.getBean(Csv.class).received).containsExactly(new Row("1", "2"));
	}

	private MqttListenerOptions options(Class<?> type, String id) {
		return container(type, id).getEndpoint().options();
	}

	private MqttListenerContainer container(Class<?> type, String id) {
		ListenerInfrastructure.refresh(this.context, Handlers.class, type);
		MqttListenerContainer container = this.context.getBean(MqttListenerEndpointRegistry.class)
			.getListenerContainer(id);
		assertThat(container).isNotNull();
		return container;
	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers {

		@Bean
		MqttListenerErrorHandler handler() {
			return (failure) -> {
			};
		}

		@Bean
		Predicate<MqttMessage> notEmpty() {
			return (message) -> message.payloadSize() > 0;
		}

		@Bean
		CsvConverter csvConverter() {
			return new CsvConverter();
		}

		@Bean
		MqttListenerContainerFactory small() {
			return new MqttListenerContainerFactory(MqttListenerOptions.builder().queueCapacity(7).build());
		}

	}

	static class All implements Executor {

		@Override
		public void execute(Runnable task) {
			task.run();
		}

		@MqttListener(topics = "rooms/{room}", concurrency = "4", ordering = "KEY", key = "#room",
				ackMode = "ON_RECEIPT", queueCapacity = "10", overflow = "drop-oldest", autoStartup = "false",
				errorHandler = "handler", executor = "#{__listener}")
		void on(String payload) {
		}

	}

	static class Nothing {

		@MqttListener(topics = "a")
		void on(String payload) {
		}

	}

	static class Resolved {

		@MqttListener(topics = "a", concurrency = "#{${workers} * 2}", ordering = "${order}",
				ackMode = "#{T(io.resilientmqtt.listener.AckMode).ON_RECEIPT}", queueCapacity = "${empty}",
				autoStartup = "#{true}", errorHandler = "#{@handler}",
				properties = "dead-letter-topic=failed/${workers}")
		void on(String payload) {
		}

	}

	static class Retried {

		@MqttListener(topics = "a", properties = "retry.delay=50ms")
		void on(String payload) {
		}

	}

	static class Properties {

		@MqttListener(topics = "a",
				properties = { "dead-letter-topic=dead/{topic}", "max-payload-size=2KB", "unsubscribe-on-stop=false",
						"retry.max-retries=2", "retry.delay = 50ms", "retry.multiplier=3", "retry.max-delay=4s" })
		void on(String payload) {
		}

	}

	static class InSeconds {

		@MqttListener(topics = "a", batch = true, batchTimeout = "2",
				properties = { "retry.max-retries=2", "retry.delay=3", "retry.max-delay=5", "retry.jitter=1" })
		void on(List<String> payloads) {
		}

	}

	static class Batch {

		@MqttListener(topics = "a", batch = true, batchSize = "20", batchTimeout = "250ms")
		void on(List<String> payloads) {
		}

	}

	static class WithFactory {

		@MqttListener(topics = "a", containerFactory = "small", overflow = "DROP_NEWEST")
		void on(String payload) {
		}

	}

	interface HasTopics {

		List<String> getTopics();

	}

	static class Self implements HasTopics {

		@Override
		public List<String> getTopics() {
			return List.of("self/1", "self/2");
		}

		@MqttListener(topics = "#{__listener.topics}")
		void on() {
		}

	}

	static class Filtered {

		final List<String> received = new ArrayList<>();

		@MqttListener(topics = "a", filter = "notEmpty")
		void on(String payload) {
			this.received.add(payload);
		}

	}

	record Row(String first, String second) {

	}

	static class Csv {

		final List<Row> received = new ArrayList<>();

		@MqttListener(topics = "csv", contentType = "text/csv")
		void on(Row row) {
			this.received.add(row);
		}

		@MqttListener(topics = "text")
		void onText(Row row) {
			this.received.add(row);
		}

	}

	static class CsvConverter implements MqttMessageConverter {

		@Override
		public boolean supports(@Nullable MimeType contentType) {
			return contentType != null && contentType.getSubtype().equals("csv");
		}

		@Override
		public byte @Nullable [] toPayload(Object payload) {
			return null;
		}

		@Override
		public Object fromPayload(MqttMessage message, Type type) {
			String[] columns = message.payloadAsString().split(",");
			return new Row(columns[0], columns[1]);
		}

	}

}
