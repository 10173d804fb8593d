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

import java.time.Instant;
import java.util.List;

import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * What became of a stored publication that nobody waits for any more: it was accepted by
 * {@link MqttClient#store}, or by a process that has ended.
 *
 * @param topic the topic name
 * @param qos the QoS asked for
 * @param userProperties the User Properties of the message
 * @param acceptedAt when it was accepted
 * @param failure why it was not published and will not be, or {@code null} if the broker
 * has acknowledged it
 */
public record StoredDelivery(String topic, QoS qos, List<UserProperty> userProperties, Instant acceptedAt,
		@Nullable MqttPublishException failure) {

}
