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
import java.util.function.BiPredicate;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FilterIndex}: it finds what {@link TopicFilter} says of each pair.
 */
class FilterIndexTests {

	private static final List<String> LEVELS = List.of("", "a", "b", "$s", "+", "#");

	private final List<TopicFilter> filters = filters();

	private final FilterIndex<TopicFilter> index = new FilterIndex<>();

	private static List<TopicFilter> filters() {
		List<TopicFilter> filters = new ArrayList<>();
		List<String> prefixes = List.of("");
		for (int depth = 0; depth < 3; depth++) {
			List<String> next = new ArrayList<>();
			for (String prefix : prefixes) {
				for (String level : LEVELS) {
					String text = prefix + level;
					if (!text.isEmpty()) {
						filters.add(TopicFilter.of(text));
					}
					if (!level.equals("#")) {
						next.add(text + "/");
					}
				}
			}
			prefixes = next;
		}
		return filters;
	}

	private List<TopicFilter> expected(BiPredicate<TopicFilter, TopicFilter> relation, TopicFilter filter) {
		return this.filters.stream().filter((other) -> relation.test(other, filter)).toList();
	}

	@Test
	void findsWhatOverlaps() {
		this.filters.forEach((filter) -> this.index.add(filter, filter));
		for (TopicFilter filter : this.filters) {
			assertThat(this.index.overlapping(filter)).as("%s", filter)
				.containsExactlyInAnyOrderElementsOf(expected(TopicFilter::overlaps, filter));
		}
	}

	@Test
	void findsWhatIsCovered() {
		this.filters.forEach((filter) -> this.index.add(filter, filter));
		for (TopicFilter filter : this.filters) {
			assertThat(this.index.covered(filter)).as("%s", filter)
				.containsExactlyInAnyOrderElementsOf(expected((other, it) -> it.covers(other), filter));
		}
	}

	@Test
	void findsWhatCovers() {
		this.filters.forEach((filter) -> this.index.add(filter, filter));
		for (TopicFilter filter : this.filters) {
			List<TopicFilter> covering = new ArrayList<>();
			assertThat(this.index.findCovering(filter, (other) -> !covering.add(other))).isNull();
			assertThat(covering).as("%s", filter)
				.containsExactlyInAnyOrderElementsOf(expected(TopicFilter::covers, filter));
		}
	}

	@Test
	void matchesTopics() {
		this.filters.forEach((filter) -> this.index.add(filter, filter));
		for (String topic : List.of("a", "/", "a/b", "/a", "a/", "$s", "$s/a", "a/$s", "a/b/a", "a//b", "//")) {
			List<TopicFilter> matching = new ArrayList<>();
			this.index.match(topic, matching::add);
			assertThat(matching).as(topic)
				.containsExactlyInAnyOrderElementsOf(
						this.filters.stream().filter((filter) -> filter.matches(topic)).toList());
		}
	}

	@Test
	void stopsAtTheFirstThatIsMeant() {
		this.filters.forEach((filter) -> this.index.add(filter, filter));
		List<TopicFilter> asked = new ArrayList<>();
		TopicFilter found = this.index.findOverlapping(TopicFilter.of("#"), asked::add);
		assertThat(asked).hasSize(1).containsExactly(found);
	}

	@Test
	void shareNamesDoNotMatterAndOneFilterMayHaveSeveralValues() {
		TopicFilter shared = TopicFilter.of("$share/g/a/+");
		TopicFilter plain = TopicFilter.of("a/+");
		this.index.add(shared, shared);
		this.index.add(plain, plain);
		assertThat(this.index.overlapping(TopicFilter.of("+/b"))).containsExactlyInAnyOrder(shared, plain);
		this.index.remove(plain, plain);
		assertThat(this.index.overlapping(TopicFilter.of("+/b"))).containsExactly(shared);
	}

	@Test
	void whatIsRemovedIsNotFoundAndLeavesNothing() {
		for (TopicFilter filter : this.filters) {
			this.index.add(filter, filter);
		}
		this.filters.stream().filter(TopicFilter::hasWildcard).forEach((filter) -> this.index.remove(filter, filter));
		assertThat(this.index.overlapping(TopicFilter.of("a/+"))).extracting(TopicFilter::toString)
			.containsExactlyInAnyOrder("a/", "a/a", "a/b", "a/$s");
		this.filters.forEach((filter) -> this.index.remove(filter, filter));
		long before = this.index.steps();
		assertThat(this.index.overlapping(TopicFilter.of("#"))).isEmpty();
		assertThat(this.index.steps() - before).isLessThanOrEqualTo(2); // the root
	}

	@Test
	void findsInTheDepthOfTheFilterHoweverManyThereAre() {
		long few = steps(10);
		assertThat(few).isLessThan(20);
		assertThat(steps(10_000)).isEqualTo(few);
	}

	private static long steps(int count) {
		FilterIndex<Integer> many = new FilterIndex<>();
		for (int i = 0; i < count; i++) {
			many.add(TopicFilter.of("many/" + i + "/+"), i);
		}
		many.add(TopicFilter.of("many/#"), -1);
		many.add(TopicFilter.of("many/+/on"), -2);
		TopicFilter filter = TopicFilter.of("many/7/+");
		long before = many.steps();
		assertThat(many.overlapping(filter)).containsExactlyInAnyOrder(-1, -2, 7);
		assertThat(many.findCovering(filter, (value) -> true)).isEqualTo(-1);
		assertThat(many.covered(filter)).containsExactly(7);
		return many.steps() - before;
	}

}
