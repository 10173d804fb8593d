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

import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.messaging.handler.annotation.DestinationVariable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MqttListenerAnnotationBeanPostProcessor} with methods that can't be
 * listeners.
 */
class InvalidMqttListenerTests {

	@Test
	void invalidFilterNamesBeanMethodFilterAndRemedy() {
		assertThatExceptionOfType(InvalidMqttListenerException.class)
			.isThrownBy(
					() -> ListenerInfrastructure.refresh(new AnnotationConfigApplicationContext(), IllegalFilter.class))
			.withMessage("@MqttListener on method '" + IllegalFilter.class.getName()
					+ ".on' of bean 'illegalFilter' is not valid: topic filter 'a/#/b' is not valid: "
					+ "'#' must be the whole of the last level")
			.satisfies((ex) -> {
				assertThat(ex.getBeanName()).isEqualTo("illegalFilter");
				assertThat(ex.getMethod().getName()).isEqualTo("on");
				assertThat(ex.getReason()).startsWith("topic filter 'a/#/b'");
			});
	}

	@Test
	void whateverElseIsWrongNamesTheMethodToo() {
		assertInvalid(IllegalQos.class, "QoS 3 does not exist");
		assertInvalid(NoTopics.class, "has no topics");
		assertInvalid(UnknownPlaceholder.class, "'missing'");
		assertInvalid(WrongExpression.class, "topics = '#{42}' yields a java.lang.Integer; it must yield text");
		assertInvalid(FailingExpression.class, "Expression parsing failed");
		assertInvalid(UnknownVariable.class, "'kitchen'");
		assertInvalid(IllegalGroup.class, "group 'a/b' is not valid");
		assertInvalid(NoTextGroup.class, "group = '#{42}' yields a java.lang.Integer; it must yield text");
		assertInvalid(NoLocalInAGroup.class, "noLocal = true is not valid for the shared subscription '$share/g/a'");
		assertInvalid(DifferentOptions.class, "give both the same options");
		assertInvalid(SameId.class, "there is already a listener with the id 'same'");
	}

	private static void assertInvalid(Class<?> type, String message) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			assertThatExceptionOfType(InvalidMqttListenerException.class)
				.isThrownBy(() -> ListenerInfrastructure.refresh(context, type))
				.withMessageContainingAll("@MqttListener on method '" + type.getName(), message);
		}
	}

	static class IllegalFilter {

		@MqttListener(topics = "a/#/b")
		void on() {
		}

	}

	static class IllegalQos {

		@MqttListener(topics = "a", qos = 3)
		void on() {
		}

	}

	static class NoTopics {

		@MqttListener(topics = {})
		void on() {
		}

	}

	static class UnknownPlaceholder {

		@MqttListener(topics = "${missing}")
		void on() {
		}

	}

	static class WrongExpression {

		@MqttListener(topics = "#{42}")
		void on() {
		}

	}

	static class FailingExpression {

		@MqttListener(topics = "#{nothing.}")
		void on() {
		}

	}

	static class UnknownVariable {

		@MqttListener(topics = "a/{room}")
		void on(@DestinationVariable String kitchen) {
		}

	}

	static class IllegalGroup {

		@MqttListener(topics = "a", group = "a/b")
		void on() {
		}

	}

	static class NoTextGroup {

		@MqttListener(topics = "a", group = "#{42}")
		void on() {
		}

	}

	static class NoLocalInAGroup {

		@MqttListener(topics = "a", group = "g", noLocal = true)
		void on() {
		}

	}

	static class DifferentOptions {

		@MqttListener(topics = "a")
		void first() {
		}

		@MqttListener(topics = "a", retainAsPublished = true)
		void second() {
		}

	}

	static class SameId {

		@MqttListener(topics = "a", id = "same")
		void first() {
		}

		@MqttListener(topics = "b", id = "same")
		void second() {
		}

	}

}
