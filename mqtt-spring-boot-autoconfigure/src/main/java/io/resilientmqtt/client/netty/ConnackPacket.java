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

import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.resilientmqtt.client.BrokerLimits;
import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.netty.codec.ProtocolViolation;
import io.resilientmqtt.client.netty.codec.ReceivedProperties;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * Reads CONNACK. Stateless.
 */
final class ConnackPacket {

	private ConnackPacket() {
	}

	static ReasonCode reasonCode(MqttConnAckMessage connack, ProtocolVersion version) {
		int value = connack.variableHeader().connectReturnCode().byteValue() & 0xFF;
		if (version != ProtocolVersion.MQTT_5) {
			return ReasonCode.ofConnectReturnCode(value);
		}
		ReasonCode reasonCode = ReasonCode.of(value);
		return (reasonCode != null) ? reasonCode : ReasonCode.UNSPECIFIED_ERROR;
	}

	static ConnectionCause refusal(MqttConnAckMessage connack, ReasonCode reasonCode) {
		return Causes.ofBroker("The broker refused the connection", reasonCode, connack.variableHeader().properties());
	}

	static ConnectResult result(MqttConnAckMessage connack, MqttClientOptions options, ConnectParameters parameters) {
		MqttProperties properties = connack.variableHeader().properties();
		BrokerLimits none = BrokerLimits.none(options.liveness().keepAlive());
		Integer receiveMaximum = integer(properties, MqttProperties.RECEIVE_MAXIMUM);
		Integer maximumQoS = integer(properties, MqttProperties.MAXIMUM_QOS);
		Integer retainAvailable = integer(properties, MqttProperties.RETAIN_AVAILABLE);
		Integer maximumPacketSize = integer(properties, MqttProperties.MAXIMUM_PACKET_SIZE);
		Integer keepAlive = integer(properties, MqttProperties.SERVER_KEEP_ALIVE);
		Integer topicAliasMaximum = integer(properties, MqttProperties.TOPIC_ALIAS_MAXIMUM);
		requireNotZero("Receive Maximum", receiveMaximum);
		requireNotZero("Maximum Packet Size", maximumPacketSize);
		BrokerLimits limits = new BrokerLimits((receiveMaximum != null) ? receiveMaximum : none.receiveMaximum(),
				(maximumQoS != null) ? QoS.of(maximumQoS) : none.maximumQoS(),
				retainAvailable == null || retainAvailable == 1,
				(maximumPacketSize != null) ? Integer.toUnsignedLong(maximumPacketSize) : none.maximumPacketSize(),
				(keepAlive != null) ? Duration.ofSeconds(keepAlive) : none.keepAlive(),
				(topicAliasMaximum != null) ? topicAliasMaximum : none.topicAliasMaximum(),
				isAvailable(properties, MqttProperties.WILDCARD_SUBSCRIPTION_AVAILABLE),
				isAvailable(properties, MqttProperties.SUBSCRIPTION_IDENTIFIER_AVAILABLE),
				isAvailable(properties, MqttProperties.SHARED_SUBSCRIPTION_AVAILABLE));
		String assigned = ReceivedProperties.string(properties, MqttProperties.ASSIGNED_CLIENT_IDENTIFIER);
		return new ConnectResult(ReasonCode.SUCCESS, connack.variableHeader().isSessionPresent(), parameters.version(),
				(assigned != null) ? assigned : parameters.clientId(), limits,
				sessionExpiry(properties, options, parameters),
				ReceivedProperties.string(properties, MqttProperties.REASON_STRING),
				ReceivedProperties.userProperties(properties),
				ReceivedProperties.string(properties, MqttProperties.RESPONSE_INFORMATION),
				ReceivedProperties.string(properties, MqttProperties.SERVER_REFERENCE));
	}

	/**
	 * Return the Session Expiry Interval in force: the broker's, or the one asked for if
	 * it says nothing [MQTT 5, 3.2.2.3.2].
	 * @param properties the properties of CONNACK
	 * @param options has what was asked for
	 * @param parameters has the version
	 * @return the interval, or {@code null} under MQTT 3.1.1
	 */
	private static @Nullable Duration sessionExpiry(MqttProperties properties, MqttClientOptions options,
			ConnectParameters parameters) {
		if (parameters.version() != ProtocolVersion.MQTT_5) {
			return null;
		}
		Integer seconds = integer(properties, MqttProperties.SESSION_EXPIRY_INTERVAL);
		return (seconds != null) ? Duration.ofSeconds(Integer.toUnsignedLong(seconds))
				: options.sessionExpiryInterval();
	}

	private static @Nullable Integer integer(MqttProperties properties, int id) {
		return ReceivedProperties.integer(properties, id);
	}

	private static void requireNotZero(String name, @Nullable Integer value) {
		if (value != null && value == 0) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "CONNACK with " + name + " 0");
		}
	}

	private static boolean isAvailable(MqttProperties properties, int id) {
		Integer value = integer(properties, id);
		return value == null || value == 1;
	}

}
