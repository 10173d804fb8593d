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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link TopicFilter}: the examples of the specification [MQTT 5, 4.7] and the
 * edges around them.
 */
class TopicFilterTests {

	@ParameterizedTest
	@CsvSource({
	// @formatter:off
			"sport/tennis/player1/#, sport/tennis/player1",
			"sport/tennis/player1/#, sport/tennis/player1/ranking",
			"sport/tennis/player1/#, sport/tennis/player1/score/wimbledon",
			"sport/#,                sport",
			"sport/#,                sport/",
			"sport/#,                sport//",
			"sport//#,               sport/",
			"#,                      sport",
			"#,                      /",
			"#,                      /finance",
			"/#,                     /",
			"/#,                     /finance",
			"sport/tennis/+,         sport/tennis/player1",
			"sport/+,                sport/",
			"+,                      sport",
			"+/tennis/#,             sport/tennis",
			"+/tennis/#,             /tennis/x",
			"sport/+/player1,        sport/tennis/player1",
			"sport/+/player1,        sport//player1",
			"+/+,                    /finance",
			"/+,                     /finance",
			"+/+,                    /",
			"+/#,                    sport",
			"+/#,                    sport/tennis/x",
			"+/+/#,                  sport/tennis",
			"/,                      /",
			"a b/c,                  a b/c",
			"ä/+/€,                  ä/ö/€",
			"$SYS/#,                 $SYS/broker/load",
			"$SYS/#,                 $SYS",
			"$SYS/+,                 $SYS/broker",
			"$SYS/monitor/+,         $SYS/monitor/Clients",
			"a/+,                    a/$SYS",
			"a/#,                    a/$SYS/b",
			"$share/g/a/+,           a/b",
			"$share/g/$SYS/#,        $SYS/a",
			"$share/g//finance,      /finance",
			"$queue/a/+,             a/b",
			"$queue/#,               a/b",
			"$exclusive/a/b,         a/b",
			"$exclusive/$SYS/#,      $SYS/a",
			"$queue//a,              /a",
			"$queue/,                $queue/",
			"$exclusive,             $exclusive",
			"$queues/a,              $queues/a",
			"$shared,                $shared",
			"$share,                 $share"
	// @formatter:on
	})
	void matches(String filter, String topic) {
		assertThat(TopicFilter.of(filter).matches(topic)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({
	// @formatter:off
			"sport/tennis/+,   sport/tennis/player1/ranking",
			"sport/tennis/+,   sport/tennis",
			"sport/+,          sport",
			"sport/+,          sport/a/",
			"sport/+/#,        sport",
			"sport/#,          sports",
			"sport/#,          Sport/a",
			"sport//#,         sport",
			"+,                /finance",
			"+,                sport/",
			"/+,               finance",
			"/#,               finance",
			"/finance,         finance",
			"finance,          /finance",
			"finance,          finance/",
			"finance/,         finance",
			"finance,          fin",
			"fin,              finance",
			"#,                $SYS",
			"#,                $SYS/broker",
			"+,                $SYS",
			"+/monitor/Clients, $SYS/monitor/Clients",
			"+/#,              $other/x",
			"$SYS/#,           $SYSTEM",
			"$share/g/#,       $SYS/a",
			"$share/g/+/a,     $SYS/a",
			"$share/g/a,       $share/g/a",
			"$share/g/a,       b"
	// @formatter:on
	})
	void doesNotMatch(String filter, String topic) {
		assertThat(TopicFilter.of(filter).matches(topic)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "sport/tennis#", "sport/tennis/#/ranking", "#/", "##", "a/##", "+#", "#+", "a/b#",
			"$share/g/a#", "$share/g/#/a" })
	void misplacedMultiLevelWildcardIsRefused(String filter) {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicFilter.of(filter))
			.withMessageStartingWith("topic filter '" + filter + "' is not valid: ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "sport+", "+sport", "sport/+a", "sport/a+/b", "++", "a/++", "$share/g/a+" })
	void misplacedSingleLevelWildcardIsRefused(String filter) {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicFilter.of(filter))
			.withMessage("topic filter '" + filter + "' is not valid: '+' must be the whole of its level");
	}

	@ParameterizedTest
	@ValueSource(strings = { "$share/", "$share//", "$share//a", "$share/g", "$share/g/", "$share/+/a", "$share/#/a",
			"$share/g+/a", "$share/#" })
	void incompleteSharedSubscriptionIsRefused(String filter) {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicFilter.of(filter))
			.withMessage(
					"topic filter '" + filter + "' is not valid: a shared subscription is written $share/name/filter");
	}

	@ParameterizedTest
	@CsvSource({ "#, a", "#, a/b", "#, #", "#, +/a", "a/#, a", "a/#, a/b/c", "a/#, a/+/c", "a/#, a/#", "+, a",
			"a/+, a/b", "+/+, a/+", "a, a", "a/+/c, a/b/c", "$SYS/#, $SYS/a", "'/+', '/'" })
	void coversWhatMatchesIt(String filter, String other) {
		assertThat(TopicFilter.of(filter).covers(TopicFilter.of(other))).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "a, #", "+, #", "+, a/b", "a/+, a/#", "a/+, a", "a/b, a/+", "#, $SYS/a", "+/a, $SYS/a", "a/#, b",
			"a/#, ab", "$share/g/#, a", "#, $share/g/a" })
	void doesNotCoverWhatMayNotMatchIt(String filter, String other) {
		assertThat(TopicFilter.of(filter).covers(TopicFilter.of(other))).isFalse();
	}

	@Test
	void emptyFilterIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicFilter.of(""))
			.withMessage("topic filter is empty; a filter has at least one character");
	}

	@Test
	void filterThatCannotBeEncodedIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicFilter.of("a/\u0000/#"))
			.withMessage("topic filter has U+0000 at index 2; remove it");
		assertThatIllegalArgumentException().isThrownBy(() -> TopicFilter.of("a/\uDE00"))
			.withMessage("topic filter has an unpaired surrogate at index 2 and can't be encoded as UTF-8");
		assertThat(TopicFilter.of("ä".repeat(32766) + "/#").hasWildcard()).isTrue();
		assertThatIllegalArgumentException().isThrownBy(() -> TopicFilter.of("ä".repeat(32767) + "/#"))
			.withMessage("topic filter needs 65536 bytes in UTF-8; MQTT allows at most 65535");
	}

	@ParameterizedTest
	@ValueSource(strings = { "$queue/jobs/+", "$exclusive/jobs/+" })
	void aPrefixOfEmqxIsSplitOff(String text) {
		TopicFilter filter = TopicFilter.of(text);
		assertThat(filter.levels()).isEqualTo("jobs/+");
		assertThat(filter.shareName()).isNull();
		assertThat(filter.isPlain()).isFalse();
		assertThat(filter).hasToString(text);
		assertThat(filter.covers(TopicFilter.of("jobs/1"))).isFalse();
		assertThat(TopicFilter.of("#").covers(filter)).isFalse();
		assertThat(filter.overlaps(TopicFilter.of("jobs/1"))).isTrue();
		assertThatIllegalArgumentException().isThrownBy(() -> filter.merge(TopicFilter.of("jobs/1")));
		assertThatIllegalArgumentException().isThrownBy(() -> filter.share("g")).withMessageContaining("its prefix");
		TopicTrie<String> trie = new TopicTrie<>();
		trie.add(filter, "x");
		List<String> matching = new ArrayList<>();
		trie.match("jobs/1", matching::add);
		assertThat(matching).containsExactly("x");
	}

	@Test
	void shareNameIsSplitOff() {
		TopicFilter filter = TopicFilter.of("$share/workers/jobs/+/#");
		assertThat(filter.shareName()).isEqualTo("workers");
		assertThat(filter.levels()).isEqualTo("jobs/+/#");
		assertThat(filter).hasToString("$share/workers/jobs/+/#");
	}

	@ParameterizedTest
	@ValueSource(strings = { "jobs/+", "$shared/workers/jobs", "$share", "$SYS/share" })
	void otherFiltersHaveNoShareName(String text) {
		TopicFilter filter = TopicFilter.of(text);
		assertThat(filter.shareName()).isNull();
		assertThat(filter.levels()).isEqualTo(text);
	}

	@ParameterizedTest
	@CsvSource({ "a/b, false", "a/+, true", "+/b, true", "#, true", "a/#, true", "$share/g/a, false",
			"$share/g/+, true" })
	void wildcardIsTold(String filter, boolean expected) {
		assertThat(TopicFilter.of(filter).hasWildcard()).isEqualTo(expected);
	}

	@Test
	void aFilterIsSharedInAGroup() {
		assertThat(TopicFilter.of("jobs/+").share("workers")).isEqualTo(TopicFilter.of("$share/workers/jobs/+"));
		assertThat(TopicFilter.of("/").share("{a b}")).hasToString("$share/{a b}//");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a/b", "a+b", "#" })
	void aGroupHasACharacterAndNoSeparatorOrWildcard(String group) {
		TopicFilter filter = TopicFilter.of("jobs");
		assertThatIllegalArgumentException().isThrownBy(() -> filter.share(group))
			.withMessageContainingAll("group '" + group + "'", "no '/', '+' or '#'");
	}

	@Test
	void aSharedFilterIsNotSharedAgain() {
		TopicFilter filter = TopicFilter.of("$share/a/jobs");
		assertThatIllegalArgumentException().isThrownBy(() -> filter.share("b"))
			.withMessageContainingAll("'$share/a/jobs'", "group 'b'", "group 'a'");
	}

	@Test
	void filtersOverlapIfSomeTopicMatchesBoth() {
		List<String> filters = combinations(List.of("a", "b", "$c", "", "+", "#"), 3).stream()
			.filter(TopicFilterTests::isValid)
			.toList();
		List<String> topics = combinations(List.of("a", "b", "$c", ""), 4);
		for (String first : filters) {
			TopicFilter filter = TopicFilter.of(first);
			List<String> matching = topics.stream().filter(filter::matches).toList();
			for (String second : filters) {
				TopicFilter other = TopicFilter.of(second);
				assertThat(filter.overlaps(other)).as("%s and %s", first, second)
					.isEqualTo(matching.stream().anyMatch(other::matches));
			}
		}
		assertThat(TopicFilter.of("$share/g/a/+").overlaps(TopicFilter.of("$share/h/a/b"))).isTrue();
	}

	@Test
	void theNarrowestFilterOfThoseThatCoverTwoStandsForThem() {
		List<TopicFilter> filters = combinations(List.of("a", "b", "", "+", "#"), 3).stream()
			.filter(TopicFilterTests::isValid)
			.map(TopicFilter::of)
			.toList();
		for (TopicFilter first : filters) {
			List<TopicFilter> covering = filters.stream().filter((filter) -> filter.covers(first)).toList();
			for (TopicFilter second : filters.stream().filter(first::overlaps).toList()) {
				TopicFilter merged = first.merge(second);
				assertThat(merged.covers(first) && merged.covers(second)).as("%s of %s and %s", merged, first, second)
					.isTrue();
				assertThat(covering).filteredOn((filter) -> filter.covers(second))
					.as("%s and %s", first, second)
					.allMatch((filter) -> filter.covers(merged));
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "a/+, +/b, +/+", "a/#, +/b, +/#", "a/+/c, a/b/#, a/+/#", "a/+, a/b/#, a/+/#", "a/+, a/b, a/+",
			"$SYS/+/x, $SYS/a/+, $SYS/+/+", "a/#, +/b/c/d, +/#" })
	void filtersThatOverlapAreMerged(String first, String second, String merged) {
		assertThat(TopicFilter.of(first).merge(TopicFilter.of(second))).isEqualTo(TopicFilter.of(merged));
		assertThat(TopicFilter.of(second).merge(TopicFilter.of(first))).isEqualTo(TopicFilter.of(merged));
	}

	@ParameterizedTest
	@CsvSource({ "a/+, b/+", "a, a/b", "$SYS/a, +/a", "$share/g/a, a", "a, $share/g/a" })
	void othersAreNot(String first, String second) {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicFilter.of(first).merge(TopicFilter.of(second)))
			.withMessageContainingAll("'" + first + "'", "'" + second + "'");
	}

	private static List<String> combinations(List<String> levels, int depth) {
		List<String> all = new ArrayList<>(levels);
		if (depth > 1) {
			for (String rest : combinations(levels, depth - 1)) {
				levels.forEach((level) -> all.add(level + "/" + rest));
			}
		}
		return all;
	}

	private static boolean isValid(String filter) {
		int wildcard = filter.indexOf('#');
		return !filter.isEmpty() && (wildcard < 0 || wildcard == filter.length() - 1);
	}

	@Test
	void filtersAreEqualByTheirText() {
		assertThat(TopicFilter.of("a/+")).isEqualTo(TopicFilter.of("a/+"))
			.hasSameHashCodeAs(TopicFilter.of("a/+"))
			.isNotEqualTo(TopicFilter.of("a/#"))
			.isNotEqualTo("a/+");
		assertThat(TopicFilter.of("$share/g/a")).isNotEqualTo(TopicFilter.of("a"));
	}

}
