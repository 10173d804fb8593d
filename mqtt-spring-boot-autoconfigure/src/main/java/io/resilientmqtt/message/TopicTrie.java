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

import org.jspecify.annotations.Nullable;

/**
 * Finds the values whose topic filters match a topic name. Filters without a wildcard are
 * looked up in one step however many there are; those with one are kept by level. Not for
 * use by several threads at once.
 *
 * @param <T> the values
 */
public final class TopicTrie<T> {

	private final Map<String, List<T>> exact = new HashMap<>();

	private final Node<T> root = new Node<>();

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
		Node<T> node = this.root;
		for (String level : filter.levels().split("/", -1)) {
			node = node.childOrNew(level);
		}
		node.values().add(value);
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
		if (remove(this.root, filter.levels().split("/", -1), 0, value)) {
			this.wildcards--;
		}
	}

	private boolean remove(Node<T> node, String[] levels, int depth, T value) {
		if (depth == levels.length) {
			return node.values().remove(value);
		}
		Node<T> child = node.child(levels[depth]);
		if (child == null || !remove(child, levels, depth + 1, value)) {
			return false;
		}
		if (child.isEmpty()) {
			node.removeChild(levels[depth]);
		}
		return true;
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
			match(this.root, topic, 0, consumer);
		}
	}

	private void match(Node<T> node, String topic, int from, Consumer<? super T> consumer) {
		boolean wildcardsApply = from > 0 || !topic.startsWith("$");
		Node<T> all = wildcardsApply ? node.all : null;
		if (all != null) {
			all.values().forEach(consumer);
		}
		if (from > topic.length()) {
			node.values().forEach(consumer);
			return;
		}
		int slash = topic.indexOf('/', from);
		int end = (slash >= 0) ? slash : topic.length();
		Node<T> one = wildcardsApply ? node.one : null;
		if (one != null) {
			match(one, topic, end + 1, consumer);
		}
		Node<T> literal = node.literal(topic.substring(from, end));
		if (literal != null) {
			match(literal, topic, end + 1, consumer);
		}
	}

	/**
	 * The filters that share their first levels.
	 *
	 * @param <T> the values
	 */
	private static final class Node<T> {

		/** What follows with a level of its own. */
		private @Nullable Map<String, Node<T>> literals;

		/** What follows with {@code +}. */
		private @Nullable Node<T> one;

		/** What follows with {@code #}. */
		private @Nullable Node<T> all;

		private @Nullable List<T> values;

		@Nullable Node<T> child(String level) {
			return switch (level) {
				case "+" -> this.one;
				case "#" -> this.all;
				default -> literal(level);
			};
		}

		@Nullable Node<T> literal(String level) {
			return (this.literals != null) ? this.literals.get(level) : null;
		}

		Node<T> childOrNew(String level) {
			Node<T> child = child(level);
			if (child == null) {
				child = new Node<>();
				putChild(level, child);
			}
			return child;
		}

		void removeChild(String level) {
			putChild(level, null);
		}

		private void putChild(String level, @Nullable Node<T> child) {
			if (level.equals("+")) {
				this.one = child;
			}
			else if (level.equals("#")) {
				this.all = child;
			}
			else {
				putLiteral(level, child);
			}
		}

		private void putLiteral(String level, @Nullable Node<T> child) {
			if (this.literals == null) {
				this.literals = new HashMap<>(2);
			}
			if (child != null) {
				this.literals.put(level, child);
			}
			else {
				this.literals.remove(level);
			}
		}

		List<T> values() {
			if (this.values == null) {
				this.values = new ArrayList<>(1);
			}
			return this.values;
		}

		boolean isEmpty() {
			return (this.values == null || this.values.isEmpty()) && (this.literals == null || this.literals.isEmpty())
					&& this.one == null && this.all == null;
		}

	}

}
