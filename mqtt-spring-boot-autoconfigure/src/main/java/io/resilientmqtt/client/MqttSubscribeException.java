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

package io.resilientmqtt.client;

import io.resilientmqtt.message.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * At least one subscription was refused (behaviour S18): by the broker, or by the client
 * because the connection can't carry it or CONNACK has excluded it. The others of the
 * same call are granted; all stay registered and are asked for again after a reconnect.
 */
public class MqttSubscribeException extends MqttException {

	private final transient SubscribeResult result;

	/**
	 * Create the exception.
	 * @param message one sentence that names the filters refused
	 * @param result the answer to each subscription
	 */
	public MqttSubscribeException(String message, SubscribeResult result) {
		super(message, null);
		this.result = result;
	}

	/**
	 * Return the answers.
	 * @return the answer to each subscription
	 */
	public SubscribeResult result() {
		return this.result;
	}

	/**
	 * Return the Reason Code of the first refusal.
	 * @return the code
	 */
	public @Nullable ReasonCode reasonCode() {
		return this.result.subscriptions()
			.stream()
			.filter((status) -> status.state() == SubscriptionStatus.State.REFUSED)
			.findFirst()
			.map(SubscriptionStatus::reasonCode)
			.orElse(null);
	}

}
