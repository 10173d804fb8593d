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

import java.time.Duration;

import io.resilientmqtt.message.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * With {@link AckMode#MANUAL}, what a listener ends the handling of a message with, or of
 * a batch. It may do so from any thread, also after it has returned; calls after the
 * first have no effect. A message left without an answer stays unacknowledged, and as
 * many of them as may wait hold up the listener.
 */
public interface Acknowledgment {

	/**
	 * The message has been handled: acknowledge it to the broker. Acknowledgements leave
	 * in the order the messages arrived, and not on another connection than the messages
	 * came on.
	 */
	void acknowledge();

	/**
	 * The message has not been handled: hand it over again. Until then messages that have
	 * to stay in order with it wait; others go on, and no thread waits.
	 * @param pause how long to wait, zero or more
	 * @throws IllegalArgumentException if it is negative
	 */
	void nack(Duration pause);

	/**
	 * The message can't be handled: refuse it to the broker, which does not send it
	 * again. Under MQTT 3.1.1, which has no way to say so, this acknowledges it.
	 * @param reasonCode why, one that a PUBACK may have
	 * @param reasonString why, in words for people, or {@code null}
	 * @throws IllegalArgumentException if a PUBACK can't have the Reason Code
	 * @see io.resilientmqtt.client.DeliveryReceipt#reject
	 */
	void reject(ReasonCode reasonCode, @Nullable String reasonString);

}
