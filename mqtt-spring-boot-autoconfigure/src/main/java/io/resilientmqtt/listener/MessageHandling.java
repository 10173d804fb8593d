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

package io.resilientmqtt.listener;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

import io.resilientmqtt.client.DeliveryReceipt;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.ReasonCode;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.converter.MessageConversionException;

/**
 * The handling of one message.
 */
final class MessageHandling extends Handling {

	private final int maxPayloadSize;

	private final DeliveryReceipt acknowledgement;

	private final @Nullable Throwable failure;

	private @Nullable MqttMessage message;

	/**
	 * Create the handling.
	 * @param dispatch whose it is
	 * @param message the message
	 * @param acknowledgement its acknowledgement
	 * @param failure why it can't be handled, or {@code null} if it can
	 */
	MessageHandling(LaneControl dispatch, MqttMessage message, DeliveryReceipt acknowledgement,
			@Nullable Throwable failure) {
		super(dispatch);
		this.maxPayloadSize = dispatch.settings().maxPayloadSize();
		this.message = message;
		this.acknowledgement = acknowledgement;
		this.failure = failure;
	}

	@Override
	@Nullable CompletionStage<?> invoke(MqttMessageListener listener, @Nullable Acknowledgment acknowledgment) throws Exception {
		MqttMessage message = Objects.requireNonNull(this.message, "the handling is over");
		if (this.failure != null) {
			throw (this.failure instanceof MessageConversionException conversion) ? conversion
					: new MessageConversionException("the order key of the message is not known", this.failure);
		}
		ListenerFailures.checkSize(message, this.maxPayloadSize);
		return (acknowledgment != null) ? listener.handle(message, acknowledgment) : listener.handle(message);
	}

	@Override
	List<MqttMessage> messages() {
		MqttMessage message = this.message;
		return (message != null) ? List.of(message) : List.of();
	}

	@Override
	int size() {
		return (this.message != null) ? 1 : 0;
	}

	@Override
	void acknowledgeToBroker() {
		this.acknowledgement.acknowledge();
	}

	@Override
	void rejectToBroker(ReasonCode reasonCode, @Nullable String reasonString) {
		this.acknowledgement.reject(reasonCode, reasonString);
	}

	@Override
	void leaveToBroker() {
		this.acknowledgement.abandon();
	}

	@Override
	void forget() {
		this.message = null;
	}

}
