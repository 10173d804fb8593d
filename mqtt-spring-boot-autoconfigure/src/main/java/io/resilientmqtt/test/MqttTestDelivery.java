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

package io.resilientmqtt.test;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.resilientmqtt.client.DeliveryReceipt;
import io.resilientmqtt.client.ReasonProperties;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * What became of a message that a test delivered.
 *
 * @param outcome what the broker would have been told
 * @param reasonCode the Reason Code of a refusal, otherwise {@link ReasonCode#SUCCESS}
 */
public record MqttTestDelivery(Outcome outcome, ReasonCode reasonCode) {

	/**
	 * Put the answers of all receivers together as the client does: a refusal counts
	 * before a message left to the broker, and that before an acknowledgement.
	 * @param answers the answers, none if nobody received the message
	 * @return the delivery
	 */
	static MqttTestDelivery of(List<CompletableFuture<MqttTestDelivery>> answers) {
		return answers.stream()
			.map(CompletableFuture::join)
			.max((one, other) -> one.outcome.compareTo(other.outcome))
			.orElseGet(() -> new MqttTestDelivery(Outcome.NOT_RECEIVED, ReasonCode.SUCCESS));
	}

	/**
	 * What the broker would have been told of a message. Later ones prevail when a
	 * message is for several receivers.
	 */
	public enum Outcome {

		/**
		 * No listener or other receiver takes messages of this topic.
		 */
		NOT_RECEIVED,

		/**
		 * Every receiver has acknowledged it. That a listener failed does not keep its
		 * message from being acknowledged, unless it or its options say otherwise.
		 */
		ACKNOWLEDGED,

		/**
		 * A receiver has left it to the broker, which would deliver it again.
		 */
		ABANDONED,

		/**
		 * A receiver has refused it.
		 */
		REJECTED

	}

	/**
	 * The answer of one receiver. The first one given counts.
	 */
	static final class Answer implements DeliveryReceipt {

		private final CompletableFuture<MqttTestDelivery> delivery = new CompletableFuture<>();

		CompletableFuture<MqttTestDelivery> delivery() {
			return this.delivery;
		}

		@Override
		public void acknowledge() {
			complete(Outcome.ACKNOWLEDGED, ReasonCode.SUCCESS);
		}

		@Override
		public void acknowledge(ReasonProperties properties) {
			acknowledge();
		}

		@Override
		public void reject(ReasonCode reasonCode, @Nullable String reasonString, UserProperty... userProperties) {
			complete(Outcome.REJECTED, reasonCode);
		}

		@Override
		public void abandon() {
			complete(Outcome.ABANDONED, ReasonCode.SUCCESS);
		}

		private void complete(Outcome outcome, ReasonCode reasonCode) {
			this.delivery.complete(new MqttTestDelivery(outcome, reasonCode));
		}

	}

}
