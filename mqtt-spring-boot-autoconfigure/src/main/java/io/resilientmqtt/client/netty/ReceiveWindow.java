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

import io.resilientmqtt.client.Mqtt5Options.ReceiveOverrun;
import io.resilientmqtt.client.netty.codec.ProtocolViolation;
import io.resilientmqtt.message.ReasonCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts how many messages of QoS 1 and 2 the broker has sent that are not acknowledged,
 * and sees to it that it sends no more than it may [MQTT-3.3.4-9]. Under 3.1.1 there is
 * no limit. One for each link, on its event loop.
 */
final class ReceiveWindow {

	private static final Logger logger = LoggerFactory.getLogger(ReceiveWindow.class);

	/** As many messages as a broker may leave unacknowledged. */
	private static final int MAX_EXTENSION = 65_535;

	private final String clientId;

	/** How many more may come than are acknowledged. */
	private final int receiveMaximum;

	/** Whether a broker that sends more than it may is told so. */
	private final boolean disconnects;

	/** How many the broker may send now, by the rules of its send quota. */
	private int quota;

	/** How many wait to be dealt with. */
	private int held;

	/** How many may wait beyond the Receive Maximum. */
	private int extension;

	/** How many have been dealt with, and had been when that was noted. */
	private long settled;

	private long noted;

	private boolean overrun;

	private boolean logged;

	ReceiveWindow(ClientContext client, boolean v5) {
		this.clientId = client.label();
		this.receiveMaximum = v5 ? client.options().v5().receiveMaximum() : Integer.MAX_VALUE;
		this.disconnects = v5 && client.options().v5().receiveOverrun() == ReceiveOverrun.DISCONNECT;
		this.quota = this.receiveMaximum;
	}

	/**
	 * Return the Receive Maximum that CONNECT has stated. The default is not sent, and a
	 * broker then takes its own: 20 with a Mosquitto of default configuration.
	 * @return the Receive Maximum, or 0 if none was stated
	 */
	int stated() {
		return (this.receiveMaximum < ConnectPacket.RECEIVE_MAXIMUM_UNLESS_SAID) ? this.receiveMaximum : 0;
	}

	/**
	 * Return whether there is room for one more message.
	 * @return {@code false} if it would be more than the Receive Maximum, in which case
	 * {@link #endsOverrun()} will tell that there is room again
	 * @throws ProtocolViolation if the broker may not have sent it yet and is to be told
	 */
	boolean hasRoom() {
		this.quota--;
		if (this.quota < 0 && this.disconnects) {
			throw new ProtocolViolation(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED, "more than the " + this.receiveMaximum
					+ " unacknowledged messages of mqtt.v5.receive-maximum [MQTT-3.3.4-9]");
		}
		if (hasSpace()) {
			return true;
		}
		this.overrun = true;
		this.quota++;
		if (!this.logged) {
			this.logged = true;
			logger.warn("The broker sends MQTT client '{}' more than mqtt.v5.receive-maximum ({}): nothing is read "
					+ "until messages are acknowledged", this.clientId, this.receiveMaximum);
		}
		return false;
	}

	private boolean hasSpace() {
		return this.held < (long) this.receiveMaximum + this.extension;
	}

	/**
	 * Return whether the broker may send nothing until something is acknowledged.
	 * @return whether as many as may are not acknowledged
	 */
	boolean isUsedUp() {
		return this.held >= this.receiveMaximum;
	}

	void received() {
		this.held++;
	}

	/**
	 * A message has been dealt with.
	 */
	void settled() {
		this.held--;
		this.settled++;
		if (this.held < this.receiveMaximum) {
			this.extension = 0;
		}
	}

	/**
	 * The broker may send one more: PUBACK, PUBCOMP or a PUBREC with an error is on its
	 * way to it [MQTT 5, 4.9].
	 */
	void restoreQuota() {
		this.quota = Math.min(this.receiveMaximum, this.quota + 1);
	}

	boolean isOverrun() {
		return this.overrun;
	}

	/**
	 * Return whether there is room again after there was none.
	 * @return {@code true} once for each time
	 */
	boolean endsOverrun() {
		if (this.overrun && hasSpace()) {
			this.overrun = false;
			return true;
		}
		return false;
	}

	/**
	 * Remember how far the receivers have come.
	 */
	void noteProgress() {
		this.noted = this.settled;
	}

	/**
	 * If there is no room and nothing has been dealt with since {@link #noteProgress()},
	 * let as many more messages come as may anyhow.
	 * @return whether there is room now
	 */
	boolean extendIfStalled() {
		if (!this.overrun || this.settled != this.noted || this.extension >= MAX_EXTENSION) {
			return false;
		}
		this.extension = (int) Math.min(MAX_EXTENSION, (long) this.extension + this.receiveMaximum);
		return endsOverrun();
	}

}
