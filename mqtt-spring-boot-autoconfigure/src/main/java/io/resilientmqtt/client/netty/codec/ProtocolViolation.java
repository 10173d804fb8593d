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

import io.netty.handler.codec.DecoderException;
import io.resilientmqtt.message.ReasonCode;

/**
 * The broker sent something the specification forbids. The link is closed with the Reason
 * Code.
 */
public final class ProtocolViolation extends DecoderException {

	private final ReasonCode reasonCode;

	/** Whether the broker refused the connection by it, and is to be understood so. */
	private final boolean refusal;

	public ProtocolViolation(ReasonCode reasonCode, String message) {
		this(reasonCode, message, false);
	}

	private ProtocolViolation(ReasonCode reasonCode, String message, boolean refusal) {
		super(message);
		this.reasonCode = reasonCode;
		this.refusal = refusal;
	}

	public boolean isRefusal() {
		return this.refusal;
	}

	public ReasonCode reasonCode() {
		return this.reasonCode;
	}

	/**
	 * What the broker sent is to blame, not the code that found it.
	 */
	@Override
	public Throwable fillInStackTrace() {
		return this;
	}

	public static ProtocolViolation malformed(String message) {
		return new ProtocolViolation(ReasonCode.MALFORMED_PACKET, message);
	}

	/**
	 * The broker refused the connection with a return code that MQTT 3.1.1 does not have
	 * [MQTT 3.1.1, 3.2.2.3].
	 * @param code the code, above 5
	 * @return the violation
	 */
	static ProtocolViolation reservedReturnCode(int code) {
		ReasonCode meaning = AllowedReasonCodes.contain(PacketType.CONNACK, code) ? ReasonCode.of(code) : null;
		return new ProtocolViolation(ReasonCode.ofConnectReturnCode(code),
				"return code %d (0x%02X), which MQTT 3.1.1 does not have".formatted(code, code)
						+ ((meaning != null) ? "; in MQTT 5 it means " + meaning.describe() : ""),
				true);
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
