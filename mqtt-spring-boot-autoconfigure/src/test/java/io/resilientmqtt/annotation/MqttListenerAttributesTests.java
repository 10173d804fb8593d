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

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.listener.AckMode;
import io.resilientmqtt.listener.ListenerOrdering;
import io.resilientmqtt.listener.MqttBatchMessageListener;
import io.resilientmqtt.listener.MqttListenerContainer;
import io.resilientmqtt.listener.MqttListenerContainerFactory;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.listener.MqttListenerErrorHandler;
import io.resilientmqtt.listener.MqttListenerOptions;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.retry.RetryPolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
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

	@ParameterizedTest
	@ValueSource(classes = { NoNumber.class, TooSmall.class, NoOrdering.class, NoAckMode.class, NoTruth.class,
			NoDuration.class, UnknownBean.class, WrongBean.class, UnknownFactory.class, UnknownProperty.class,
			RepeatedProperty.class, NoSize.class, NoRetries.class, UnknownKey.class, BatchOfOne.class })
	void wrongValueNamesAttributeValueAndRemedy(Class<?> type) throws Exception {
		String expected = (String) type.getDeclaredField("ERROR").get(null);
		assertThatExceptionOfType(InvalidMqttListenerException.class)
			.isThrownBy(() -> ListenerInfrastructure.refresh(this.context, Handlers.class, type))
			.withMessageContainingAll("on method '" + type.getName() + ".on' of bean '", expected)
			.satisfies((ex) -> assertThat(ex.getElement()).isEqualTo("method '" + type.getName() + ".on'"));
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
		MqttListenerContainerFactory small() {
			return new MqttListenerContainerFactory(MqttListenerOptions.builder().queueCapacity(7).build());
		}

	}

	static class All {

		@MqttListener(topics = "rooms/{room}", concurrency = "4", ordering = "KEY", key = "#room",
				ackMode = "ON_RECEIPT", queueCapacity = "10", overflow = "drop-oldest", autoStartup = "false",
				errorHandler = "handler")
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

	static class Properties {

		@MqttListener(topics = "a",
				properties = { "dead-letter-topic=dead/{topic}", "max-payload-size=2KB", "unsubscribe-on-stop=false",
						"retry.max-retries=2", "retry.delay = 50ms", "retry.multiplier=3", "retry.max-delay=4s" })
		void on(String payload) {
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

	static class NoNumber {

		static final String ERROR = "concurrency = 'many' is not valid: use a whole number, 1 or more";

		@MqttListener(topics = "a", concurrency = "many")
		void on() {
		}

	}

	static class TooSmall {

		static final String ERROR = "queueCapacity = '0' is not valid: use a whole number, 1 or more "
				+ "('#{1 - 1}' yields this)";

		@MqttListener(topics = "a", queueCapacity = "#{1 - 1}")
		void on() {
		}

	}

	static class NoOrdering {

		static final String ERROR = "ordering = 'random' is not valid: use one of [LISTENER, TOPIC, KEY, NONE]";

		@MqttListener(topics = "a", ordering = "random")
		void on() {
		}

	}

	static class NoAckMode {

		static final String ERROR = "ackMode = '42' is not valid: use one of [HANDLED, ON_RECEIPT, MANUAL]";

		@MqttListener(topics = "a", ackMode = "#{42}")
		void on() {
		}

	}

	static class NoTruth {

		static final String ERROR = "autoStartup = 'yes' is not valid: use true or false";

		@MqttListener(topics = "a", autoStartup = "yes")
		void on() {
		}

	}

	static class NoDuration {

		static final String ERROR = "batchTimeout = 'PT0S' is not valid: use a time of more than zero";

		@MqttListener(topics = "a", batchTimeout = "0s")
		void on() {
		}

	}

	static class UnknownBean {

		static final String ERROR = "errorHandler = 'missing' is not valid: name a bean of type "
				+ "MqttListenerErrorHandler, of [handler]";

		@MqttListener(topics = "a", errorHandler = "missing")
		void on() {
		}

	}

	static class WrongBean {

		static final String ERROR = "errorHandler = 'small' is not valid: name a bean of type "
				+ "MqttListenerErrorHandler, of [handler]";

		@MqttListener(topics = "a", errorHandler = "small")
		void on() {
		}

	}

	static class UnknownFactory {

		static final String ERROR = "containerFactory = 'missing' is not valid: name a bean of type "
				+ "MqttListenerContainerFactory, of [small]";

		@MqttListener(topics = "a", containerFactory = "missing")
		void on() {
		}

	}

	static class UnknownProperty {

		static final String ERROR = "properties = 'retry.count=3' is not valid: use name=value with one of the names "
				+ "[dead-letter-topic, max-payload-size, retry.";

		@MqttListener(topics = "a", properties = "retry.count=3")
		void on() {
		}

	}

	static class RepeatedProperty {

		static final String ERROR = "properties = 'retry.delay=2s' is not valid: give 'retry.delay' once";

		@MqttListener(topics = "a", properties = { "retry.delay=1s", "retry.delay=2s" })
		void on() {
		}

	}

	static class NoSize {

		static final String ERROR = "properties = 'max-payload-size=big' is not valid: use a size such as 64KB";

		@MqttListener(topics = "a", properties = "max-payload-size=big")
		void on() {
		}

	}

	static class NoRetries {

		static final String ERROR = "properties = 'retry.max-retries=-1' is not valid: use a whole number, 0 or more";

		@MqttListener(topics = "a", properties = "retry.max-retries=-1")
		void on() {
		}

	}

	static class UnknownKey {

		static final String ERROR = "key = '#room' is not valid: it has #room, which is not in the topic 'a'";

		@MqttListener(topics = "a", ordering = "KEY", key = "#room")
		void on() {
		}

	}

	static class BatchOfOne {

		static final String ERROR = "with batch = true there are many; make it a List<String>";

		@MqttListener(topics = "a", batch = true)
		void on(String payload) {
		}

	}

}
