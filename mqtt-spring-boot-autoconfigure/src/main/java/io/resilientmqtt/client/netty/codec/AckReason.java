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

package io.resilientmqtt.client.netty.codec;

import io.resilientmqtt.client.ReasonProperties;
import io.resilientmqtt.message.ReasonCode;

/**
 * What an acknowledgement says besides which packet it belongs to, where it is more than
 * Success alone.
 *
 * @param reasonCode the Reason Code
 * @param properties the properties
 */
public record AckReason(ReasonCode reasonCode, ReasonProperties properties) {

	/** To a PUBREC or PUBREL nothing is known about [MQTT 5, 3.6.2.1, 3.7.2.1]. */
	public static final AckReason PACKET_IDENTIFIER_NOT_FOUND = new AckReason(ReasonCode.PACKET_IDENTIFIER_NOT_FOUND,
			ReasonProperties.NONE);

	/**
	 * Return the reason for which a received message is refused.
	 * @param reasonCode the Reason Code
	 * @param properties what explains it
	 * @return the reason
	 * @throws IllegalArgumentException if a PUBACK can't have the Reason Code
	 */
	public static AckReason refusal(ReasonCode reasonCode, ReasonProperties properties) {
		if (!reasonCode.isError() || !AllowedReasonCodes.contain(PacketType.PUBACK, reasonCode.value())) {
			throw new IllegalArgumentException("a message can't be refused with " + reasonCode.describe()
					+ "; use one of UNSPECIFIED_ERROR, IMPLEMENTATION_SPECIFIC_ERROR, NOT_AUTHORIZED, "
					+ "TOPIC_NAME_INVALID, PACKET_IDENTIFIER_IN_USE, QUOTA_EXCEEDED, PAYLOAD_FORMAT_INVALID");
		}
		return new AckReason(reasonCode, properties);
	}

	/**
	 * Return whether it refuses the message.
	 * @return {@code false} for Success
	 */
	public boolean isRefusal() {
		return this.reasonCode.isError();
	}

}
