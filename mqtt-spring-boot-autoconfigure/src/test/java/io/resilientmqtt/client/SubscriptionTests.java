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

package io.resilientmqtt.client;

import java.util.List;

import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicFilter;
import io.resilientmqtt.message.UserProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Subscription}.
 */
class SubscriptionTests {

	@Test
	void theBuilderStartsFromWhatMqtt311Does() {
		assertThat(Subscription.builder("a/#").build()).isEqualTo(Subscription.of("a/#", QoS.AT_LEAST_ONCE));
		assertThat(Subscription.of("a", QoS.AT_MOST_ONCE).options()).isEqualTo(SubscriptionOptions.DEFAULT);
	}

	@Test
	void theBuilderSetsEveryOption() {
		Subscription subscription = Subscription.builder("a/+")
			.qos(QoS.EXACTLY_ONCE)
			.noLocal(true)
			.retainAsPublished(true)
			.retainHandling(RetainHandling.DO_NOT_SEND_AT_SUBSCRIBE)
			.identifier(268_435_455)
			.userProperty("b", "1")
			.userProperty("a", "2")
			.userProperty("b", "3")
			.build();
		assertThat(subscription).isEqualTo(new Subscription(TopicFilter.of("a/+"), QoS.EXACTLY_ONCE,
				new SubscriptionOptions(true, true, RetainHandling.DO_NOT_SEND_AT_SUBSCRIBE), 268_435_455,
				List.of(new UserProperty("b", "1"), new UserProperty("a", "2"), new UserProperty("b", "3"))));
		assertThat(subscription.group()).isNull();
	}

	@Test
	void aGroupMakesTheFilterOfASharedSubscription() {
		Subscription subscription = Subscription.builder("jobs/+").group("workers").build();
		assertThat(subscription.filter()).hasToString("$share/workers/jobs/+");
		assertThat(subscription.group()).isEqualTo("workers");
		assertThat(subscription).isEqualTo(Subscription.builder("$share/workers/jobs/+").build());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a/b", "a+", "#" })
	void aGroupIsNamedWithoutSeparatorsAndWildcards(String group) {
		Subscription.Builder builder = Subscription.builder("jobs").group(group);
		assertThatIllegalArgumentException().isThrownBy(builder::build)
			.withMessageContainingAll("group '" + group + "'", "at least one character and no '/', '+' or '#'");
	}

	@Test
	void aFilterIsSharedInOneGroup() {
		Subscription.Builder builder = Subscription.builder("$share/a/jobs").group("b");
		assertThatIllegalArgumentException().isThrownBy(builder::build)
			.withMessageContainingAll("'$share/a/jobs'", "'b'", "leave one of them out");
	}

	@Test
	void noLocalIsNotForSharedSubscriptions() { // [MQTT-3.8.3-4]
		Subscription.Builder builder = Subscription.builder("jobs").group("workers").noLocal(true);
		assertThatIllegalArgumentException().isThrownBy(builder::build)
			.withMessageContainingAll("noLocal = true", "'$share/workers/jobs'", "[MQTT-3.8.3-4]");
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 268_435_456 })
	void anIdentifierIsInRange(int identifier) {
		Subscription.Builder builder = Subscription.builder("a").identifier(identifier);
		assertThatIllegalArgumentException().isThrownBy(builder::build)
			.withMessage("identifier " + identifier + " is out of range; use 1 to 268435455");
	}

	@Test
	void userPropertiesCanBeSent() {
		Subscription.Builder builder = Subscription.builder("a").userProperty("name", "\u0000");
		assertThatIllegalArgumentException().isThrownBy(builder::build)
			.withMessageContaining("user property value has U+0000");
	}

	@Test
	void theTextHidesUserProperties() {
		assertThat(Subscription.builder("a").userProperty("token", "secret").build()).asString()
			.contains("filter=a", "userProperties(1)")
			.doesNotContain("secret", "token");
	}

}
