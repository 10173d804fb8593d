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

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The topic filters that share their first levels. One thread at a time changes the
 * nodes; others may read them meanwhile, and see what was there before or after.
 *
 * @param <V> what is kept for a filter
 */
final class LevelNode<V> {

	/** What follows with a level of its own. */
	private volatile @Nullable Map<String, LevelNode<V>> literals;

	/** What follows with {@code +}. */
	private volatile @Nullable LevelNode<V> one;

	/** What follows with {@code #}. */
	private volatile @Nullable LevelNode<V> all;

	private volatile @Nullable V value;

	static String[] levels(TopicFilter filter) {
		return filter.levels().split("/", -1);
	}

	@Nullable V value() {
		return this.value;
	}

	void value(@Nullable V value) {
		this.value = value;
	}

	@Nullable LevelNode<V> one() {
		return this.one;
	}

	@Nullable LevelNode<V> all() {
		return this.all;
	}

	@Nullable LevelNode<V> literal(String level) {
		Map<String, LevelNode<V>> literals = this.literals;
		return (literals != null) ? literals.get(level) : null;
	}

	/**
	 * Return what follows with levels of their own.
	 * @return the levels and the nodes
	 */
	Collection<Map.Entry<String, LevelNode<V>>> literals() {
		Map<String, LevelNode<V>> literals = this.literals;
		return (literals != null) ? literals.entrySet() : List.of();
	}

	@Nullable LevelNode<V> child(String level) {
		return switch (level) {
			case "+" -> this.one;
			case "#" -> this.all;
			default -> literal(level);
		};
	}

	/**
	 * Return the node of a filter, made if it is not there.
	 * @param levels the levels of the filter
	 * @return the node
	 */
	LevelNode<V> make(String[] levels) {
		LevelNode<V> node = this;
		for (String level : levels) {
			LevelNode<V> child = node.child(level);
			if (child == null) {
				child = new LevelNode<>();
				node.put(level, child);
			}
			node = child;
		}
		return node;
	}

	/**
	 * Return the node of a filter.
	 * @param levels the levels of the filter
	 * @return the node or {@code null} if it is not there
	 */
	@Nullable LevelNode<V> find(String[] levels) {
		LevelNode<V> node = this;
		for (String level : levels) {
			node = node.child(level);
			if (node == null) {
				return null;
			}
		}
		return node;
	}

	/**
	 * Remove the nodes of a filter that nothing is kept for any more.
	 * @param levels the levels of the filter
	 * @param depth how many of them lead here
	 */
	void prune(String[] levels, int depth) {
		LevelNode<V> child = (depth < levels.length) ? child(levels[depth]) : null;
		if (child != null) {
			child.prune(levels, depth + 1);
			if (child.isEmpty()) {
				put(levels[depth], null);
			}
		}
	}

	private void put(String level, @Nullable LevelNode<V> child) {
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

	private void putLiteral(String level, @Nullable LevelNode<V> child) {
		Map<String, LevelNode<V>> literals = this.literals;
		if (child != null) {
			if (literals == null) {
				literals = new ConcurrentHashMap<>(2);
				this.literals = literals;
			}
			literals.put(level, child);
		}
		else if (literals != null) {
			literals.remove(level);
			if (literals.isEmpty()) {
				this.literals = null;
			}
		}
	}

	private boolean isEmpty() {
		return this.value == null && this.one == null && this.all == null && this.literals == null;
	}

	/**
	 * Pass on what is kept for the filters that match a topic name.
	 * @param topic the topic name
	 * @param from where the level of this node starts
	 * @param consumer called with each
	 */
	void match(String topic, int from, Matches<? super V> consumer) {
		boolean wildcardsApply = from > 0 || !topic.startsWith("$"); // [MQTT-4.7.2-1]
		LevelNode<V> all = wildcardsApply ? this.all : null;
		if (all != null) {
			consumer.accept(all.value);
		}
		if (from > topic.length()) {
			consumer.accept(this.value);
			return;
		}
		int slash = topic.indexOf('/', from);
		int end = (slash >= 0) ? slash : topic.length();
		LevelNode<V> one = wildcardsApply ? this.one : null;
		if (one != null) {
			one.match(topic, end + 1, consumer);
		}
		LevelNode<V> literal = literal(topic.substring(from, end));
		if (literal != null) {
			literal.match(topic, end + 1, consumer);
		}
	}

	/**
	 * Takes what is kept for filters.
	 *
	 * @param <V> what is kept for a filter
	 */
	@FunctionalInterface
	interface Matches<V> {

		void accept(@Nullable V value);

	}

}
