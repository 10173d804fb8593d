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
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Finds the values whose topic filters cover another filter, are covered by it or overlap
 * it, in as many steps as the filter has levels and values are found; only below a
 * {@code +} or {@code #} of the filter it looks at each level there. The names of shares
 * do not matter here: a caller for whom they do tells the values found apart. One thread
 * at a time may change it; {@link #match} may be called by others meanwhile.
 *
 * @param <T> the values
 */
public final class FilterIndex<T> {

	private final LevelNode<List<T>> root = new LevelNode<>();

	private long steps;

	/**
	 * Add a value under a filter.
	 * @param filter the filter
	 * @param value the value
	 */
	public void add(TopicFilter filter, T value) {
		LevelNode<List<T>> node = this.root.make(LevelNode.levels(filter));
		List<T> present = node.value();
		if (present == null) {
			node.value(List.of(value));
			return;
		}
		List<T> values = new ArrayList<>(present.size() + 1);
		values.addAll(present);
		values.add(value);
		node.value(values); // never changed, for whoever reads it meanwhile
	}

	/**
	 * Remove a value from under a filter.
	 * @param filter the filter
	 * @param value the value
	 */
	public void remove(TopicFilter filter, T value) {
		String[] levels = LevelNode.levels(filter);
		LevelNode<List<T>> node = this.root.find(levels);
		List<T> present = (node != null) ? node.value() : null;
		if (node == null || present == null) {
			return;
		}
		List<T> values = new ArrayList<>(present);
		values.remove(value);
		node.value(values.isEmpty() ? null : values);
		if (values.isEmpty()) {
			this.root.prune(levels, 0);
		}
	}

	/**
	 * Pass on every value with a filter that matches a topic name. A filter that starts
	 * with a wildcard does not match a topic that starts with {@code $} [MQTT-4.7.2-1].
	 * On any thread.
	 * @param topic the topic name
	 * @param consumer called with each value
	 */
	public void match(String topic, Consumer<? super T> consumer) {
		this.root.match(topic, 0, (values) -> {
			if (values != null) {
				values.forEach(consumer);
			}
		});
	}

	/**
	 * Return the first value found whose filter covers another.
	 * @param filter the other filter
	 * @param condition what else is asked of the value
	 * @return the value or {@code null} if there is none
	 */
	public @Nullable T findCovering(TopicFilter filter, Predicate<? super T> condition) {
		return new Search(filter, condition).covering(this.root, 0);
	}

	/**
	 * Return the values whose filters another covers.
	 * @param filter the other filter
	 * @return the values
	 */
	public List<T> covered(TopicFilter filter) {
		List<T> found = new ArrayList<>();
		new Search(filter, (value) -> !found.add(value)).covered(this.root, 0);
		return found;
	}

	/**
	 * Return the first value found whose filter overlaps another.
	 * @param filter the other filter
	 * @param condition what else is asked of the value
	 * @return the value or {@code null} if there is none
	 */
	public @Nullable T findOverlapping(TopicFilter filter, Predicate<? super T> condition) {
		return new Search(filter, condition).overlapping(this.root, 0);
	}

	/**
	 * Return the values whose filters overlap another.
	 * @param filter the other filter
	 * @return the values
	 */
	public List<T> overlapping(TopicFilter filter) {
		List<T> found = new ArrayList<>();
		findOverlapping(filter, (value) -> !found.add(value));
		return found;
	}

	/**
	 * Return how many levels and values have been looked at to find others. Tells whether
	 * the cost of finding grows.
	 * @return the count since the index was made
	 */
	public long steps() {
		return this.steps;
	}

	/**
	 * A walk through the levels.
	 */
	private final class Search {

		private final String[] levels;

		private final boolean reserved;

		private final Predicate<? super T> condition;

		Search(TopicFilter filter, Predicate<? super T> condition) {
			this.levels = LevelNode.levels(filter);
			this.reserved = this.levels[0].startsWith("$");
			this.condition = condition;
		}

		private @Nullable T values(@Nullable LevelNode<List<T>> node) {
			List<T> values = (node != null) ? node.value() : null;
			if (values != null) {
				for (T value : values) {
					FilterIndex.this.steps++;
					if (this.condition.test(value)) {
						return value;
					}
				}
			}
			return null;
		}

		// Return whether wildcards in the index may stand for the level [MQTT-4.7.2-1].
		private boolean wildcardsApply(int depth) {
			return depth > 0 || !this.reserved;
		}

		@Nullable T covering(@Nullable LevelNode<List<T>> node, int depth) {
			if (node == null) {
				return null;
			}
			FilterIndex.this.steps++;
			T found = wildcardsApply(depth) ? values(node.all()) : null;
			if (found != null) {
				return found;
			}
			if (depth == this.levels.length) {
				return values(node);
			}
			String level = this.levels[depth];
			if (level.equals("#")) {
				return null;
			}
			found = wildcardsApply(depth) ? covering(node.one(), depth + 1) : null;
			return (found != null || level.equals("+")) ? found : covering(node.literal(level), depth + 1);
		}

		@Nullable T covered(@Nullable LevelNode<List<T>> node, int depth) {
			if (node == null) {
				return null;
			}
			FilterIndex.this.steps++;
			if (depth == this.levels.length) {
				return values(node);
			}
			String level = this.levels[depth];
			if (level.equals("#")) {
				return all(node, depth);
			}
			if (!level.equals("+")) {
				return covered(node.literal(level), depth + 1);
			}
			T found = covered(node.one(), depth + 1);
			for (Map.Entry<String, LevelNode<List<T>>> literal : node.literals()) {
				if (found == null && isMeant(literal.getKey(), depth)) {
					found = covered(literal.getValue(), depth + 1);
				}
			}
			return found;
		}

		// Return whether a wildcard of the filter may stand for a level of the index.
		private boolean isMeant(String literal, int depth) {
			return depth > 0 || !literal.startsWith("$"); // [MQTT-4.7.2-1]
		}

		// Go through all that begins here.
		private @Nullable T all(@Nullable LevelNode<List<T>> node, int depth) {
			if (node == null) {
				return null;
			}
			FilterIndex.this.steps++;
			T found = values(node);
			if (found == null) {
				found = all(node.one(), depth + 1);
			}
			if (found == null) {
				found = all(node.all(), depth + 1);
			}
			for (Map.Entry<String, LevelNode<List<T>>> literal : node.literals()) {
				if (found == null && isMeant(literal.getKey(), depth)) {
					found = all(literal.getValue(), depth + 1);
				}
			}
			return found;
		}

		@Nullable T overlapping(@Nullable LevelNode<List<T>> node, int depth) {
			if (node == null) {
				return null;
			}
			FilterIndex.this.steps++;
			if (depth == this.levels.length) {
				T found = values(node);
				return (found != null) ? found : end(node, depth);
			}
			String level = this.levels[depth];
			if (level.equals("#")) {
				return below(node, depth);
			}
			T found = wildcardsApply(depth) ? values(node.all()) : null;
			if (found == null && wildcardsApply(depth)) {
				found = overlapping(node.one(), depth + 1);
			}
			if (found != null) {
				return found;
			}
			return level.equals("+") ? overlappingLiterals(node, depth) : overlapping(node.literal(level), depth + 1);
		}

		private @Nullable T overlappingLiterals(LevelNode<List<T>> node, int depth) {
			for (Map.Entry<String, LevelNode<List<T>>> literal : node.literals()) {
				T found = isMeant(literal.getKey(), depth) ? overlapping(literal.getValue(), depth + 1) : null;
				if (found != null) {
					return found;
				}
			}
			return null;
		}

		// The filter ends here: '#' matches its parent level too, but "/#" has none, for
		// no topic is empty
		@SuppressWarnings("ReferenceEquality") // of nodes
		private @Nullable T end(LevelNode<List<T>> node, int depth) {
			return (depth > 1 || node != FilterIndex.this.root.literal("")) ? values(node.all()) : null;
		}

		// The filter has '#' here, which matches its parent level too unless
		// that is empty.
		private @Nullable T below(LevelNode<List<T>> node, int depth) {
			if (depth != 1 || !this.levels[0].isEmpty()) {
				return all(node, depth);
			}
			T found = all(node.one(), depth + 1);
			if (found == null) {
				found = all(node.all(), depth + 1);
			}
			for (Map.Entry<String, LevelNode<List<T>>> literal : node.literals()) {
				found = (found != null) ? found : all(literal.getValue(), depth + 1);
			}
			return found;
		}

	}

}
