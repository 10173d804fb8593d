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

package io.resilientmqtt.client.session;

import java.util.ArrayList;
import java.util.List;

import io.resilientmqtt.client.session.SubscriptionTable.Answer;
import io.resilientmqtt.client.session.SubscriptionTable.Entry;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.TopicFilter;
import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SubscriptionTable}.
 */
class SubscriptionTableTests {

	private final SubscriptionTable<String> table = new SubscriptionTable<>();

	private final Entry<String> granted = register("granted");

	private final Entry<String> refused = register("refused");

	private final Entry<String> unanswered = register("unanswered");

	SubscriptionTableTests() {
		this.granted.answered(answer(ReasonCode.GRANTED_QOS_1));
		this.refused.answered(answer(ReasonCode.NOT_AUTHORIZED));
	}

	private static Answer answer(ReasonCode reasonCode) {
		return new Answer(reasonCode, null, List.of());
	}

	private Entry<String> register(String filter) {
		return this.table.register(TopicFilter.of(filter), filter);
	}

	private List<String> toRenew(boolean always) {
		return this.table.toRenew(always).stream().map(Entry::subscription).toList();
	}

	@Test
	void eachChangeIsTold() {
		List<String> told = new ArrayList<>();
		SubscriptionTable<String> table = new SubscriptionTable<>(
				(entry) -> told.add(entry.subscription() + " " + entry.order() + " " + entry.isGranted()));
		Entry<String> first = table.register(TopicFilter.of("a"), "first");
		table.register(TopicFilter.of("b"), "other");
		first.answered(answer(ReasonCode.GRANTED_QOS_1));
		table.bind(true);
		table.bind(false);
		table.register(TopicFilter.of("a"), "second").refusedForGood(answer(ReasonCode.NOT_AUTHORIZED));
		assertThat(told).containsExactly("first 0 false", "other 1 false", "first 0 true", "first 0 false",
				"other 1 false", "second 0 false", "second 0 false");
	}

	@Test
	@Behaviour("S11")
	void whatABrokerWithTheSessionHasGrantedIsNotRenewed() {
		this.table.bind(true);
		assertThat(toRenew(false)).containsExactly("refused", "unanswered");
		assertThat(toRenew(true)).containsExactly("granted", "refused", "unanswered");
		assertThat(this.granted.isGranted()).isTrue();
	}

	@Test
	@Behaviour("S11")
	void aBrokerWithoutTheSessionIsAskedForAllInTheOrderRegistered() {
		this.table.bind(false);
		assertThat(toRenew(false)).containsExactly("granted", "refused", "unanswered");
		assertThat(this.table.entries()).allMatch((entry) -> entry.answer() == null && !entry.isGranted());
	}

	@Test
	@Behaviour("S18")
	void aRefusalIsKeptUntilTheNextAnswer() {
		assertThat(this.refused.isGranted()).isFalse();
		assertThat(this.refused.answer()).isEqualTo(answer(ReasonCode.NOT_AUTHORIZED));
		this.refused.answered(answer(ReasonCode.SUCCESS));
		assertThat(this.refused.isGranted()).isTrue();
	}

	@Test
	void aFilterRegisteredAgainIsReplacedWhereItWasAndAskedForAgain() {
		Entry<String> again = this.table.register(TopicFilter.of("granted"), "again");
		assertThat(this.table.find(TopicFilter.of("granted"))).isSameAs(again);
		assertThat(toRenew(false)).containsExactly("again", "refused", "unanswered");
		assertThat(this.table.remove(TopicFilter.of("granted"))).isTrue();
		assertThat(this.table.remove(TopicFilter.of("granted"))).isFalse();
		assertThat(toRenew(true)).containsExactly("refused", "unanswered");
	}

}
