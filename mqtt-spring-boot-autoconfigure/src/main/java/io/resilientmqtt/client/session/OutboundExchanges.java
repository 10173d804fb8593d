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

import java.util.function.Consumer;

import io.resilientmqtt.client.session.OutboundPublish.Phase;
import org.jspecify.annotations.Nullable;

/**
 * The publications that have a Packet Identifier: those that the present connection has
 * sent, and behind them those that it has yet to send. Belongs to the event loop.
 *
 * @param <R> the result of a publication
 */
public final class OutboundExchanges<R> {

	private final PacketIds ids = new PacketIds();

	private final PublishList<R> publishes = new PublishList<>();

	private final SendWindow window = new SendWindow();

	private final Consumer<OutboundPublish<R>> changed;

	/** First of those that the present connection has not sent. */
	private @Nullable OutboundPublish<R> unsent;

	/** Of QoS 2, sent or not. */
	private int exactlyOnce;

	/**
	 * Create without any.
	 * @param changed told of each that is not what it was
	 */
	OutboundExchanges(Consumer<OutboundPublish<R>> changed) {
		this.changed = changed;
	}

	PacketIds ids() {
		return this.ids;
	}

	SendWindow window() {
		return this.window;
	}

	PublishList<R> all() {
		return this.publishes;
	}

	/**
	 * A connection begins: none has been sent on it.
	 */
	void bind() {
		for (OutboundPublish<R> publish = this.publishes.first(); publish != null; publish = publish.next) {
			publish.rebind();
		}
		this.unsent = this.publishes.first();
	}

	/**
	 * The connection has ended.
	 */
	void unbind() {
		this.unsent = null;
		this.window.close();
	}

	/**
	 * The server knows of none: take the identifiers back. They are to be moved to the
	 * queue.
	 */
	void startOver() {
		for (OutboundPublish<R> publish = this.publishes.first(); publish != null; publish = publish.next) {
			this.ids.release(publish);
			publish.startOver();
		}
		this.exactlyOnce = 0;
	}

	/**
	 * Take up a publication that has its identifier from an earlier process.
	 * @param publish the publication
	 * @param packetId the identifier
	 */
	void restore(OutboundPublish<R> publish, int packetId) {
		this.ids.restore(publish, packetId);
		put(publish);
	}

	/**
	 * Give a publication its identifier. It counts as sent, unless it is
	 * {@linkplain #hold held}.
	 * @param publish the publication
	 */
	void add(OutboundPublish<R> publish) {
		this.ids.assign(publish);
		publish.phase(Phase.PUBLISHED);
		put(publish);
	}

	private void put(OutboundPublish<R> publish) {
		this.publishes.add(publish);
		if (publish.isExactlyOnce()) {
			this.exactlyOnce++;
		}
	}

	/**
	 * Have the newest wait: it and those added behind it are not sent yet.
	 * @param publish the one added last
	 */
	void hold(OutboundPublish<R> publish) {
		this.unsent = publish;
	}

	@Nullable OutboundPublish<R> firstUnsent() {
		return this.unsent;
	}

	/**
	 * The first that was not sent is being sent.
	 * @param publish the publication
	 */
	void sending(OutboundPublish<R> publish) {
		this.unsent = publish.next;
		this.window.occupy(publish);
	}

	/**
	 * Return whether there is room for the identifiers of more that will be sent later.
	 * @return whether the connection may have more unacknowledged
	 */
	boolean mayPrepare() {
		return this.publishes.size() < this.window.size() && !this.ids.isExhausted();
	}

	boolean mayPrepareExactlyOnce() {
		return this.exactlyOnce < this.window.exactlyOnce();
	}

	/**
	 * Return the oldest publication that was sent; {@link #next} leads on.
	 * @return the publication, or {@code null} if there is none and where the present
	 * connection has not sent it yet
	 */
	public @Nullable OutboundPublish<R> first() {
		OutboundPublish<R> first = this.publishes.first();
		return (first != this.unsent) ? first : null;
	}

	/**
	 * Return the publication behind another.
	 * @param publish one that was sent
	 * @return the next or {@code null} at the end and where the present connection has
	 * not sent it yet
	 */
	public @Nullable OutboundPublish<R> next(OutboundPublish<R> publish) {
		return (publish.next != this.unsent) ? publish.next : null;
	}

	/**
	 * Return the oldest publication that the present connection has sent and the broker
	 * has not answered with as much as PUBREC.
	 * @return the publication, or {@code null} if there is none
	 */
	public @Nullable OutboundPublish<R> firstUnanswered() {
		OutboundPublish<R> publish = first();
		while (publish != null && (publish.phase() != Phase.PUBLISHED || publish.transmissions() == 0)) {
			publish = next(publish);
		}
		return publish;
	}

	/**
	 * A PUBACK arrived.
	 * @param packetId its Packet Identifier
	 * @return the publication it completes, or {@code null} if it belongs to none
	 */
	public @Nullable OutboundPublish<R> puback(int packetId) {
		OutboundPublish<R> publish = find(packetId, Phase.PUBLISHED);
		return (publish != null && !publish.isExactlyOnce()) ? complete(publish) : null;
	}

	/**
	 * A PUBREC arrived.
	 * @param packetId its Packet Identifier
	 * @param error whether its Reason Code is 0x80 or above, which ends the exchange
	 * @return the publication, to be answered with PUBREL or failed; or {@code null} if
	 * it belongs to none. One that has {@linkplain OutboundPublish#transmissions()
	 * transmitted} its PUBREL on this connection has been answered before
	 */
	public @Nullable OutboundPublish<R> pubrec(int packetId, boolean error) {
		OutboundPublish<R> publish = find(packetId, Phase.PUBLISHED);
		if (publish == null) {
			return error ? null : find(packetId, Phase.RELEASED);
		}
		if (!publish.isExactlyOnce()) {
			return null;
		}
		if (error) {
			return complete(publish);
		}
		publish.release();
		this.changed.accept(publish);
		return publish;
	}

	/**
	 * A PUBCOMP arrived.
	 * @param packetId its Packet Identifier
	 * @return the publication it completes, or {@code null} if it belongs to none
	 */
	public @Nullable OutboundPublish<R> pubcomp(int packetId) {
		OutboundPublish<R> publish = find(packetId, Phase.RELEASED);
		return (publish != null) ? complete(publish) : null;
	}

	/**
	 * Find a publication whose acknowledgement fits neither its QoS nor its phase.
	 * @param packetId the Packet Identifier
	 * @return the publication, or {@code null} if it belongs to none that was sent
	 */
	public @Nullable OutboundPublish<R> misanswered(int packetId) {
		OutboundPublish<R> publish = find(packetId, Phase.PUBLISHED);
		return (publish != null) ? publish : find(packetId, Phase.RELEASED);
	}

	/**
	 * End an exchange in spite of what is missing of it.
	 * @param publish the publication that {@link #misanswered} found
	 */
	public void end(OutboundPublish<R> publish) {
		complete(publish);
	}

	/**
	 * Find what an acknowledgement is for.
	 * @param packetId the Packet Identifier
	 * @param phase the phase that it is of
	 * @return the publication, or {@code null} if none was sent that is in that phase
	 */
	@SuppressWarnings("unchecked") // only publications of this session are put in
	private @Nullable OutboundPublish<R> find(int packetId, Phase phase) {
		return (this.ids.find(packetId) instanceof OutboundPublish<?> publish && publish.phase() == phase
				&& (phase != Phase.PUBLISHED || publish.isRepeated())) ? (OutboundPublish<R>) publish : null;
	}

	private OutboundPublish<R> complete(OutboundPublish<R> publish) {
		if (publish == this.unsent) {
			this.unsent = publish.next;
		}
		else {
			this.window.vacate(publish);
		}
		if (publish.isExactlyOnce()) {
			this.exactlyOnce--;
		}
		this.publishes.remove(publish);
		this.ids.release(publish);
		publish.phase(Phase.DONE);
		this.changed.accept(publish);
		return publish;
	}

}
