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

import io.resilientmqtt.client.Mqtt5Options;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.convert.DurationUnit;

/**
 * MQTT 5.
 *
 * @param sessionExpiryInterval How long the server keeps the session after the connection
 * ends. If a duration suffix is not specified, seconds will be used. When not set, a
 * persistent session does not expire.
 * @param receiveMaximum How many QoS 1 and 2 messages the server may send before the
 * first of them is acknowledged, 1 to 65535.
 * @param receiveOverrun What happens when the server sends more than the receive maximum.
 * @param topicAlias Whether topics are published by alias, as far as the server allows.
 * @param topicAliasMaximum How many topic aliases the server may use, 0 to 65535.
 * @param qosDowngrade Whether a message of a higher QoS than the server accepts is
 * published with the highest it does. If not, publishing it fails.
 * @param requestProblemInformation Whether the server may explain failures by reason
 * strings and user properties in any packet.
 * @param requestResponseInformation Whether to ask the server where answers to requests
 * may be sent.
 * @param userProperties User Properties of CONNECT, in order, each with a name and a
 * value, or as a map. In a list names may repeat.
 * @param userPropertiesByName User Properties of CONNECT, in order, each with a name and
 * a value, or as a map. In a list names may repeat.
 * @param acknowledgement What acknowledgements say besides Success.
 */
public record Mqtt5Properties(@Nullable @DurationUnit(ChronoUnit.SECONDS) Duration sessionExpiryInterval,
		@DefaultValue("65535") int receiveMaximum, @DefaultValue("pause") Mqtt5Options.ReceiveOverrun receiveOverrun,
		@DefaultValue("auto") Mqtt5Options.TopicAlias topicAlias, @DefaultValue("0") int topicAliasMaximum,
		@DefaultValue("false") boolean qosDowngrade, @DefaultValue("true") boolean requestProblemInformation,
		@DefaultValue("false") boolean requestResponseInformation,
		@DefaultValue List<MqttProperties.UserProperty> userProperties,
		@Name("user-properties") @DefaultValue Map<String, String> userPropertiesByName,
		@DefaultValue Acknowledgement acknowledgement) {

	public Mqtt5Properties {
		userProperties = MqttProperties.UserProperty.merge(userProperties, userPropertiesByName);
		userPropertiesByName = Map.of();
	}

	/**
	 * What PUBACK, PUBREC, PUBREL and PUBCOMP say besides Success.
	 *
	 * @param reasonString Sentence for people.
	 * @param userProperties User Properties, in order, each with a name and a value, or
	 * as a map. In a list names may repeat.
	 * @param userPropertiesByName User Properties, in order, each with a name and a
	 * value, or as a map. In a list names may repeat.
	 */
	public record Acknowledgement(@Nullable String reasonString,
			@DefaultValue List<MqttProperties.UserProperty> userProperties,
			@Name("user-properties") @DefaultValue Map<String, String> userPropertiesByName) {

		public Acknowledgement {
			userProperties = MqttProperties.UserProperty.merge(userProperties, userPropertiesByName);
			userPropertiesByName = Map.of();
		}

	}

}
