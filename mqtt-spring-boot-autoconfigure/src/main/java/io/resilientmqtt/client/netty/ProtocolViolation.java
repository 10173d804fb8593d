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

import io.netty.handler.codec.DecoderException;
import io.resilientmqtt.message.ReasonCode;

/**
 * The broker sent something the specification forbids. The link is closed with the Reason
 * Code.
 */
final class ProtocolViolation extends DecoderException {

	private final ReasonCode reasonCode;

	ProtocolViolation(ReasonCode reasonCode, String message) {
		super(message);
		this.reasonCode = reasonCode;
	}

	ReasonCode reasonCode() {
		return this.reasonCode;
	}

	/**
	 * What the broker sent is to blame, not the code that found it.
	 */
	@Override
	public Throwable fillInStackTrace() {
		return this;
	}

	static ProtocolViolation malformed(String message) {
		return new ProtocolViolation(ReasonCode.MALFORMED_PACKET, message);
	}

	/**
	 * The broker explained itself although it was asked not to [MQTT-3.1.2-29].
	 * @param packet the packet in which it did
	 * @return the violation
	 */
	static ProtocolViolation problemInformation(String packet) {
		return new ProtocolViolation(ReasonCode.PROTOCOL_ERROR,
				packet + " has a reason string or user properties, though the Request Problem Information of CONNECT "
						+ "is 0 (mqtt.v5.request-problem-information) [MQTT-3.1.2-29]");
	}

}
