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

package io.resilientmqtt.client.netty.publish;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.netty.channel.EventLoop;
import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.client.PublicationListener;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.Registration;
import io.resilientmqtt.client.StoreOptions;
import io.resilientmqtt.client.StoreOptions.OnFailure;
import io.resilientmqtt.client.StoreStatus;
import io.resilientmqtt.client.StoredDelivery;
import io.resilientmqtt.client.netty.store.OpenedStore;
import io.resilientmqtt.client.netty.store.StoreLoad;
import io.resilientmqtt.client.netty.store.StoreWriter;
import io.resilientmqtt.client.session.MqttSession;
import io.resilientmqtt.client.session.OutboundPublish;
import io.resilientmqtt.client.session.SessionChanges;
import io.resilientmqtt.client.session.SessionJournal;
import io.resilientmqtt.client.session.SessionKeeper;
import io.resilientmqtt.client.session.SessionStoreException;
import io.resilientmqtt.client.session.StoredPublish;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the session of a client in its store: hands over what has changed, has what was
 * waiting for the store go on, and tries again when the store has failed. Belongs to the
 * event loop unless a method says otherwise.
 */
public final class StoredPublications implements StoreWriter.Answer, SessionJournal.Observer<PublishResult> {

	private static final Logger logger = LoggerFactory.getLogger(StoredPublications.class);

	private static final long RETRY_SECONDS = 1;

	/** Payload bytes in a page, where the memory for publications allows more. */
	private static final long PAGE_BYTES = 4L * 1024 * 1024;

	private final StoreOptions options;

	private final EventLoop loop;

	private final LongSupplier clock;

	private final PublishBuffer buffer;

	private final StoreLoad load;

	private final StoreWriter writer;

	private final SessionJournal<PublishResult> journal;

	private final MqttSession<PublishResult> session;

	private final SessionKeeper<PublishResult> keeper;

	private final StoredDeliveries deliveries;

	private final Runnable whenChanged;

	private final Consumer<OutboundPublish<PublishResult>> whenRead;

	private @Nullable Runnable whenHandled;

	private @Nullable Runnable stop;

	private @Nullable Runnable go;

	private volatile long commitNanos;

	private volatile long committedAt;

	/** In milliseconds since 1970, 0 for none. */
	private volatile long oldest;

	private final boolean known;

	private boolean failed;

	private boolean unreadable;

	private boolean closed;

	/** What the store did not have when the client was closed. */
	private volatile @Nullable SessionChanges last;

	StoredPublications(OpenedStore opened, boolean persistent, EventLoop loop, LongSupplier clock, PublishBuffer buffer,
			StoreLoad load, long memory, Runnable whenChanged, Consumer<OutboundPublish<PublishResult>> whenRead) {
		this.options = opened.options();
		this.loop = loop;
		this.clock = clock;
		this.buffer = buffer;
		this.load = load;
		this.whenChanged = whenChanged;
		this.whenRead = whenRead;
		this.known = opened.kept().home() != null;
		this.deliveries = new StoredDeliveries(buffer.callers());
		this.writer = new StoreWriter(this.options.store(), opened.thread(), loop, this,
				Math.max(1, Math.min(PAGE_BYTES, memory / 8)));
		this.journal = new SessionJournal<>(opened.kept(), persistent, System::currentTimeMillis, this.writer);
		this.session = new MqttSession<>(opened.kept(), this.journal, this::restore, buffer::isMemoryShort);
		this.keeper = Objects.requireNonNull(this.session.keeper());
		loop.execute(this::flush); // read what was left, with or without a connection
	}

	MqttSession<PublishResult> session() {
		return this.session;
	}

	private OutboundPublish<PublishResult> restore(StoredPublish kept) {
		StoredPublication publish = new StoredPublication(kept.message(), this.buffer, null, this.deliveries, null);
		publish.restore(kept, this.clock.getAsLong(), System.currentTimeMillis());
		this.buffer.restored(publish);
		return publish;
	}

	/**
	 * Make a publication somebody waits for. On any thread.
	 * @param message the message, of QoS 1 or 2
	 * @param listener told how long it took, or {@code null}
	 * @return the publication, to be accepted by the buffer
	 */
	PendingPublish publication(MqttMessage message, @Nullable PublicationListener listener) {
		return new StoredPublication(message, this.buffer, listener, null, null);
	}

	/**
	 * Keep a message. On any thread.
	 * @param message the message
	 * @param listener told how long it took, or {@code null}
	 * @param safe completed when the message is safe
	 */
	public void store(MqttMessage message, @Nullable PublicationListener listener, CompletableFuture<Void> safe) {
		if (message.qos() == QoS.AT_MOST_ONCE) {
			throw new IllegalArgumentException("A message of QoS 0 can't be stored, for nobody acknowledges it: topic '"
					+ message.topic() + "', use QoS 1 or 2");
		}
		this.buffer.accept(new StoredPublication(message, this.buffer, listener, this.deliveries, safe));
	}

	/**
	 * Return whether a server has the session of an earlier process.
	 * @return whether it may go on
	 */
	public boolean isKnown() {
		return this.known;
	}

	/**
	 * Tell a listener of deliveries nobody waits for. On any thread.
	 * @param listener the listener
	 * @return the registration
	 */
	public Registration onDelivery(Consumer<StoredDelivery> listener) {
		return this.deliveries.add(listener);
	}

	/**
	 * Set who sends acknowledgements that have waited for the store.
	 * @param whenHandled run after each commit
	 */
	public void whenHandled(Runnable whenHandled) {
		this.whenHandled = whenHandled;
	}

	/**
	 * Set who ends and begins connections if the client has to stop while the store can't
	 * be written.
	 * @param stop run when that is found
	 * @param go run when it can be written again
	 */
	public void whenFailed(Runnable stop, Runnable go) {
		this.stop = stop;
		this.go = go;
	}

	/**
	 * Hand over what has changed, and read what is to be sent soon.
	 */
	public void flush() {
		if (this.closed) {
			return;
		}
		if (!this.failed) {
			this.journal.flush();
		}
		this.keeper.refill();
		long oldest = this.keeper.oldestAcceptedAt();
		if (oldest != this.oldest) {
			this.oldest = oldest;
		}
	}

	@Override
	public void written(long nanos) {
		if (this.closed) {
			return;
		}
		this.commitNanos = nanos;
		this.committedAt = System.currentTimeMillis();
		this.journal.written(this);
		if (this.failed) {
			this.failed = false;
			this.load.failure(null);
			logger.info("{} can be written again", this.options.store().location());
			if (this.go != null && this.options.onFailure() == OnFailure.STOP) {
				this.go.run();
			}
		}
		goOn();
	}

	private void goOn() {
		this.whenChanged.run();
		if (this.whenHandled != null) {
			this.whenHandled.run();
		}
	}

	@Override
	public void stored(OutboundPublish<PublishResult> publish) {
		if (publish instanceof StoredPublication kept) {
			kept.stored();
		}
		if (this.keeper.stored(publish)) {
			this.buffer.evicted(publish);
		}
	}

	@Override
	public void forgotten(int packetId) {
		this.session.inbound().forgotten(packetId);
	}

	@Override
	public void writeFailed(SessionStoreException failure) {
		if (this.closed) {
			return;
		}
		boolean first = !this.failed;
		boolean stops = this.options.onFailure() == OnFailure.STOP;
		this.failed = true;
		this.load.failure(String.valueOf(failure.getMessage()));
		this.journal.failed(stops);
		this.loop.schedule(this::retry, RETRY_SECONDS, TimeUnit.SECONDS);
		if (first) {
			logger.error("{} can't be written: the MQTT client {}. It is tried again every {} s",
					this.options.store().location(),
					stops ? "disconnects and refuses QoS 1 and 2 publications (mqtt.store.on-failure=stop)"
							: "goes on in memory, and what it has not published is lost if the process ends (mqtt.store.on-failure=memory)",
					RETRY_SECONDS, failure);
		}
		if (first && stops && this.stop != null) {
			this.stop.run();
		}
		else if (!stops) {
			this.keeper.releaseAll();
			goOn();
		}
	}

	private void retry() {
		if (!this.closed && !this.journal.flush()) { // all that could not be written is
														// over
			this.writer.write(SessionChanges.NONE);
		}
	}

	@Override
	public void read(List<StoredPublish> page) {
		if (this.closed) {
			return;
		}
		this.unreadable = false;
		this.keeper.read(page, this.whenRead);
		this.whenChanged.run();
	}

	@Override
	public void readFailed(SessionStoreException failure) {
		if (!this.unreadable) {
			this.unreadable = true;
			logger.error("{} can't be read: what is stored there waits. It is tried again every {} s",
					this.options.store().location(), RETRY_SECONDS, failure);
		}
		this.loop.schedule(() -> {
			this.keeper.readFailed();
			flush();
		}, RETRY_SECONDS, TimeUnit.SECONDS);
	}

	/**
	 * Remove all publications that are not in flight.
	 * @param done completed with how many there were
	 */
	public void purge(CompletableFuture<Long> done) {
		long bytes = this.keeper.storedBytes();
		long messages = this.keeper.leaveStored();
		this.load.release(messages, bytes);
		this.keeper.dropStored();
		long resident = 0;
		OutboundPublish<PublishResult> publish = this.session.firstQueued();
		while (publish != null) {
			OutboundPublish<PublishResult> next = this.session.nextQueued(publish);
			if (publish instanceof StoredPublication) {
				this.session.withdraw(publish);
				this.buffer.release(publish);
				this.buffer.fail(publish, Reason.PURGED, "Removed from the store by request");
				resident++;
			}
			publish = next;
		}
		logger.warn("{} publications were removed from {} by request", messages + resident,
				this.options.store().location());
		flush();
		done.complete(messages + resident);
	}

	/**
	 * Return how the store is doing. On any thread.
	 * @return a snapshot
	 */
	public StoreStatus status() {
		long oldest = this.oldest;
		long committedAt = this.committedAt;
		return new StoreStatus(this.options.store().location(), this.load.messages(), this.options.maxMessages(),
				this.load.bytes(), this.options.maxBytes(), (oldest != 0) ? Instant.ofEpochMilli(oldest) : null,
				Duration.ofNanos(this.commitNanos), (committedAt != 0) ? Instant.ofEpochMilli(committedAt) : null,
				this.load.failure());
	}

	/**
	 * Take no more changes.
	 */
	void close() {
		this.closed = true;
		this.last = this.journal.close();
	}

	/**
	 * Make the last changes and close the store. On a thread that may wait.
	 * @param timeoutNanos how long to wait
	 */
	void end(long timeoutNanos) {
		this.writer.close(this.last, timeoutNanos);
	}

}
