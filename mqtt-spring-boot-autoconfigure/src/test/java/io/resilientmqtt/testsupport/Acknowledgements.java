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

package io.resilientmqtt.testsupport;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import io.resilientmqtt.client.DeliveryReceipt;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * What became of the deliveries of a {@link FakeMqttClient}, by payload, in order.
 */
public final class Acknowledgements {

	private final List<String> acknowledged = new CopyOnWriteArrayList<>();

	private final List<String> rejected = new CopyOnWriteArrayList<>();

	private final List<String> abandoned = new CopyOnWriteArrayList<>();

	/**
	 * Return the deliveries that were acknowledged.
	 * @return their payloads
	 */
	public List<String> acknowledged() {
		return this.acknowledged;
	}

	/**
	 * Return the deliveries that were refused.
	 * @return their payloads and reasons
	 */
	public List<String> rejected() {
		return this.rejected;
	}

	/**
	 * Return the deliveries that were left to the broker.
	 * @return their payloads
	 */
	public List<String> abandoned() {
		return this.abandoned;
	}

	DeliveryReceipt of(MqttMessage message) {
		String payload = message.payloadAsString();
		AtomicBoolean answered = new AtomicBoolean();
		return new DeliveryReceipt() {

			@Override
			public void acknowledge() {
				add(Acknowledgements.this.acknowledged, payload);
			}

			@Override
			public void reject(ReasonCode reasonCode, @Nullable String reasonString, UserProperty... userProperties) {
				if (reasonCode == ReasonCode.SUCCESS) {
					throw new IllegalArgumentException("a refusal is no success");
				}
				add(Acknowledgements.this.rejected, payload + " " + reasonCode + " " + reasonString);
			}

			@Override
			public void abandon() {
				add(Acknowledgements.this.abandoned, payload);
			}

			private void add(List<String> answers, String answer) {
				if (answered.compareAndSet(false, true)) {
					answers.add(answer);
				}
			}

		};
	}

}
