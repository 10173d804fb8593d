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

package io.resilientmqtt.benchmark;

import java.util.ArrayList;
import java.util.List;

import io.resilientmqtt.message.TopicFilter;
import io.resilientmqtt.message.TopicTrie;

/**
 * Weighs what a {@link TopicTrie} needs for a filter, without the filter itself.
 */
final class FilterMemory {

	private static final int COPIES_UP_TO = 200_000;

	private FilterMemory() {
	}

	static double bytesPerFilter(int filters, boolean wildcards) {
		List<TopicFilter> all = new ArrayList<>();
		for (int i = 0; i < filters; i++) {
			all.add(TopicFilter.of("building/" + i % 100 + "/room/" + i + (wildcards ? "/+" : "/temperature")));
		}
		int copies = Math.max(1, COPIES_UP_TO / filters);
		TopicTrie<?>[] tries = new TopicTrie<?>[copies];
		long before = Usage.heap();
		for (int copy = 0; copy < copies; copy++) {
			TopicTrie<Object> trie = new TopicTrie<>();
			all.forEach((filter) -> trie.add(filter, FilterMemory.class));
			tries[copy] = trie;
		}
		double bytes = (Usage.heap() - before) / (double) filters / copies;
		if (tries.length == 0 || all.isEmpty()) { // both are alive until here
			throw new IllegalStateException();
		}
		return bytes;
	}

}
