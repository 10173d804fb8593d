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

import java.util.List;
import java.util.Map;

import io.resilientmqtt.client.RetainHandling;
import io.resilientmqtt.client.SubscriptionOptions;
import io.resilientmqtt.listener.MqttBatchMessageListener;
import io.resilientmqtt.listener.MqttListenerEndpoint;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the attributes of {@link MqttListener} that say as text what another says as
 * a number, a flag or a constant.
 */
class TextAttributesTests {

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void placeholdersAndExpressionsSayNumbersFlagsAndConstants() {
		MqttListenerEndpoint endpoint = endpoint(Texts.class, "texts.on");
		assertThat(endpoint.qos()).isEqualTo(QoS.EXACTLY_ONCE);
		assertThat(endpoint.subscriptionOptions())
			.isEqualTo(new SubscriptionOptions(true, true, RetainHandling.SEND_AT_SUBSCRIBE_IF_NEW));
		assertThat(endpoint.listener()).isInstanceOf(MqttBatchMessageListener.class);
	}

	@Test
	void whatIsEmptyLeavesItToTheOtherAttribute() {
		MqttListenerEndpoint endpoint = endpoint(Empty.class, "empty.on");
		assertThat(endpoint.qos()).isEqualTo(QoS.EXACTLY_ONCE);
		assertThat(endpoint.subscriptionOptions())
			.isEqualTo(new SubscriptionOptions(true, true, RetainHandling.DO_NOT_SEND_AT_SUBSCRIBE));
		assertThat(endpoint.listener()).isInstanceOf(MqttBatchMessageListener.class);
	}

	@ParameterizedTest
	@ValueSource(classes = { HighQos.class, NoQos.class, NoFlag.class, NoBatch.class, NoHandling.class, Both.class,
			BothFlags.class })
	void wrongValueNamesAttributeValueAndRemedy(Class<?> type) throws Exception {
		String expected = (String) type.getDeclaredField("ERROR").get(null);
		assertThatExceptionOfType(InvalidMqttListenerException.class).isThrownBy(() -> endpoint(type, "none"))
			.withMessageContaining(expected);
	}

	private MqttListenerEndpoint endpoint(Class<?> type, String id) {
		this.context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("test",
					Map.of("qos", "2", "yes", "true", "handling", "send-at-subscribe-if-new", "empty", "")));
		ListenerInfrastructure.refresh(this.context, type);
		return this.context.getBean(MqttListenerEndpointRegistry.class)
			.getListenerContainers()
			.iterator()
			.next()
			.getEndpoint();
	}

	static class Texts {

		@MqttListener(topics = "a", qosString = "${qos}", batchString = "${yes}", noLocalString = "#{1 == 1}",
				retainAsPublishedString = "TRUE", retainHandlingString = "${handling}")
		void on(List<String> payloads) {
		}

	}

	static class Empty {

		@MqttListener(topics = "a", qos = 2, qosString = "${empty}", batch = true, batchString = "${empty}",
				noLocal = true, noLocalString = "${empty}", retainAsPublished = true,
				retainAsPublishedString = "${empty}", retainHandling = RetainHandling.DO_NOT_SEND_AT_SUBSCRIBE,
				retainHandlingString = "${empty}")
		void on(List<String> payloads) {
		}

	}

	static class HighQos {

		static final String ERROR = "qosString = '3' is not valid: use 0, 1 or 2";

		@MqttListener(topics = "a", qosString = "3")
		void on() {
		}

	}

	static class NoQos {

		static final String ERROR = "qosString = 'high' is not valid: use 0, 1 or 2 ('#{'high'}' yields this)";

		@MqttListener(topics = "a", qosString = "#{'high'}")
		void on() {
		}

	}

	static class NoFlag {

		static final String ERROR = "noLocalString = 'yes' is not valid: use true or false";

		@MqttListener(topics = "a", noLocalString = "yes")
		void on() {
		}

	}

	static class NoBatch {

		static final String ERROR = "batchString = '1' is not valid: use true or false";

		@MqttListener(topics = "a", batchString = "#{1}")
		void on(List<String> payloads) {
		}

	}

	static class NoHandling {

		static final String ERROR = "retainHandlingString = 'never' is not valid: use one of [SEND_AT_SUBSCRIBE, ";

		@MqttListener(topics = "a", retainHandlingString = "never")
		void on() {
		}

	}

	static class Both {

		static final String ERROR = "qosString = '0' is not valid: leave it out, or qos = 2";

		@MqttListener(topics = "a", qos = 2, qosString = "0")
		void on() {
		}

	}

	static class BothFlags {

		static final String ERROR = "batchString = 'false' is not valid: leave it out, or batch = true";

		@MqttListener(topics = "a", batch = true, batchString = "false")
		void on(List<String> payloads) {
		}

	}

}
