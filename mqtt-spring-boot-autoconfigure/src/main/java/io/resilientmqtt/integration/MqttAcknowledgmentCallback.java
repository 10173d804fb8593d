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

import java.util.concurrent.atomic.AtomicBoolean;

import io.resilientmqtt.client.DeliveryReceipt;

import org.springframework.integration.acks.AcknowledgmentCallback;

/**
 * Lets a flow acknowledge a message. MQTT knows no rejection: {@code REJECT}
 * acknowledges, {@code REQUEUE} leaves the message to the server. The first call counts;
 * any thread may make it.
 */
final class MqttAcknowledgmentCallback implements AcknowledgmentCallback {

	private final DeliveryReceipt acknowledgement;

	private final AtomicBoolean acknowledged = new AtomicBoolean();

	MqttAcknowledgmentCallback(DeliveryReceipt acknowledgement) {
		this.acknowledgement = acknowledgement;
	}

	@Override
	public void acknowledge(Status status) {
		if (this.acknowledged.compareAndSet(false, true)) {
			if (status == Status.REQUEUE) {
				this.acknowledgement.abandon();
			}
			else {
				this.acknowledgement.acknowledge();
			}
		}
	}

	@Override
	public boolean isAcknowledged() {
		return this.acknowledged.get();
	}

	@Override
	public boolean isAutoAck() {
		return false;
	}

}
