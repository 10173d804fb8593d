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

import java.time.Duration;

import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.message.QoS;
import org.jspecify.annotations.Nullable;

/**
 * Told what became of each publication. Meant for meters: it is called on the event loop,
 * on the publisher's thread or on one that runs stages, by several threads at once, and
 * must not wait for anything. What it throws is logged. While there is none, publications
 * cost nothing for it.
 */
@FunctionalInterface
public interface PublicationListener {

	/**
	 * A publication has ended, unless its caller cancelled or completed it.
	 * @param qos the QoS the message was published with
	 * @param failure why it failed, or {@code null} if it succeeded
	 * @param nanos the time from the call to the end
	 * @see Duration#ofNanos(long)
	 */
	void ended(QoS qos, @Nullable Reason failure, long nanos);

}
