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
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * Completes the handling of one received message. For QoS 1 and 2 the broker is told once
 * every receiver of the message has acknowledged it; acknowledgements leave in the order
 * the messages arrived [MQTT-4.6.0-2]. After the connection a message came on is lost,
 * acknowledging it does nothing: the broker sends it again.
 */
@FunctionalInterface
public interface DeliveryReceipt {

	/**
	 * Acknowledge the message. May be called from any thread; calls after the first do
	 * nothing.
	 */
	void acknowledge();

	/**
	 * Acknowledge the message and say more: an MQTT 5 broker gets the properties with the
	 * PUBACK or the PUBREC, instead of those of {@code mqtt.v5.acknowledgement}. When
	 * several receivers of a message say something, one of them is heard. Under MQTT
	 * 3.1.1 they are left out. May be called from any thread; does nothing after
	 * {@link #acknowledge()}.
	 * @param properties what to say; left out as far as the broker's Maximum Packet Size
	 * has no room for it
	 */
	default void acknowledge(ReasonProperties properties) {
		acknowledge();
	}

	/**
	 * Refuse the message: an MQTT 5 broker is told so by the PUBACK, or by the PUBREC,
	 * which ends the exchange, and does not send it again. Under MQTT 3.1.1, which has no
	 * way to say so, the message is acknowledged. When one of several receivers refuses a
	 * message it is refused. May be called from any thread; does nothing after
	 * {@link #acknowledge()}.
	 * @param reasonCode one of {@link ReasonCode#UNSPECIFIED_ERROR},
	 * {@link ReasonCode#IMPLEMENTATION_SPECIFIC_ERROR},
	 * {@link ReasonCode#NOT_AUTHORIZED}, {@link ReasonCode#TOPIC_NAME_INVALID},
	 * {@link ReasonCode#PACKET_IDENTIFIER_IN_USE}, {@link ReasonCode#QUOTA_EXCEEDED} and
	 * {@link ReasonCode#PAYLOAD_FORMAT_INVALID}
	 * @param reasonString a sentence for people, or {@code null}; not sent, like the user
	 * properties, if the broker's Maximum Packet Size has no room for it
	 * @param userProperties user properties in order
	 * @throws IllegalArgumentException if a PUBACK can't have the Reason Code, or a
	 * string can't be sent as a UTF-8 Encoded String
	 */
	default void reject(ReasonCode reasonCode, @Nullable String reasonString, UserProperty... userProperties) {
		acknowledge();
	}

	/**
	 * Leave the message to the broker, which sends it again on the next connection of a
	 * persistent session; it does not hold up acknowledgements behind it. May be called
	 * from any thread; does nothing after {@link #acknowledge()}.
	 */
	default void abandon() {
	}

}
