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

package io.resilientmqtt.client.session;

import io.resilientmqtt.message.QoS;

/**
 * The acknowledgement a received message is owed. Made on the event loop; whoever handles
 * the message marks it done, on any thread.
 */
public abstract class PendingAck {

	private final int packetId;

	/** Written before {@link #done}, which makes it known. */
	private boolean abandoned;

	/** Likewise. */
	private boolean hasReason;

	private volatile boolean done;

	/**
	 * Create an acknowledgement that is owed.
	 * @param packetId the Packet Identifier of the PUBLISH, negative for QoS 2, 0 for QoS
	 * 0
	 */
	protected PendingAck(int packetId) {
		this.packetId = packetId;
	}

	/**
	 * Return what identifies a PUBLISH to its acknowledgement.
	 * @param qos its QoS
	 * @param packetId its Packet Identifier
	 * @return the value for the constructor
	 */
	public static int key(QoS qos, int packetId) {
		return (qos == QoS.EXACTLY_ONCE) ? -packetId : packetId;
	}

	/**
	 * Return the Packet Identifier of the PUBLISH.
	 * @return 1 to 65535
	 */
	public final int packetId() {
		return Math.abs(this.packetId);
	}

	/**
	 * Return whether PUBREC is owed instead of PUBACK.
	 * @return {@code true} for QoS 2
	 */
	public final boolean isExactlyOnce() {
		return this.packetId < 0;
	}

	/**
	 * Return whether any acknowledgement is owed.
	 * @return {@code false} for QoS 0
	 */
	public final boolean isOwed() {
		return this.packetId != 0;
	}

	/**
	 * Return whether the message has been dealt with.
	 * @return {@code true} if the acknowledgement may be sent
	 */
	public final boolean isDone() {
		return this.done;
	}

	/**
	 * Return whether the message is left to the broker. Only once it is {@link #isDone()
	 * done}.
	 * @return {@code true} if no acknowledgement is to be sent
	 */
	public final boolean isAbandoned() {
		return this.abandoned;
	}

	/**
	 * Return whether the acknowledgement has more to say than Success. Only once it is
	 * {@link #isDone() done}.
	 * @return {@code true} if it has a Reason Code or properties of its own
	 */
	public final boolean hasReason() {
		return this.hasReason;
	}

	/**
	 * Note that the message has been dealt with, and that there is something to say.
	 */
	protected final void markReason() {
		this.hasReason = true;
		this.done = true;
	}

	/**
	 * Note that the message is left to the broker.
	 */
	protected final void abandoned() {
		this.abandoned = true;
		this.done = true;
	}

	/**
	 * Note that the message has been dealt with.
	 */
	protected final void done() {
		this.done = true;
	}

}
