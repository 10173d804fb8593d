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

package io.resilientmqtt.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.resilientmqtt.client.session.SessionChanges;
import io.resilientmqtt.client.session.SessionStore;
import io.resilientmqtt.client.session.StoredPublish;
import io.resilientmqtt.client.session.StoredSession;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a store has to hold after so many commits, each of which follows from a seed and
 * its number. The number is kept as the home of the session, so a store says itself after
 * which commit it is.
 */
final class StoreModel {

	private static final int MAX_PAYLOAD = 6000;

	private final long seed;

	private final TreeMap<Long, StoredPublish> publishes = new TreeMap<>();

	private final TreeSet<Integer> received = new TreeSet<>();

	private long lastSequence;

	private int commits;

	StoreModel(long seed) {
		this.seed = seed;
	}

	static StoreModel after(long seed, int commits) {
		StoreModel model = new StoreModel(seed);
		while (model.commits < commits) {
			model.next();
		}
		return model;
	}

	int commits() {
		return this.commits;
	}

	SessionChanges next() {
		this.commits++;
		Random random = new Random(this.seed * 31 + this.commits);
		List<Long> removed = new ArrayList<>();
		List<StoredPublish> moved = new ArrayList<>();
		for (StoredPublish publish : this.publishes.values()) {
			int choice = random.nextInt(8);
			if (choice == 0) {
				removed.add(publish.sequence());
			}
			else if (choice == 1) {
				moved.add(StoreFixture.inFlight(publish, random.nextInt(65536), random.nextBoolean()));
			}
		}
		List<StoredPublish> added = new ArrayList<>();
		for (int i = random.nextInt(12); i > 0; i--) {
			added.add(publish(++this.lastSequence, random));
		}
		removed.forEach(this.publishes::remove);
		Stream.concat(moved.stream(), added.stream()).forEach((each) -> this.publishes.put(each.sequence(), each));
		return new SessionChanges(0, removed, moved, added, false, receivedRemoved(random), receivedAdded(random),
				String.valueOf(this.commits));
	}

	private static StoredPublish publish(long sequence, Random random) {
		byte[] payload = new byte[random.nextInt(MAX_PAYLOAD)];
		random.nextBytes(payload);
		MqttMessage.Builder message = MqttMessage.builder("topic/" + random.nextInt(100))
			.payload(payload)
			.qos(QoS.of(1 + random.nextInt(2)));
		if (random.nextBoolean()) {
			message.userProperty("sequence", String.valueOf(sequence));
		}
		return StoreFixture.publish(sequence, message.build());
	}

	private List<Integer> receivedRemoved(Random random) {
		List<Integer> removed = this.received.stream().filter((id) -> random.nextInt(4) == 0).toList();
		removed.forEach(this.received::remove);
		return removed;
	}

	private List<Integer> receivedAdded(Random random) {
		List<Integer> added = random.ints(random.nextInt(4), 1, 65536).boxed().distinct().toList();
		this.received.addAll(added);
		return added;
	}

	/**
	 * Return after how many commits a session is.
	 * @param session the session
	 * @return the number
	 */
	static int commits(StoredSession session) {
		return (session.home() != null) ? Integer.parseInt(session.home()) : 0;
	}

	/**
	 * Check that a store holds this and nothing else.
	 * @param store the store
	 * @param session what it has returned when it was opened
	 */
	void check(SessionStore store, StoredSession session) {
		List<StoredPublish> all = new ArrayList<>(session.inFlight());
		all.addAll(StoreFixture.readAll(store, 50));
		all.sort(Comparator.comparing(StoredPublish::sequence));
		assertThat(all).containsExactlyElementsOf(this.publishes.values());
		assertThat(session.messages()).isEqualTo(this.publishes.size());
		assertThat(session.bytes())
			.isEqualTo(this.publishes.values().stream().mapToLong((each) -> each.message().payloadSize()).sum());
		assertThat(session.received()).containsExactlyElementsOf(this.received);
		assertThat(session.lastSequence()).isEqualTo(this.lastSequence);
	}

}
