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

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import org.jspecify.annotations.Nullable;

/**
 * A publication from the call to its completion: the caller's future and the session's
 * bookkeeping in one object. But for the future itself it belongs to the event loop once
 * handed over; before that, {@link #link} is the hand-over's.
 *
 * @param <R> the result of the publication
 */
public abstract class OutboundPublish<R> extends AsyncFuture<R> implements PacketIds.Exchange {

	private static final long TENTH = 100_000_000;

	private static final byte IN_LINE = 0;

	private static final byte ASIDE = 1;

	private static final byte BEHIND_STORED = 2;

	private static final Phase[] PHASES = Phase.values();

	private final MqttMessage message;

	/**
	 * Next in whatever list this is in: the hand-over between threads, then the queue,
	 * then the publications in flight.
	 */
	@Nullable OutboundPublish<R> next;

	@Nullable OutboundPublish<R> previous;

	private long since;

	/** When it was first queued, in tenths of a second. */
	private int queuedAt;

	private char packetId;

	/** The ordinal of its phase: this object has to fit into 56 bytes. */
	private byte phase = (byte) Phase.QUEUED.ordinal();

	private byte transmissions;

	private boolean sentBefore;

	/** In which list of the queue it is. */
	private byte place = IN_LINE;

	/** As asked for by the message, unless lowered. */
	private byte qos;

	/**
	 * Create a publication that is not queued yet.
	 * @param message the message
	 */
	protected OutboundPublish(MqttMessage message) {
		this.message = message;
		this.qos = (byte) message.qos().value();
	}

	/**
	 * Return the message.
	 * @return the message
	 */
	public final MqttMessage message() {
		return this.message;
	}

	/**
	 * Return the QoS to publish with.
	 * @return the QoS of the message, or a lower one if the broker accepts no higher
	 */
	public final QoS qos() {
		return QoS.of(this.qos);
	}

	/**
	 * Lower the QoS to what the broker accepts.
	 * @param maximum the broker's Maximum QoS
	 */
	final void downgrade(QoS maximum) {
		this.qos = (byte) Math.min(this.qos, maximum.value());
	}

	/**
	 * Return the Packet Identifier.
	 * @return 1 to 65535, or 0 while it has none
	 */
	@Override
	public final int packetId() {
		return this.packetId;
	}

	@Override
	public final void packetId(int packetId) {
		this.packetId = (char) packetId;
	}

	/**
	 * Return how far the publication is.
	 * @return the phase
	 */
	public final Phase phase() {
		return PHASES[this.phase];
	}

	final void phase(Phase phase) {
		this.phase = (byte) phase.ordinal();
	}

	/**
	 * Return whether the next transmission carries the DUP flag [MQTT-3.3.1-1].
	 * @return {@code true} if it was sent before with this identifier
	 */
	public final boolean isRepeated() {
		return this.sentBefore || this.transmissions > 0;
	}

	/**
	 * Return how often its PUBLISH, or the PUBREL that follows, was sent on the present
	 * connection.
	 * @return the count, at most 127
	 */
	public final int transmissions() {
		return this.transmissions;
	}

	/**
	 * Note that it is being sent.
	 * @param now the time in nanoseconds
	 */
	public final void transmitted(long now) {
		this.since = now;
		if (this.transmissions < Byte.MAX_VALUE) {
			this.transmissions++;
		}
	}

	/**
	 * Return when it was queued, or last sent once it was sent.
	 * @return the time in nanoseconds
	 */
	public final long since() {
		return this.since;
	}

	/**
	 * Note that it is queued for the first time.
	 * @param now the time in nanoseconds
	 */
	final void queued(long now) {
		this.since = now;
		this.queuedAt = (int) (now / TENTH);
	}

	/**
	 * Return how long ago it was queued for the first time.
	 * @param now the time in nanoseconds
	 * @return whole seconds
	 */
	public final int age(long now) {
		return ((int) (now / TENTH) - this.queuedAt) / 10;
	}

	/**
	 * Return when the message expires, counted from when it was queued.
	 * @return its Message Expiry Interval in seconds [MQTT 5, 3.3.2.3.3], or -1 if it has
	 * none
	 */
	public final long expirySeconds() {
		Duration expiry = this.message.properties().messageExpiry();
		return (expiry != null) ? expiry.toSeconds() : -1;
	}

	/**
	 * Return whether the message waited for longer than it was to live.
	 * @param now the time in nanoseconds
	 * @return {@code true} if nothing is left of its Message Expiry Interval
	 */
	public final boolean isExpired(long now) {
		long expiry = expirySeconds();
		return expiry >= 0 && age(now) >= Math.max(expiry, 1);
	}

	/**
	 * Note when it was queued, or when the wait for its answer starts over.
	 * @param now the time in nanoseconds
	 */
	public final void since(long now) {
		this.since = now;
	}

	/**
	 * Return the publication linked behind this one by a hand-over between threads.
	 * @return the next one or {@code null}
	 */
	public final @Nullable OutboundPublish<R> link() {
		return this.next;
	}

	/**
	 * Link a publication behind this one for a hand-over between threads.
	 * @param next the next one or {@code null}
	 */
	public final void link(@Nullable OutboundPublish<R> next) {
		this.next = next;
	}

	/**
	 * Count transmissions from none again, for a new connection.
	 */
	final void rebind() {
		this.sentBefore |= this.transmissions > 0;
		this.transmissions = 0;
	}

	/**
	 * PUBREC arrived: it is PUBREL's turn, and its transmissions count from none.
	 */
	final void release() {
		phase(Phase.RELEASED);
		this.transmissions = 0;
	}

	/**
	 * Forget what was sent: the message starts anew with a fresh identifier (behaviour
	 * S6).
	 */
	final void startOver() {
		phase(Phase.QUEUED);
		this.transmissions = 0;
		this.sentBefore = false;
		this.qos = (byte) this.message.qos().value();
	}

	/**
	 * Return in which of the two lists of its queue it is.
	 * @return whether it stands aside
	 */
	final boolean isAside() {
		return this.place == ASIDE;
	}

	final void aside(boolean aside) {
		this.place = aside ? ASIDE : IN_LINE;
	}

	/**
	 * Return whether publications that only the store has come before it.
	 * @return whether it stands behind them
	 */
	final boolean isBehindStored() {
		return this.place == BEHIND_STORED;
	}

	final void behindStored(boolean behind) {
		this.place = behind ? BEHIND_STORED : IN_LINE;
	}

	/**
	 * Return how it stands in the store.
	 * @return its entry, or {@code null} if it is not kept
	 */
	protected @Nullable StoreEntry entry() {
		return null;
	}

	final StoreEntry requireEntry() {
		return Objects.requireNonNull(entry(), "'entry' must not be null");
	}

	/**
	 * Return whether anybody waits for its end, so that it can't be left to the store.
	 * @return {@code true} unless it is enough that the message is in the store
	 */
	protected boolean isAwaited() {
		return true;
	}

	/**
	 * The store has it.
	 */
	protected void stored() {
	}

	/**
	 * Take up how it stood before it was left to the store.
	 * @param kept what the store has
	 * @param now the time in nanoseconds
	 * @param age how long ago it was accepted, in milliseconds
	 */
	public final void restored(StoredPublish kept, long now, long age) {
		requireEntry().restored(kept);
		this.since = now - TimeUnit.MILLISECONDS.toNanos(age);
		this.queuedAt = (int) (this.since / TENTH);
		this.qos = (byte) kept.qos().value();
		if (kept.isInFlight()) {
			phase(kept.released() ? Phase.RELEASED : Phase.PUBLISHED);
			this.sentBefore = true;
		}
	}

	final boolean isExactlyOnce() {
		return this.qos == QoS.EXACTLY_ONCE.value();
	}

	/**
	 * How far a publication is.
	 */
	public enum Phase {

		/**
		 * Not sent, or to be sent anew.
		 */
		QUEUED,

		/**
		 * PUBLISH sent; PUBACK or PUBREC awaited.
		 */
		PUBLISHED,

		/**
		 * PUBREC received, PUBREL sent; PUBCOMP awaited.
		 */
		RELEASED,

		/**
		 * Gone from the session.
		 */
		DONE

	}

}
