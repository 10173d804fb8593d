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

import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.resilientmqtt.client.DeliveryReceipt;
import io.resilientmqtt.client.LogLimit;
import io.resilientmqtt.client.MessageReceiver;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.Printable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.integration.acks.AcknowledgmentCallback;
import org.springframework.messaging.Message;

/**
 * Sends the messages of an inbound adapter into its flow and sees to their
 * acknowledgement. What a flow throws stays in the flow (behaviour S25). Called for one
 * message at a time, on threads of the adapter's executor.
 */
final class InboundFlow implements MessageReceiver {

	private static final Logger logger = LoggerFactory.getLogger(InboundFlow.class);

	private final Object adapter;

	private final InboundMessageFactory messages;

	private final BooleanSupplier manualAcks;

	private final Consumer<Message<?>> flow;

	private final BiPredicate<Message<?>, Exception> errorChannel;

	private final LogLimit logLimit = new LogLimit();

	/**
	 * Create a flow.
	 * @param adapter what it is called in logs
	 * @param messages makes the messages
	 * @param manualAcks whether the flow acknowledges
	 * @param flow takes the messages
	 * @param errorChannel takes those that can't be made, unless there is none
	 */
	InboundFlow(Object adapter, InboundMessageFactory messages, BooleanSupplier manualAcks, Consumer<Message<?>> flow,
			BiPredicate<Message<?>, Exception> errorChannel) {
		this.adapter = adapter;
		this.messages = messages;
		this.manualAcks = manualAcks;
		this.flow = flow;
		this.errorChannel = errorChannel;
	}

	@Override
	public void receive(MqttMessage message, DeliveryReceipt acknowledgement) {
		if (this.manualAcks.getAsBoolean()) {
			MqttAcknowledgmentCallback callback = new MqttAcknowledgmentCallback(acknowledgement);
			if (!send(message, callback)) {
				callback.acknowledge(AcknowledgmentCallback.Status.REQUEUE);
			}
			return;
		}
		FlowPublications publications = FlowPublications.begin(acknowledgement::acknowledge);
		try {
			send(message, null);
		}
		finally {
			publications.end();
		}
	}

	/**
	 * Send a message into the flow.
	 * @param message the message received
	 * @param acknowledgment acknowledges it, or {@code null} if that is not for the flow
	 * @return whether nothing escaped from it
	 */
	private boolean send(MqttMessage message, @Nullable AcknowledgmentCallback acknowledgment) {
		try {
			Message<?> converted = make(message, acknowledgment);
			if (converted != null) {
				this.flow.accept(converted);
			}
			return true;
		}
		catch (Throwable ex) {
			String more = this.logLimit.next();
			if (more != null) {
				logger.error("The flow of {} failed on a message of topic '{}'{}", this.adapter,
						Printable.of(message.topic()), more, ex);
			}
			else {
				logger.debug("The flow of {} failed on another message", this.adapter, ex);
			}
			return false;
		}
	}

	/**
	 * Make the message of a flow; whatever prevents that goes to the error channel.
	 * @param message the message received
	 * @param acknowledgment acknowledges it, or {@code null} if that is not for the flow
	 * @return the message, or {@code null} if the error channel has it
	 * @throws Exception what prevents it, if there is no error channel
	 */
	private @Nullable Message<?> make(MqttMessage message, @Nullable AcknowledgmentCallback acknowledgment)
			throws Exception {
		Message<?> created = null;
		try {
			created = this.messages.create(message, acknowledgment);
			return this.messages.convert(message, created);
		}
		catch (Exception ex) {
			Message<?> failed = (created != null) ? created : this.messages.createBare(message, acknowledgment);
			if (!this.errorChannel.test(failed, ex)) {
				throw ex;
			}
			return null;
		}
	}

}
