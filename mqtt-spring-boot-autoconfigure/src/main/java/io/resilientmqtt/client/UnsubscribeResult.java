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

import java.util.List;

import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * The broker's answer to {@link MqttClient#unsubscribe(String...)}. Filters that did not
 * fit into one packet are answered by several, whose properties are put together.
 *
 * @param reasonCodes one for each filter in the order given; always
 * {@link ReasonCode#SUCCESS} under MQTT 3.1.1, whose UNSUBACK says nothing
 * @param reasonString what the broker says for people, or {@code null}
 * @param userProperties the User Properties of the UNSUBACK, in order
 */
public record UnsubscribeResult(List<ReasonCode> reasonCodes, @Nullable String reasonString,
		List<UserProperty> userProperties) {

	public UnsubscribeResult {
		reasonCodes = List.copyOf(reasonCodes);
		userProperties = List.copyOf(userProperties);
	}

	/**
	 * Create a result that says no more than its Reason Codes.
	 * @param reasonCodes one for each filter in the order given
	 */
	public UnsubscribeResult(List<ReasonCode> reasonCodes) {
		this(reasonCodes, null, List.of());
	}

}
