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

import java.util.function.Supplier;

import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.messaging.MqttHeaderMapper;
import org.jspecify.annotations.Nullable;

import org.springframework.integration.IntegrationMessageHeaderAccessor;
import org.springframework.integration.acks.AcknowledgmentCallback;
import org.springframework.integration.support.MessageBuilderFactory;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.SmartMessageConverter;

/**
 * Makes the messages of a flow from those of MQTT. Safe for use by several threads once
 * it is set up.
 */
final class InboundMessageFactory {

	private final ResilientMqttClientManager manager;

	private final Supplier<MessageBuilderFactory> builders;

	private Class<?> payloadType = byte[].class;

	private @Nullable SmartMessageConverter converter;

	InboundMessageFactory(ResilientMqttClientManager manager, Supplier<MessageBuilderFactory> builders) {
		this.manager = manager;
		this.builders = builders;
	}

	void payloadType(Class<?> payloadType) {
		this.payloadType = payloadType;
	}

	void converter(SmartMessageConverter converter) {
		this.converter = converter;
	}

	/**
	 * Return a message whose payload is as received.
	 * @param message the message received
	 * @param acknowledgment acknowledges it, or {@code null} if that is not for the flow
	 * @return a message with bytes, or the MQTT message if that is asked for
	 */
	Message<?> create(MqttMessage message, @Nullable AcknowledgmentCallback acknowledgment) {
		return create(message, MqttHeaderMapper.toHeaders(message), acknowledgment);
	}

	/**
	 * Return a message without what a publisher may add, for one that can't be
	 * {@link #create created} otherwise.
	 * @param message the message received
	 * @param acknowledgment acknowledges it, or {@code null} if that is not for the flow
	 * @return a message with bytes, or the MQTT message if that is asked for
	 */
	Message<?> createBare(MqttMessage message, @Nullable AcknowledgmentCallback acknowledgment) {
		MqttMessage bare = MqttMessage.received(message.topic(), message.payload(), message.qos(), message.retain(),
				message.duplicate(), message.packetId(), PublishProperties.NONE);
		return create(message, MqttHeaderMapper.toHeaders(bare), acknowledgment);
	}

	private Message<?> create(MqttMessage message, MessageHeaders headers,
			@Nullable AcknowledgmentCallback acknowledgment) {
		return this.builders.get()
			.withPayload((this.payloadType == MqttMessage.class) ? message : message.payload())
			.copyHeaders(headers)
			.setHeader(IntegrationMessageHeaderAccessor.ACKNOWLEDGMENT_CALLBACK, acknowledgment)
			.build();
	}

	/**
	 * Return a message with the payload that is asked for.
	 * @param message the message received
	 * @param created what was {@link #create created} from it
	 * @return a message with the same headers
	 * @throws MessageConversionException if the payload can't be converted
	 */
	Message<?> convert(MqttMessage message, Message<?> created) {
		if (this.payloadType.isInstance(created.getPayload())) {
			return created;
		}
		return this.builders.get().withPayload(payload(message, created)).copyHeaders(created.getHeaders()).build();
	}

	private Object payload(MqttMessage message, Message<?> created) {
		if (this.converter != null) {
			Object payload = this.converter.fromMessage(created, this.payloadType);
			if (payload == null) {
				throw new MessageConversionException(created,
						this.converter + " has nothing to convert the payload to " + this.payloadType.getName());
			}
			return payload;
		}
		return (this.payloadType == String.class) ? message.payloadAsString()
				: this.manager.getMessageConverters().fromPayload(message, this.payloadType);
	}

}
