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

package io.resilientmqtt.integration;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.UserProperty;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.integration.mqtt.event.MqttMessageDeliveredEvent;
import org.springframework.integration.mqtt.event.MqttMessageNotDeliveredEvent;
import org.springframework.integration.mqtt.event.MqttMessageSentEvent;
import org.springframework.integration.mqtt.support.MqttHeaders;
import org.springframework.integration.support.MessageBuilder;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

/**
 * Tests for {@link ResilientMqttMessageHandler}.
 */
class ResilientMqttMessageHandlerTests {

	private final MqttClient client = mock(MqttClient.class);

	private final CompletableFuture<PublishResult> result = new CompletableFuture<>();

	private final List<Object> events = new ArrayList<>();

	private final ResilientMqttMessageHandler handler;

	ResilientMqttMessageHandlerTests() {
		FakeMqttClient fake = new FakeMqttClient();
		given(this.client.status()).willReturn(fake.status());
		given(this.client.publish(any())).willReturn(this.result);
		this.handler = new ResilientMqttMessageHandler(new ResilientMqttClientManager(this.client, fake.options()));
		this.handler.setApplicationEventPublisher((ApplicationEventPublisher) this.events::add);
		this.handler.setDefaultTopic("default");
	}

	private MqttMessage publish(Message<?> message) {
		this.result.complete(PublishResult.SUCCESS);
		this.handler.handleMessage(message);
		ArgumentCaptor<MqttMessage> published = ArgumentCaptor.forClass(MqttMessage.class);
		verify(this.client, atLeastOnce()).publish(published.capture());
		return published.getValue();
	}

	@Test
	void publishesWithItsDefaults() {
		this.handler.setDefaultQos(2);
		this.handler.setDefaultRetained(true);
		assertThat(publish(new GenericMessage<>("text")))
			.isEqualTo(MqttMessage.builder("default").payload("text").qos(QoS.EXACTLY_ONCE).retain(true).build());
	}

	@Test
	void headersBeatDefaults() {
		this.handler.setDefaultQos(2);
		this.handler.setDefaultRetained(true);
		Message<byte[]> message = new GenericMessage<>("bytes".getBytes(StandardCharsets.UTF_8),
				Map.of(MqttHeaders.TOPIC, "header", MqttHeaders.QOS, 1, MqttHeaders.RETAINED, false,
						MqttHeaders.RESPONSE_TOPIC, "reply", MqttHeaders.CORRELATION_DATA, new byte[] { 1 },
						MqttHeaders.MESSAGE_EXPIRY_INTERVAL, 60L, MessageHeaders.CONTENT_TYPE, "text/plain"));
		assertThat(publish(message)).isEqualTo(MqttMessage.builder("header")
			.payload("bytes")
			.qos(QoS.AT_LEAST_ONCE)
			.responseTopic("reply")
			.correlationData(new byte[] { 1 })
			.messageExpiry(Duration.ofSeconds(60))
			.contentType("text/plain")
			.build());
	}

	@Test
	void expressionsTakeThePlaceOfHeaders() {
		this.handler.setTopicExpressionString("'rooms/' + headers['room']");
		this.handler.setQosExpressionString("payload.length() > 3 ? 1 : null");
		this.handler.setRetainedExpressionString("headers['keep']");
		this.handler.setDefaultQos(2);
		Map<String, Object> headers = Map.of(MqttHeaders.TOPIC, "header", MqttHeaders.QOS, 0, "room", "attic", "keep",
				true);
		assertThat(publish(new GenericMessage<>("warm", headers)))
			.isEqualTo(MqttMessage.builder("rooms/attic").payload("warm").qos(QoS.AT_LEAST_ONCE).retain(true).build());
		assertThat(publish(new GenericMessage<>("hot", headers)).qos()).isEqualTo(QoS.EXACTLY_ONCE);
	}

	@Test
	void onlyNamedHeadersBecomeUserProperties() {
		this.handler.setUserPropertyHeaders("*");
		Message<String> message = MessageBuilder.withPayload("text")
			.setHeader("trace", "abc")
			.setHeader("attempt", 2)
			.setHeader(MqttHeaders.RECEIVED_TOPIC, "in")
			.build();
		assertThat(publish(message).properties().userProperties())
			.containsExactlyInAnyOrder(new UserProperty("trace", "abc"), new UserProperty("attempt", "2"));
		this.handler.setUserPropertyHeaders("trac*");
		assertThat(publish(message).properties().userProperties()).containsExactly(new UserProperty("trace", "abc"));
	}

	@Test
	void aHeaderThatIsNoTextIsNoUserProperty() {
		this.handler.setUserPropertyHeaders("object");
		assertThatExceptionOfType(MessageHandlingException.class)
			.isThrownBy(() -> publish(new GenericMessage<>("text", Map.of("object", List.of()))))
			.withStackTraceContaining("header 'object'");
	}

	@Test
	void anMqttMessageIsPublishedAsItIsButWhereTheHeadersSay() {
		MqttMessage message = MqttMessage.builder("own").payload("1").qos(QoS.AT_LEAST_ONCE).build();
		assertThat(publish(new GenericMessage<>(message, Map.of(MqttHeaders.TOPIC, "header"))))
			.isEqualTo(message.mutate().topic("header").build());
		assertThat(publish(new GenericMessage<>(message, Map.of(MqttHeaders.TOPIC, "own")))).isSameAs(message);
	}

	@Test
	void objectsAreConvertedByTheManagersConvertersOrItsOwn() {
		assertThat(publish(new GenericMessage<>(42)).payloadAsString()).isEqualTo("42");
		MessageConverter converter = mock(MessageConverter.class);
		given(converter.toMessage(any(), any())).willAnswer((call) -> new GenericMessage<>("own"));
		this.handler.setConverter(converter);
		assertThat(publish(new GenericMessage<>(42)).payloadAsString()).isEqualTo("own");
		assertThat(publish(new GenericMessage<>("text")).payloadAsString()).isEqualTo("text");
	}

	@Test
	void waitsForTheResult() {
		this.result.completeExceptionally(new MqttPublishException(MqttPublishException.Reason.REFUSED, "on purpose"));
		assertThatExceptionOfType(MessageHandlingException.class)
			.isThrownBy(() -> this.handler.handleMessage(new GenericMessage<>("text")))
			.withMessageContaining("'default'")
			.withCauseInstanceOf(MqttPublishException.class);
		assertThat(this.events).isEmpty();
	}

	@Test
	void withdrawsWhatIsNotPublishedInTime() {
		this.handler.setCompletionTimeout(1);
		assertThatExceptionOfType(MessageHandlingException.class)
			.isThrownBy(() -> this.handler.handleMessage(new GenericMessage<>("text")))
			.withMessageContaining("within 1 ms")
			.withCauseInstanceOf(TimeoutException.class);
		assertThat(this.result).isCancelled();
	}

	@Test
	void asynchronouslyEventsTellWhatHappened() {
		this.handler.setAsync(true);
		this.handler.setAsyncEvents(true);
		Message<String> message = new GenericMessage<>("text");
		this.handler.handleMessage(message);
		assertThat(this.events).singleElement().isInstanceOfSatisfying(MqttMessageSentEvent.class, (sent) -> {
			assertThat(sent.getMessage()).isSameAs(message);
			assertThat(sent.getTopic()).isEqualTo("default");
			assertThat(sent.getClientId()).isEqualTo("test");
			assertThat(sent.getMessageId()).isOne();
		});
		this.result.complete(PublishResult.SUCCESS);
		assertThat(this.events).last()
			.isInstanceOfSatisfying(MqttMessageDeliveredEvent.class,
					(delivered) -> assertThat(delivered.getMessageId()).isOne());
		this.handler.handleMessage(message);
		assertThat(this.events).last()
			.isInstanceOfSatisfying(MqttMessageDeliveredEvent.class,
					(delivered) -> assertThat(delivered.getMessageId()).isEqualTo(2));
	}

	@Test
	void theFlowOfAnInboundAdapterIsNotOverBeforeWhatItPublishesAsynchronously() {
		this.handler.setAsync(true);
		AtomicBoolean over = new AtomicBoolean();
		FlowPublications publications = FlowPublications.begin(() -> over.set(true));
		this.handler.handleMessage(new GenericMessage<>("text"));
		publications.end();
		assertThat(over).isFalse();
		this.result.complete(PublishResult.SUCCESS);
		assertThat(over).isTrue();
	}

	@Test
	void asynchronouslyAnEventTellsOfAFailure() {
		this.handler.setAsync(true);
		this.handler.setAsyncEvents(true);
		this.handler.handleMessage(new GenericMessage<>("text"));
		MqttPublishException failure = new MqttPublishException(MqttPublishException.Reason.EXPIRED, "on purpose");
		this.result.completeExceptionally(failure);
		assertThat(this.events).last()
			.isInstanceOfSatisfying(MqttMessageNotDeliveredEvent.class,
					(event) -> assertThat(event.getException()).isSameAs(failure));
	}

	@Test
	void refusesWhatCanNotWork() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.handler.setDefaultQos(3));
		ResilientMqttMessageHandler without = new ResilientMqttMessageHandler(
				new ResilientMqttClientManager(this.client, new FakeMqttClient().options()));
		assertThatExceptionOfType(MessageHandlingException.class)
			.isThrownBy(() -> without.handleMessage(new GenericMessage<>("text")))
			.withStackTraceContaining("set the header 'mqtt_topic'");
	}

}
