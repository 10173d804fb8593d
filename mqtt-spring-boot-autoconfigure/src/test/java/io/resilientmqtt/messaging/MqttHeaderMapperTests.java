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
import java.util.List;
import java.util.Map;

import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.util.MimeTypeUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link MqttHeaderMapper}.
 */
class MqttHeaderMapperTests {

	@Test
	void fieldsOfMessageReceivedBecomeHeaders() {
		MqttMessage received = MqttMessage.received("a/b", new byte[] { 1, 2 }, QoS.AT_LEAST_ONCE, true, true, 65_535,
				PublishProperties.NONE);
		Message<byte[]> message = MqttHeaderMapper.toMessage(received);
		assertThat(message.getPayload()).containsExactly(1, 2);
		assertThat(message.getHeaders()).containsEntry(MqttHeaders.RECEIVED_TOPIC, "a/b")
			.containsEntry(MqttHeaders.ID, 65_535)
			.containsEntry(MqttHeaders.RECEIVED_QOS, 1)
			.containsEntry(MqttHeaders.RECEIVED_RETAINED, true)
			.containsEntry(MqttHeaders.DUPLICATE, true)
			.containsOnlyKeys(MqttHeaders.ID, MqttHeaders.RECEIVED_TOPIC, MqttHeaders.RECEIVED_QOS,
					MqttHeaders.RECEIVED_RETAINED, MqttHeaders.DUPLICATE, MessageHeaders.ID, MessageHeaders.TIMESTAMP);
	}

	@Test
	void propertiesOfMessageReceivedBecomeHeaders() {
		MessageHeaders headers = MqttHeaderMapper.toHeaders(MqttMessage.builder("a")
			.contentType("application/json")
			.responseTopic("reply")
			.correlationData(new byte[] { 7 })
			.messageExpiry(Duration.ofMinutes(1))
			.userProperty("colour", "red")
			.userProperty("colour", "blue")
			.subscriptionIdentifier(7)
			.subscriptionIdentifier(268_435_455)
			.build());
		assertThat(headers).containsEntry(MqttHeaders.SUBSCRIPTION_IDENTIFIERS, List.of(7, 268_435_455))
			.containsEntry(MessageHeaders.CONTENT_TYPE, "application/json")
			.containsEntry(MqttHeaders.RESPONSE_TOPIC, "reply")
			.containsEntry(MqttHeaders.CORRELATION_DATA, new byte[] { 7 })
			.containsEntry(MqttHeaders.MESSAGE_EXPIRY_INTERVAL, 60L)
			.containsEntry("colour", "blue");
	}

	@Test
	void publisherCanNotForgeHeaders() {
		MessageHeaders headers = MqttHeaderMapper.toHeaders(MqttMessage.builder("a")
			.userProperty(MqttHeaders.RECEIVED_TOPIC, "forged")
			.userProperty("mqtt_other", "forged")
			.userProperty(MessageHeaders.REPLY_CHANNEL, "forged")
			.userProperty(MessageHeaders.ERROR_CHANNEL, "forged")
			.userProperty(MessageHeaders.ID, "forged")
			.userProperty(MessageHeaders.CONTENT_TYPE, "forged")
			.build());
		assertThat(headers.values()).doesNotContain("forged");
	}

	@Test
	void headersSayHowToPublish() {
		MqttMessage.Builder builder = MqttMessage.builder();
		MqttHeaderMapper.apply(new MessageHeaders(Map.of(MqttHeaders.TOPIC, "a/b", MqttHeaders.QOS, 2,
				MqttHeaders.RETAINED, true, MqttHeaders.RESPONSE_TOPIC, "reply", MqttHeaders.CORRELATION_DATA, "7",
				MqttHeaders.MESSAGE_EXPIRY_INTERVAL, 60, MessageHeaders.CONTENT_TYPE, MimeTypeUtils.APPLICATION_JSON,
				"other", "ignored")), builder);
		assertThat(builder.build()).isEqualTo(MqttMessage.builder("a/b")
			.qos(QoS.EXACTLY_ONCE)
			.retain(true)
			.responseTopic("reply")
			.correlationData(new byte[] { '7' })
			.messageExpiry(Duration.ofMinutes(1))
			.contentType("application/json")
			.build());
	}

	@Test
	void headerOfWrongTypeIsRefusedByName() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> MqttHeaderMapper.apply(new MessageHeaders(Map.of(MqttHeaders.RETAINED, "yes")),
					MqttMessage.builder()))
			.withMessage("header 'mqtt_retained' is a java.lang.String; expected is a Boolean");
		assertThatIllegalArgumentException()
			.isThrownBy(
					() -> MqttHeaderMapper.apply(new MessageHeaders(Map.of(MqttHeaders.QOS, 3)), MqttMessage.builder()))
			.withMessageContaining("QoS 3 does not exist");
	}

}
