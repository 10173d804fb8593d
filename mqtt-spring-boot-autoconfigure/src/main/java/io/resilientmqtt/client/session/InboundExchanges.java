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

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;

/**
 * The QoS 2 messages received whose exchange is not over, which keeps each from being
 * delivered twice (behaviour S24). Outlives connections. Belongs to the event loop.
 */
public final class InboundExchanges {

	private final BitSet received = new BitSet();

	/** What lost connections have left unacknowledged. */
	private final Map<Integer, PendingAck> owed = new HashMap<>();

	/** {@code null} without a store. */
	private final @Nullable SessionJournal<?> journal;

	/** Told what the store has forgotten, on the present connection. */
	private @Nullable IntConsumer forgotten;

	/**
	 * Create without any, which end with the process.
	 */
	InboundExchanges() {
		this(null);
	}

	/**
	 * Create without any.
	 * @param journal keeps what has been handled, or {@code null}
	 */
	InboundExchanges(@Nullable SessionJournal<?> journal) {
		this.journal = journal;
	}

	/**
	 * A message was handled by an earlier process.
	 * @param packetId its Packet Identifier
	 */
	void restore(int packetId) {
		this.received.set(packetId);
	}

	/**
	 * Have somebody told what the store has forgotten, so that PUBCOMP may leave.
	 * @param forgotten takes Packet Identifiers, or {@code null} for nobody
	 */
	public void onForgotten(@Nullable IntConsumer forgotten) {
		this.forgotten = forgotten;
	}

	/**
	 * The store has forgotten a message.
	 * @param packetId its Packet Identifier
	 */
	public void forgotten(int packetId) {
		if (this.forgotten != null) {
			this.forgotten.accept(packetId);
		}
	}

	/**
	 * A message has been handled.
	 * @param packetId its Packet Identifier
	 * @return whether the store knows, so that PUBREC may leave
	 */
	public boolean handled(int packetId) {
		return this.journal == null || this.journal.handled(packetId);
	}

	/**
	 * A QoS 2 PUBLISH arrived.
	 * @param packetId its Packet Identifier
	 * @return {@code false} if it was received before and must not be delivered again
	 * [MQTT-4.3.3-10]
	 */
	public boolean publish(int packetId) {
		PendingAck ack = this.owed.get(packetId);
		if (ack != null && ack.isDone() && ack.isAbandoned()) {
			forget(packetId);
		}
		boolean isNew = !this.received.get(packetId);
		this.received.set(packetId);
		return isNew;
	}

	/**
	 * A PUBREL arrived: its identifier may be used for a new message.
	 * @param packetId its Packet Identifier
	 * @return what PUBCOMP says, and when
	 */
	public Release pubrel(int packetId) {
		boolean known = this.received.get(packetId);
		this.received.clear(packetId);
		this.owed.remove(packetId);
		if (this.journal != null && !this.journal.released(packetId)) {
			return Release.LATER;
		}
		return known ? Release.KNOWN : Release.UNKNOWN;
	}

	/**
	 * A message was not handled and is not acknowledged: it has to be delivered when it
	 * comes again.
	 * @param packetId its Packet Identifier
	 */
	public void forget(int packetId) {
		this.received.clear(packetId);
		this.owed.remove(packetId);
		if (this.journal != null) {
			this.journal.released(packetId);
		}
	}

	/**
	 * The connection has ended with an acknowledgement owed: the broker will send the
	 * message again, and PUBREC is due only once the first has been dealt with.
	 * @param ack the acknowledgement
	 */
	public void owe(PendingAck ack) {
		if (ack.isExactlyOnce() && this.received.get(ack.packetId())) {
			this.owed.put(ack.packetId(), ack);
		}
	}

	/**
	 * Take over what an earlier connection has left unacknowledged.
	 * @param packetId the Packet Identifier of a PUBLISH that was received before
	 * @return its acknowledgement, or {@code null} if it has been acknowledged
	 */
	public @Nullable PendingAck takeOwed(int packetId) {
		return this.owed.remove(packetId);
	}

	/**
	 * The broker has lost the session.
	 */
	void clear() {
		this.received.clear();
		this.owed.clear();
		if (this.journal != null) {
			this.journal.clearReceived();
		}
	}

	/**
	 * What becomes of a PUBREL.
	 */
	public enum Release {

		/** The identifier was known, and is free. */
		KNOWN,

		/** The identifier was not known. */
		UNKNOWN,

		/**
		 * It was known, and is free once the store has {@linkplain #onForgotten
		 * forgotten} it.
		 */
		LATER

	}

}
