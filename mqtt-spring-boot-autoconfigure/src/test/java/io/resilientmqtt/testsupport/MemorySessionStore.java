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

package io.resilientmqtt.testsupport;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import io.resilientmqtt.client.session.SessionChanges;
import io.resilientmqtt.client.session.SessionStore;
import io.resilientmqtt.client.session.SessionStoreException;
import io.resilientmqtt.client.session.StoredPublish;
import io.resilientmqtt.client.session.StoredSession;
import org.jspecify.annotations.Nullable;

/**
 * A store that survives clients, not the process: what a killed process would have left
 * is what was committed.
 */
public class MemorySessionStore implements SessionStore {

	private final Map<Long, StoredPublish> publishes = new TreeMap<>();

	private final TreeSet<Integer> received = new TreeSet<>();

	private final List<SessionChanges> commits = new ArrayList<>();

	private @Nullable String home;

	private long lastSequence;

	private boolean broken;

	private boolean closed;

	@Override
	public StoredSession open(String clientId) {
		this.closed = false;
		List<StoredPublish> inFlight = this.publishes.values().stream().filter(StoredPublish::isInFlight).toList();
		long bytes = this.publishes.values().stream().mapToLong((publish) -> publish.message().payloadSize()).sum();
		return new StoredSession(this.home, inFlight, this.publishes.size(), bytes, this.lastSequence,
				List.copyOf(this.received));
	}

	@Override
	public void commit(SessionChanges changes) {
		check();
		this.commits.add(changes);
		this.publishes.values().removeIf((publish) -> !publish.isInFlight() && publish.sequence() <= changes.dropped());
		changes.removed().forEach(this.publishes::remove);
		changes.moved().forEach((publish) -> this.publishes.replace(publish.sequence(), publish));
		for (StoredPublish added : changes.added()) {
			this.publishes.put(added.sequence(), added);
			this.lastSequence = Math.max(this.lastSequence, added.sequence());
		}
		if (changes.receivedCleared()) {
			this.received.clear();
		}
		this.received.removeAll(changes.receivedRemoved());
		this.received.addAll(changes.receivedAdded());
		this.home = (changes.home() != null) ? changes.home() : this.home;
	}

	@Override
	public List<StoredPublish> read(long after, int maxMessages, long maxBytes) {
		check();
		return this.publishes.values()
			.stream()
			.filter((publish) -> publish.sequence() > after && !publish.isInFlight())
			.limit(maxMessages)
			.toList();
	}

	private void check() {
		if (this.broken) {
			throw new SessionStoreException("The store 'memory' is full: make room on the disk");
		}
	}

	/**
	 * Fail from now on, or work again.
	 * @param broken whether it fails
	 */
	public void broken(boolean broken) {
		this.broken = broken;
	}

	@Override
	public void close() {
		this.closed = true;
	}

	@Override
	public String location() {
		return "memory";
	}

	public boolean isClosed() {
		return this.closed;
	}

	/**
	 * Return what is kept.
	 * @return the payloads in the order of their sequence
	 */
	public List<String> payloads() {
		return this.publishes.values().stream().map((publish) -> publish.message().payloadAsString()).toList();
	}

	public List<StoredPublish> publishes() {
		return List.copyOf(this.publishes.values());
	}

	public List<Integer> received() {
		return List.copyOf(this.received);
	}

	/**
	 * Return how many publications were ever written.
	 * @return the count
	 */
	public int written() {
		return this.commits.stream().mapToInt((changes) -> changes.added().size()).sum();
	}

	public int commits() {
		return this.commits.size();
	}

}
