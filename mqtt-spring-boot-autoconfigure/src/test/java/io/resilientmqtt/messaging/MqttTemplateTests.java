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

import java.util.List;
import java.util.Map;

import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link MqttTemplate}.
 */
class MqttTemplateTests {

	private final FakeMqttClient client = new FakeMqttClient();

	private final MqttTemplate template = new MqttTemplate(this.client,
			new MqttMessageConverters(List.of(new JacksonJsonMqttMessageConverter(JsonMapper.builder().build()))));

	@Test
	void sendsWithDefaults() {
		assertThat(this.template.send("a", "text")).isCompletedWithValue(PublishResult.SUCCESS);
		this.template.setDefaultQos(QoS.AT_MOST_ONCE);
		this.template.setDefaultRetain(true);
		this.template.send("b", Map.of("x", 1));
		this.template.send("c", "text", QoS.EXACTLY_ONCE);
		assertThat(this.client.published()).containsExactly(
				MqttMessage.builder("a").payload("text").qos(QoS.AT_LEAST_ONCE).build(),
				MqttMessage.builder("b").payload("{\"x\":1}").retain(true).build(),
				MqttMessage.builder("c").payload("text").qos(QoS.EXACTLY_ONCE).retain(true).build());
	}

	@Test
	void nullIsAnEmptyPayload() {
		Object nothing = null;
		this.template.send("a", nothing);
		this.template.send("b", (Message<?>) null);
		this.template.send("c", null, QoS.EXACTLY_ONCE, true);
		this.template.send("d", nothing, PublishProperties.builder().contentType("text/plain").build());
		assertThat(this.client.published()).allSatisfy((message) -> assertThat(message.payloadSize()).isZero());
		assertThat(this.client.published()).extracting(MqttMessage::topic).containsExactly("a", "b", "c", "d");
		assertThat(this.client.published().get(2).retain()).isTrue();
	}

	@Test
	void whatMustNotBeNullIsRefusedByName() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.send(null, "text"))
			.withMessage("'topic' must not be null");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.template.send(null, MessageBuilder.withPayload("text").build()))
			.withMessage("'topic' must not be null");
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.sendAndReceive(null, "text", String.class))
			.withMessage("'topic' must not be null");
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.send((MqttMessage) null))
			.withMessage("'message' must not be null");
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.send((Message<?>) null))
			.withMessage("'message' must not be null");
		assertThat(this.client.published()).isEmpty();
	}

	@Test
	void sendsAsToldByTheCaller() {
		PublishProperties properties = PublishProperties.builder().contentType("text/plain").build();
		this.template.send("a", "text", QoS.AT_MOST_ONCE, true);
		this.template.send("b", "text", properties);
		this.template.send("c", "text", QoS.AT_MOST_ONCE, false, properties);
		MqttMessage asIs = MqttMessage.builder("d").payload("text").retain(true).build();
		this.template.send(asIs);
		assertThat(this.client.published()).containsExactly(
				MqttMessage.builder("a").payload("text").retain(true).build(),
				MqttMessage.builder("b").payload("text").qos(QoS.AT_LEAST_ONCE).contentType("text/plain").build(),
				MqttMessage.builder("c").payload("text").contentType("text/plain").build(), asIs);
	}

	@Test
	void headersOfSpringMessageSayHowToPublish() {
		Message<?> message = MessageBuilder.withPayload(Map.of("x", 1))
			.setHeader(MqttHeaders.TOPIC, "from/header")
			.setHeader(MqttHeaders.QOS, 0)
			.setHeader(MqttHeaders.RETAINED, true)
			.build();
		this.template.send(message);
		this.template.send("a", message);
		this.template.send("b", (Object) message);
		MqttMessage expected = MqttMessage.builder("from/header").payload("{\"x\":1}").retain(true).build();
		assertThat(this.client.published()).containsExactly(expected, expected.mutate().topic("a").build(),
				expected.mutate().topic("b").build());
	}

	@Test
	void headersLeaveDefaultsInForce() {
		this.template.setDefaultRetain(true);
		this.template.send("a", MessageBuilder.withPayload("text").build());
		assertThat(this.client.published())
			.containsExactly(MqttMessage.builder("a").payload("text").qos(QoS.AT_LEAST_ONCE).retain(true).build());
	}

	@Test
	void springMessageWithoutTopicIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.template.send(MessageBuilder.withPayload("text").build()))
			.withMessageContaining("set the header 'mqtt_topic'");
	}

	@Test
	void messageIsNoPayload() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.send("a", MqttMessage.builder("b").build()))
			.withMessageContaining("MqttMessage is no payload");
		assertThatIllegalArgumentException()
			.isThrownBy(
					() -> this.template.send("a", MessageBuilder.withPayload("text").build(), QoS.AT_MOST_ONCE, true))
			.withMessageContaining("is no payload");
		assertThat(this.client.published()).isEmpty();
	}

	@Test
	void invalidTopicIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.send("a/#", "text"))
			.withMessageContaining("'a/#' has a wildcard");
	}

}
