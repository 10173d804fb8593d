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
import java.util.List;

import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * A CONNACK that accepted the connection. What follows the limits is of MQTT 5 alone.
 *
 * @param reasonCode the Reason Code, {@link ReasonCode#SUCCESS}
 * @param sessionPresent whether the broker still had the session
 * @param protocolVersion the version in use
 * @param clientId the Client Identifier in use, which an MQTT 5 broker may have assigned
 * @param limits what the broker allows
 * @param sessionExpiryInterval how long the broker keeps the session after the connection
 * ends: what it said or else what it was asked for; {@link Mqtt5Options#NEVER_EXPIRES}
 * for ever; {@code null} under MQTT 3.1.1
 * @param reasonString what the broker says for people, or {@code null}
 * @param userProperties the User Properties in order, possibly empty
 * @param responseInformation what response topics are to be made from, or {@code null}
 * unless asked for ({@link Mqtt5Options#requestResponseInformation()}) and given
 * @param serverReference another server to use, or {@code null}
 */
public record ConnectResult(ReasonCode reasonCode, boolean sessionPresent, ProtocolVersion protocolVersion,
		String clientId, BrokerLimits limits, @Nullable Duration sessionExpiryInterval, @Nullable String reasonString,
		List<UserProperty> userProperties, @Nullable String responseInformation, @Nullable String serverReference) {

	public ConnectResult {
		userProperties = List.copyOf(userProperties);
	}

	/**
	 * Create the result of a CONNACK that says no more than it has to.
	 * @param reasonCode the Reason Code
	 * @param sessionPresent whether the broker still had the session
	 * @param protocolVersion the version in use
	 * @param clientId the Client Identifier in use
	 * @param limits what the broker allows
	 */
	public ConnectResult(ReasonCode reasonCode, boolean sessionPresent, ProtocolVersion protocolVersion,
			String clientId, BrokerLimits limits) {
		this(reasonCode, sessionPresent, protocolVersion, clientId, limits, null, null, List.of(), null, null);
	}

}
