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

import io.resilientmqtt.client.Acknowledgement;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * The handling of one batch. It is filled under the lock of the {@link BatchDispatch}
 * before it begins.
 */
final class BatchHandling extends Handling {

	private final List<Acknowledgement> acknowledgements = new ArrayList<>();

	private List<MqttMessage> messages = new ArrayList<>();

	BatchHandling(OrderedDispatch dispatch) {
		super(dispatch);
	}

	/**
	 * Add a message.
	 * @param message the message
	 * @param acknowledgement its acknowledgement
	 * @return how many there are now
	 */
	int add(MqttMessage message, Acknowledgement acknowledgement) {
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
	List<MqttMessage> messages() {
		return this.messages;
	}

	@Override
	int size() {
		return this.messages.size();
	}

	@Override
	void acknowledgeToBroker() {
		this.acknowledgements.forEach(Acknowledgement::acknowledge);
	}

	@Override
	void rejectToBroker(ReasonCode reasonCode, @Nullable String reasonString) {
		this.acknowledgements.forEach((acknowledgement) -> acknowledgement.reject(reasonCode, reasonString));
	}

	@Override
	void leaveToBroker() {
		this.acknowledgements.forEach(Acknowledgement::abandon);
	}

	@Override
	void forget() {
		this.messages = List.of();
	}

}
