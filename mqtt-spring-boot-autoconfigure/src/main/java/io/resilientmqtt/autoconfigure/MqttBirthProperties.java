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

package io.resilientmqtt.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The birth message, the opposite of the will.
 *
 * @param topic Topic of the birth message. Without one there is none. Needs a will, which
 * is the opposite.
 * @param payload Payload of the birth message.
 * @param qos QoS of the birth message.
 * @param retain Whether the server retains the birth message.
 */
public record MqttBirthProperties(@Nullable String topic, @DefaultValue("") String payload, @DefaultValue("0") int qos,
		@DefaultValue("false") boolean retain) {

	/**
	 * Leave out the payload.
	 */
	@Override
	public String toString() {
		return "MqttBirthProperties[topic=" + this.topic + ", qos=" + this.qos + ", retain=" + this.retain + "]";
	}

}
