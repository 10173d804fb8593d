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

package io.resilientmqtt.observation;

import io.micrometer.common.KeyValues;
import io.resilientmqtt.observation.MqttObservation.HighCardinalityKey;
import io.resilientmqtt.observation.MqttObservation.LowCardinalityKey;

/**
 * The keys that the observation of messages that a template publishes has unless another
 * convention is given.
 */
public class DefaultMqttTemplateObservationConvention implements MqttTemplateObservationConvention {

	@Override
	public String getContextualName(MqttPublishContext context) {
		return "mqtt publish";
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(MqttPublishContext context) {
		return KeyValues.of(LowCardinalityKey.MESSAGING_SYSTEM.withValue("mqtt"),
				LowCardinalityKey.MESSAGING_OPERATION.withValue("publish"),
				LowCardinalityKey.CLIENT.withValue(context.getClientName()),
				LowCardinalityKey.QOS.withValue(String.valueOf(context.getMessage().qos().value())));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(MqttPublishContext context) {
		return KeyValues.of(HighCardinalityKey.MESSAGING_DESTINATION_NAME.withValue(context.getMessage().topic()),
				HighCardinalityKey.MESSAGING_MESSAGE_BODY_SIZE
					.withValue(String.valueOf(context.getMessage().payloadSize())));
	}

}
