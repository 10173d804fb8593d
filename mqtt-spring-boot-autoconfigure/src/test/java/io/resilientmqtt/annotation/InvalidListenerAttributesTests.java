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

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the attributes of {@link MqttListener} with values that can't be.
 */
class InvalidListenerAttributesTests {

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	@AfterEach
	void close() {
		this.context.close();
	}

	@ParameterizedTest
	@ValueSource(classes = { NoFilter.class, NoContentType.class, NoNumber.class, TooSmall.class, NoOrdering.class,
			NoAckMode.class, NoTruth.class, NoDuration.class, UnknownBean.class, WrongBean.class, UnknownFactory.class,
			UnknownProperty.class, RepeatedProperty.class, NoSize.class, NoRetries.class, UnknownKey.class,
			BatchOfOne.class })
	void wrongValueNamesAttributeValueAndRemedy(Class<?> type) throws Exception {
		String expected = (String) type.getDeclaredField("ERROR").get(null);
		assertThatExceptionOfType(InvalidMqttListenerException.class).isThrownBy(
				() -> ListenerInfrastructure.refresh(this.context, MqttListenerAttributesTests.Handlers.class, type))
			.withMessageContainingAll("on method '" + type.getName() + ".on' of bean '", expected)
			.satisfies((ex) -> assertThat(ex.getElement()).isEqualTo("method '" + type.getName() + ".on'"));
	}

	static class NoFilter {

		static final String ERROR = "filter = 'small' is not valid: name a bean of type Predicate, of [notEmpty]";

		@MqttListener(topics = "a", filter = "small")
		void on() {
		}

	}

	static class NoContentType {

		static final String ERROR = "contentType = 'csv' is not valid: use a MIME type such as application/cbor";

		@MqttListener(topics = "a", contentType = "csv")
		void on() {
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

		static final String ERROR = "batchTimeout = '0s' is not valid: use a time of more than zero";

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
