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

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.resilientmqtt.client.DeliveryReceipt;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * The handling of one batch. It is filled under the lock of the {@link BatchDispatch}
 * before it begins.
 */
final class BatchHandling extends Handling {

	private final LaneControl dispatch;

	private List<DeliveryReceipt> acknowledgements = new ArrayList<>();

	private List<MqttMessage> messages = new ArrayList<>();

	/** Whether the first message alone has failed. */
	private boolean firstFailed;

	BatchHandling(LaneControl dispatch) {
		super(dispatch);
		this.dispatch = dispatch;
	}

	/**
	 * Add a message.
	 * @param message the message
	 * @param acknowledgement its acknowledgement
	 * @return how many there are now
	 */
	int add(MqttMessage message, DeliveryReceipt acknowledgement) {
		this.messages.add(message);
		this.acknowledgements.add(acknowledgement);
		return this.messages.size();
	}

	@Override
	@Nullable CompletionStage<?> invoke(MqttMessageListener listener, @Nullable Acknowledgment acknowledgment) throws Exception {
		return ((MqttBatchMessageListener) listener).handle(Collections.unmodifiableList(this.messages),
				acknowledgment);
	}

	@Override
	@Nullable Throwable separate(Throwable failure) {
		this.firstFailed = false;
		if (failure instanceof UnreadableMessagesException unreadable) {
			for (int i = 0; i < this.messages.size();) {
				Throwable cause = unreadable.failures().get(this.messages.get(i));
				if (cause != null) {
					take(i).fail(cause, 1);
				}
				else {
					i++;
				}
			}
			notAttempted();
			return null;
		}
		if (failure instanceof MqttBatchListenerFailedException failed && failed.index() < this.messages.size()) {
			if (failed.index() > 0) {
				acknowledgeUntil(failed.index());
				startOver(1);
			}
			this.firstFailed = true;
			return (failed.getCause() != null) ? failed.getCause() : failed;
		}
		return failure;
	}

	@Override
	@Nullable Handling takeFailed() {
		return this.firstFailed ? take(0) : null;
	}

	private MessageHandling take(int index) {
		// The listener may still have the list that it has been handed
		this.messages = new ArrayList<>(this.messages);
		return new MessageHandling(this.dispatch, this.messages.remove(index), this.acknowledgements.remove(index),
				null);
	}

	private void acknowledgeUntil(int index) {
		this.acknowledgements.subList(0, index).forEach(DeliveryReceipt::acknowledge);
		this.acknowledgements = new ArrayList<>(this.acknowledgements.subList(index, this.acknowledgements.size()));
		this.messages = new ArrayList<>(this.messages.subList(index, this.messages.size()));
		this.dispatch.inFlightLimit().release(index);
	}

	@Override
	List<MqttMessage> messages() {
		return this.messages;
	}

	@Override
	int size() {
		return this.messages.size();
	}

	@Override
	void acknowledgeToBroker() {
		this.acknowledgements.forEach(DeliveryReceipt::acknowledge);
	}

	@Override
	void rejectToBroker(ReasonCode reasonCode, @Nullable String reasonString) {
		this.acknowledgements.forEach((acknowledgement) -> acknowledgement.reject(reasonCode, reasonString));
	}

	@Override
	void leaveToBroker() {
		this.acknowledgements.forEach(DeliveryReceipt::abandon);
	}

	@Override
	void forget() {
		this.messages = List.of();
	}

}
