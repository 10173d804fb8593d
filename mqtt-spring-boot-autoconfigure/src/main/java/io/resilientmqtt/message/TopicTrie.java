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

package io.resilientmqtt.message;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Finds the values whose topic filters match a topic name. Filters without a wildcard are
 * looked up in one step however many there are; those with one are kept by level. Not for
 * use by several threads at once.
 *
 * @param <T> the values
 */
public final class TopicTrie<T> {

	private final Map<String, List<T>> exact = new HashMap<>();

	private final LevelNode<List<T>> root = new LevelNode<>();

	private int wildcards;

	/**
	 * Add a value under a filter; it may be there under other filters too.
	 * @param filter the filter, of which a share name does not matter
	 * @param value the value
	 */
	public void add(TopicFilter filter, T value) {
		if (!filter.hasWildcard()) {
			this.exact.computeIfAbsent(filter.levels(), (key) -> new ArrayList<>(1)).add(value);
			return;
		}
		this.wildcards++;
		LevelNode<List<T>> node = this.root.make(LevelNode.levels(filter));
		List<T> values = node.value();
		if (values == null) {
			values = new ArrayList<>(1);
			node.value(values);
		}
		values.add(value);
	}

	/**
	 * Remove a value from under a filter.
	 * @param filter the filter
	 * @param value the value
	 */
	public void remove(TopicFilter filter, T value) {
		if (!filter.hasWildcard()) {
			this.exact.computeIfPresent(filter.levels(), (key, values) -> {
				values.remove(value);
				return values.isEmpty() ? null : values;
			});
			return;
		}
		String[] levels = LevelNode.levels(filter);
		LevelNode<List<T>> node = this.root.find(levels);
		List<T> values = (node != null) ? node.value() : null;
		if (node != null && values != null && values.remove(value)) {
			this.wildcards--;
			if (values.isEmpty()) {
				node.value(null);
				this.root.prune(levels, 0);
			}
		}
	}

	/**
	 * Pass on every value with a matching filter, once for each such filter. A filter
	 * that starts with a wildcard does not match a topic that starts with {@code $}
	 * [MQTT-4.7.2-1].
	 * @param topic the topic name
	 * @param consumer called with each value
	 */
	public void match(String topic, Consumer<? super T> consumer) {
		List<T> values = this.exact.get(topic);
		if (values != null) {
			values.forEach(consumer);
		}
		if (this.wildcards > 0) {
			this.root.match(topic, 0, (matching) -> {
				if (matching != null) {
					matching.forEach(consumer);
				}
			});
		}
	}

}
