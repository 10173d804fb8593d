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

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

import io.resilientmqtt.client.session.SessionChanges;
import io.resilientmqtt.client.session.SessionStore;
import io.resilientmqtt.client.session.StoredPublish;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import org.jspecify.annotations.Nullable;

/**
 * Makes stores and what is kept in them.
 */
final class StoreFixture {

	static final String CLIENT_ID = "greenhouse-1";

	private StoreFixture() {
	}

	static SessionStore sqlite(Path directory) {
		return SessionStores.sqlite(directory, "default", SyncMode.ALWAYS, Duration.ofSeconds(1));
	}

	static StoredPublish publish(long sequence, String payload) {
		return publish(sequence, MqttMessage.builder("a/b").payload(payload).qos(QoS.AT_LEAST_ONCE).build());
	}

	static StoredPublish publish(long sequence, MqttMessage message) {
		return new StoredPublish(sequence, message, message.qos(), 0, false, 1_000_000 + sequence);
	}

	static StoredPublish inFlight(StoredPublish publish, int packetId, boolean released) {
		return new StoredPublish(publish.sequence(), publish.message(), publish.qos(), packetId, released,
				publish.acceptedAt());
	}

	static SessionChanges added(StoredPublish... publishes) {
		return changes(0, List.of(), List.of(), List.of(publishes), null);
	}

	static SessionChanges added(List<StoredPublish> publishes) {
		return changes(0, List.of(), List.of(), publishes, null);
	}

	static SessionChanges moved(StoredPublish... publishes) {
		return changes(0, List.of(), List.of(publishes), List.of(), null);
	}

	static SessionChanges removed(long... sequences) {
		return changes(0, LongStream.of(sequences).boxed().toList(), List.of(), List.of(), null);
	}

	static SessionChanges dropped(long upTo) {
		return changes(upTo, List.of(), List.of(), List.of(), null);
	}

	static SessionChanges home(String home) {
		return changes(0, List.of(), List.of(), List.of(), home);
	}

	static SessionChanges changes(long dropped, List<Long> removed, List<StoredPublish> moved,
			List<StoredPublish> added, @Nullable String home) {
		return new SessionChanges(dropped, removed, moved, added, false, List.of(), List.of(), home);
	}

	static SessionChanges received(boolean cleared, List<Integer> removed, List<Integer> added) {
		return new SessionChanges(0, List.of(), List.of(), List.of(), cleared, removed, added, null);
	}

	// All that is not in flight, page by page.
	static List<StoredPublish> readAll(SessionStore store, int page) {
		List<StoredPublish> all = new ArrayList<>();
		List<StoredPublish> next = store.read(0, page, Long.MAX_VALUE);
		while (!next.isEmpty()) {
			all.addAll(next);
			next = store.read(next.get(next.size() - 1).sequence(), page, Long.MAX_VALUE);
		}
		return all;
	}

	static List<Long> sequences(List<StoredPublish> publishes) {
		return publishes.stream().map(StoredPublish::sequence).toList();
	}

}
