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

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.resilientmqtt.client.ReceiverStatus;
import io.resilientmqtt.client.netty.receive.Inbox;

/**
 * The receivers of a client as far as they are asked how they are doing. Used by any
 * thread.
 */
final class ReceiverDirectory {

	/** Guarded by this. */
	private final Set<Inbox> all = new LinkedHashSet<>();

	/** Guarded by this. */
	private final Map<String, Set<Inbox>> byName = new HashMap<>();

	synchronized void add(Inbox inbox) {
		this.all.add(inbox);
		this.byName.computeIfAbsent(inbox.receiver().name(), (name) -> new LinkedHashSet<>(2)).add(inbox);
	}

	synchronized void remove(Inbox inbox) {
		this.all.remove(inbox);
		this.byName.computeIfPresent(inbox.receiver().name(), (name, inboxes) -> {
			inboxes.remove(inbox);
			return inboxes.isEmpty() ? null : inboxes;
		});
	}

	/**
	 * Return how the receivers are doing.
	 * @return a snapshot in the order they were added
	 */
	List<ReceiverStatus> status() {
		return status(inboxes());
	}

	/**
	 * Return how the receivers with a name are doing.
	 * @param name the name
	 * @return a snapshot in the order they were added, empty if there are none
	 */
	List<ReceiverStatus> status(String name) {
		return status(inboxes(name));
	}

	private synchronized List<Inbox> inboxes() {
		return new ArrayList<>(this.all);
	}

	private synchronized List<Inbox> inboxes(String name) {
		return List.copyOf(this.byName.getOrDefault(name, Set.of()));
	}

	private static List<ReceiverStatus> status(Collection<Inbox> inboxes) {
		return inboxes.stream().map(Inbox::status).toList();
	}

}
