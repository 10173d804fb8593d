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

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link TopicTemplate}.
 */
class TopicTemplateTests {

	@Test
	void variablesBecomeSingleLevelWildcards() {
		TopicTemplate template = TopicTemplate.of("sensors/{room}/{kind}/#");
		assertThat(template.filter()).isEqualTo(TopicFilter.of("sensors/+/+/#"));
		assertThat(template.variableNames()).containsExactly("room", "kind");
		assertThat(template).hasToString("sensors/{room}/{kind}/#").isEqualTo(TopicTemplate.of(template.toString()));
	}

	@Test
	void valuesAreReadInTheOrderOfTheVariables() {
		TopicTemplate template = TopicTemplate.of("{site}/sensors/{room-1}/temperature/{unit}");
		assertThat(template.extract("berlin/sensors/kitchen/temperature/C"))
			.containsExactly(Map.entry("site", "berlin"), Map.entry("room-1", "kitchen"), Map.entry("unit", "C"));
	}

	@Test
	void emptyLevelIsAValue() {
		assertThat(TopicTemplate.of("/{a}/{b}").extract("//x")).containsEntry("a", "").containsEntry("b", "x");
		assertThat(TopicTemplate.of("a/{b}").extract("a/")).containsEntry("b", "");
	}

	@Test
	void anonymousWildcardsAreNoVariables() {
		TopicTemplate template = TopicTemplate.of("a/+/{c}/#");
		assertThat(template.extract("a/b/c/d/e")).isEqualTo(Map.of("c", "c"));
		assertThat(template.extract("a/b/c")).isEqualTo(Map.of("c", "c"));
	}

	@Test
	void plainFilterHasNoVariables() {
		TopicTemplate template = TopicTemplate.of("a/b");
		assertThat(template.variableNames()).isEmpty();
		assertThat(template.extract("a/b")).isEmpty();
	}

	@Test
	void levelsOfSharedSubscriptionAreCountedBehindTheShareName() {
		TopicTemplate template = TopicTemplate.of("$share/workers/jobs/{id}");
		assertThat(template.filter().shareName()).isEqualTo("workers");
		assertThat(template.matches("jobs/7")).isTrue();
		assertThat(template.extract("jobs/7")).isEqualTo(Map.of("id", "7"));
	}

	@Test
	void variablesOfAFilterOfEmqxAreRead() {
		TopicTemplate template = TopicTemplate.of("$queue/jobs/{id}");
		assertThat(template.extract("jobs/7")).isEqualTo(Map.of("id", "7"));
	}

	@Test
	void singleVariableIsReadByIndex() {
		TopicTemplate template = TopicTemplate.of("sensors/{room}/{kind}");
		assertThat(template.extract("sensors/kitchen/humidity", 0)).isEqualTo("kitchen");
		assertThat(template.extract("sensors/kitchen/humidity", 1)).isEqualTo("humidity");
	}

	@Test
	void topicThatDoesNotMatchIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicTemplate.of("a/{b}").extract("x/y"))
			.withMessage("topic 'x/y' does not match 'a/{b}'");
	}

	@ParameterizedTest
	@CsvSource({ "a/{}", "a/{b", "a/b}", "a/x{b}", "a/{b}x", "a/{b}{c}", "a/{{b}}", "a/}{", "a/{", "a/}",
			"a/{b:[0-9]+}", "a/{b c}" })
	void misplacedBraceIsRefused(String template) {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicTemplate.of(template))
			.withMessageContainingAll("'" + template + "'", "write a whole level as {name}");
	}

	@Test
	void aTemplateIsSharedInAGroup() {
		TopicTemplate shared = TopicTemplate.of("jobs/{kind}/+").share("{all}");
		assertThat(shared).hasToString("$share/{all}/jobs/{kind}/+");
		assertThat(shared.filter()).hasToString("$share/{all}/jobs/+/+");
		assertThat(shared.extract("jobs/print/1")).containsOnly(Map.entry("kind", "print"));
	}

	@Test
	void duplicateVariableIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicTemplate.of("{a}/b/{a}"))
			.withMessageContainingAll("'{a}/b/{a}'", "{a} appears twice");
	}

	@Test
	void invalidFilterIsRefusedByTheNameTheUserWrote() {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicTemplate.of("a/{b}/#/c"))
			.withMessageContainingAll("'a/{b}/#/c'", "'#' must be the whole of the last level");
		assertThatIllegalArgumentException().isThrownBy(() -> TopicTemplate.of("$share/{group}/a"))
			.withMessageContainingAll("'$share/{group}/a'", "$share/name/filter");
		assertThatIllegalArgumentException().isThrownBy(() -> TopicTemplate.of(""))
			.withMessageContaining("topic filter is empty");
	}

	@Test
	void expandIsTheInverseOfExtract() {
		TopicTemplate template = TopicTemplate.of("$share/group/{a}/b/{c}");
		assertThat(template.expand(template.extract("1/b/2")::get)).isEqualTo("1/b/2");
		assertThat(TopicTemplate.of("a/b").expand((name) -> "x")).isEqualTo("a/b");
		assertThat(TopicTemplate.of("{a}").expand((name) -> "several/levels")).isEqualTo("several/levels");
	}

	@Test
	void expandYieldsATopicName() {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicTemplate.of("{a}/#").expand((name) -> "x"))
			.withMessageContaining("wildcard");
		assertThatIllegalArgumentException().isThrownBy(() -> TopicTemplate.of("{a}/b").expand((name) -> "+"))
			.withMessageContaining("wildcard");
		assertThatIllegalArgumentException().isThrownBy(() -> TopicTemplate.of("{a}").expand((name) -> ""))
			.withMessageContaining("empty");
	}

}
