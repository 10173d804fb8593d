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

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

import io.resilientmqtt.message.PayloadFormat;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.convert.DurationUnit;

/**
 * The will.
 *
 * @param topic Topic of the will. Without one there is no will.
 * @param payload Payload of the will.
 * @param qos QoS of the will.
 * @param retain Whether the server retains the will.
 * @param delayInterval How long the server waits before it publishes the will (MQTT 5).
 * If a duration suffix is not specified, seconds will be used.
 * @param properties Properties of the will (MQTT 5).
 */
public record MqttWillProperties(@Nullable String topic, @DefaultValue("") String payload, @DefaultValue("0") int qos,
		@DefaultValue("false") boolean retain,
		@DefaultValue("0s") @DurationUnit(ChronoUnit.SECONDS) Duration delayInterval,
		@DefaultValue Properties properties) {

	/**
	 * Leave out the payload.
	 */
	@Override
	public String toString() {
		return "MqttWillProperties[topic=" + this.topic + ", qos=" + this.qos + ", retain=" + this.retain + "]";
	}

	/**
	 * Properties of the will.
	 *
	 * @param payloadFormatIndicator Whether the payload is text in UTF-8 or just bytes.
	 * @param messageExpiryInterval How long the will is worth delivering. If a duration
	 * suffix is not specified, seconds will be used.
	 * @param contentType Content Type of the payload, usually a MIME type.
	 * @param responseTopic Topic on which an answer is expected.
	 * @param correlationData Data that comes back with an answer, as text or, behind
	 * "base64:", in Base64.
	 * @param userProperties User Properties, in order, each with a name and a value, or
	 * as a map. In a list names may repeat.
	 * @param userPropertiesByName User Properties, in order, each with a name and a
	 * value, or as a map. In a list names may repeat.
	 */
	public record Properties(@Nullable PayloadFormat payloadFormatIndicator,
			@Nullable @DurationUnit(ChronoUnit.SECONDS) Duration messageExpiryInterval, @Nullable String contentType,
			@Nullable String responseTopic, @Nullable String correlationData,
			@DefaultValue List<MqttProperties.UserProperty> userProperties,
			@Name("user-properties") @DefaultValue Map<String, String> userPropertiesByName) {

		public Properties {
			userProperties = MqttProperties.UserProperty.merge(userProperties, userPropertiesByName);
			userPropertiesByName = Map.of();
		}

		/**
		 * Leave out what may be secret.
		 */
		@Override
		public String toString() {
			return "MqttWillProperties.Properties[contentType=" + this.contentType + ", responseTopic="
					+ this.responseTopic + "]";
		}

	}

}
