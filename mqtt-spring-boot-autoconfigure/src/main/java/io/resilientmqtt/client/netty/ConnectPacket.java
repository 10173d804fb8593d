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

package io.resilientmqtt.client.netty;

import java.time.Duration;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.resilientmqtt.client.BrokerLimits;
import io.resilientmqtt.client.Credentials;
import io.resilientmqtt.client.Mqtt5Options;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Will;
import io.resilientmqtt.client.netty.codec.ReasonPacket;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PublishProperties;
import org.jspecify.annotations.Nullable;

/**
 * Writes CONNECT from the options (behaviour S2). Stateless.
 */
final class ConnectPacket {

	/** What a CONNECT without one means [MQTT 5, 3.1.2.11.3]. */
	static final int RECEIVE_MAXIMUM_UNLESS_SAID = 65535;

	private ConnectPacket() {
	}

	static MqttConnectMessage of(MqttClientOptions options, ConnectParameters parameters, Credentials credentials,
			MqttProperties authentication) {
		ProtocolVersion version = parameters.version();
		Will will = options.will();
		MqttMessage message = (will != null) ? will.message() : null;
		boolean v5 = version == ProtocolVersion.MQTT_5;
		MqttConnectVariableHeader header = new MqttConnectVariableHeader("MQTT", version.level(),
				credentials.username() != null, credentials.password() != null, message != null && message.retain(),
				(message != null) ? message.qos().value() : 0, message != null, parameters.cleanStart(),
				(int) options.liveness().keepAlive().toSeconds(),
				v5 ? properties(options, authentication) : MqttProperties.NO_PROPERTIES);
		MqttConnectPayload payload = new MqttConnectPayload(parameters.clientId(),
				(v5 && will != null) ? willProperties(will) : MqttProperties.NO_PROPERTIES,
				(message != null) ? message.topic() : null, (message != null) ? message.payload() : null,
				credentials.username(), credentials.password());
		return new MqttConnectMessage(
				new MqttFixedHeader(MqttMessageType.CONNECT, false, MqttQoS.AT_MOST_ONCE, false, 0), header, payload);
	}

	private static MqttProperties properties(MqttClientOptions options, MqttProperties authentication) {
		MqttProperties properties = new MqttProperties();
		authentication.listAll().forEach(properties::add);
		Mqtt5Options v5 = options.v5();
		Duration expiry = options.sessionExpiryInterval();
		if (v5.sessionExpiryInterval() != null || !expiry.isZero()) {
			addInteger(properties, MqttProperties.SESSION_EXPIRY_INTERVAL, (int) expiry.toSeconds());
		}
		if (options.runtime().maximumPacketSize() < BrokerLimits.LARGEST_PACKET) {
			addInteger(properties, MqttProperties.MAXIMUM_PACKET_SIZE, options.runtime().maximumPacketSize());
		}
		if (v5.receiveMaximum() < RECEIVE_MAXIMUM_UNLESS_SAID) {
			addInteger(properties, MqttProperties.RECEIVE_MAXIMUM, v5.receiveMaximum());
		}
		if (v5.topicAliasMaximum() > 0) {
			addInteger(properties, MqttProperties.TOPIC_ALIAS_MAXIMUM, v5.topicAliasMaximum());
		}
		if (!v5.requestProblemInformation()) {
			addInteger(properties, MqttProperties.REQUEST_PROBLEM_INFORMATION, 0);
		}
		if (v5.requestResponseInformation()) {
			addInteger(properties, MqttProperties.REQUEST_RESPONSE_INFORMATION, 1);
		}
		ReasonPacket.addUserProperties(properties, v5.userProperties());
		return properties;
	}

	private static MqttProperties willProperties(Will will) {
		MqttProperties properties = new MqttProperties();
		PublishProperties message = will.message().properties();
		if (!will.delayInterval().isZero()) {
			addInteger(properties, MqttProperties.WILL_DELAY_INTERVAL, (int) will.delayInterval().toSeconds());
		}
		if (message.payloadFormat() != null) {
			addInteger(properties, MqttProperties.PAYLOAD_FORMAT_INDICATOR, message.payloadFormat().ordinal());
		}
		if (message.messageExpiry() != null) {
			addInteger(properties, MqttProperties.PUBLICATION_EXPIRY_INTERVAL,
					(int) message.messageExpiry().toSeconds());
		}
		addString(properties, MqttProperties.CONTENT_TYPE, message.contentType());
		addString(properties, MqttProperties.RESPONSE_TOPIC, message.responseTopic());
		byte[] correlationData = message.correlationData();
		if (correlationData != null) {
			properties.add(new MqttProperties.BinaryProperty(MqttProperties.CORRELATION_DATA, correlationData));
		}
		ReasonPacket.addUserProperties(properties, message.userProperties());
		return properties;
	}

	private static void addInteger(MqttProperties properties, int id, int value) {
		properties.add(new MqttProperties.IntegerProperty(id, value));
	}

	private static void addString(MqttProperties properties, int id, @Nullable String value) {
		if (value != null) {
			properties.add(new MqttProperties.StringProperty(id, value));
		}
	}

}
