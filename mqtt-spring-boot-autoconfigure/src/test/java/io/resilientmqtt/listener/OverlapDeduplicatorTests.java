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

package io.resilientmqtt.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.resilientmqtt.message.MqttMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OverlapDeduplicator}.
 */
class OverlapDeduplicatorTests {

	private final OverlapDeduplicator deduplicator = new OverlapDeduplicator();

	private final List<String> handled = new ArrayList<>();

	private Set<Integer> expected = Set.of(1, 2);

	private void receive(String topic, String payload, Integer... identifiers) {
		MqttMessage.Builder message = MqttMessage.builder(topic).payload(payload);
		List.of(identifiers).forEach(message::subscriptionIdentifier);
		if (!this.deduplicator.isCopy(message.build(), this.expected)) {
			this.handled.add(payload);
		}
	}

	@Test
	void copiesMayComeApart() {
		receive("a", "1", 1);
		receive("a", "2", 1);
		receive("b", "1", 1);
		receive("a", "3", 1);
		receive("a", "1", 2);
		receive("b", "1", 2);
		receive("a", "2", 2);
		receive("a", "3", 2);
		assertThat(this.handled).containsExactly("1", "2", "1", "3");
	}

	@Test
	void equalMessagesHaveAsManyCopies() {
		receive("a", "on", 1);
		receive("a", "on", 1);
		receive("a", "on", 2);
		receive("a", "on", 2);
		receive("a", "on", 2);
		receive("a", "on", 1);
		assertThat(this.handled).containsExactly("on", "on", "on");
	}

	@Test
	void aCopyThatNeverCameIsNotTakenFromALaterMessage() {
		receive("a", "on", 1);
		receive("a", "off", 1);
		receive("a", "off", 2); // so that "on" does not come for 2 any more
		receive("a", "on", 2);
		receive("a", "on", 1);
		assertThat(this.handled).containsExactly("on", "off", "on");
	}

	@Test
	void whatIsSentAgainIsHandledAgain() {
		receive("a", "1", 1);
		receive("a", "1", 2);
		receive("a", "1", 1);
		receive("a", "1", 2);
		assertThat(this.handled).containsExactly("1", "1");
	}

	@Test
	void moreThanTwoCopiesAreRecognized() {
		this.expected = Set.of(1, 2, 3);
		receive("a", "1", 2);
		receive("a", "2", 2);
		receive("a", "1", 1);
		receive("a", "1", 3);
		receive("a", "2", 3);
		receive("a", "2", 1);
		assertThat(this.handled).containsExactly("1", "2");
	}

	@Test
	void identifiersOfOthersDoNotMatter() {
		receive("a", "1", 1, 9);
		receive("a", "1", 2, 9);
		assertThat(this.handled).containsExactly("1");
	}

	@Test
	void aRetainedMessageIsNoCopyOfOneThatWasPublished() {
		assertThat(this.deduplicator.isCopy(
				MqttMessage.builder("a").payload("1").retain(true).subscriptionIdentifier(1).build(), this.expected))
			.isFalse();
		receive("a", "1", 2);
		assertThat(this.handled).containsExactly("1");
	}

	@Test
	void aCopyThatComesAfterVeryManyOthersIsHandled() {
		receive("first", "1", 1);
		for (int number = 0; number < 256; number++) {
			receive("other/" + number, "x", 1);
		}
		this.handled.clear();
		receive("first", "1", 2);
		receive("other/255", "x", 2);
		assertThat(this.handled).containsExactly("1");
	}

}
