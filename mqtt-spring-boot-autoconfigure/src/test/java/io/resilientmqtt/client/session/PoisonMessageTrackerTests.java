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

import io.resilientmqtt.client.session.OutboundPublish.Phase;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PoisonMessageTracker}.
 */
class PoisonMessageTrackerTests {

	private final TestPublish one = new TestPublish("1", QoS.AT_LEAST_ONCE);

	private final TestPublish two = new TestPublish("2", QoS.EXACTLY_ONCE);

	@Test
	void theOldestUnansweredOfTwoClosingsIsSuspect() {
		PoisonMessageTracker<String> poisonTracker = new PoisonMessageTracker<>(3);
		poisonTracker.closed(this.one);
		assertThat(poisonTracker.suspect()).isNull();
		poisonTracker.closed(null);
		poisonTracker.closed(this.one);
		assertThat(poisonTracker.suspect()).isSameAs(this.one);
		assertThat(poisonTracker.losses()).isEqualTo(2);
	}

	@Test
	void anotherOneStartsTheCountOver() {
		PoisonMessageTracker<String> poisonTracker = new PoisonMessageTracker<>(3);
		poisonTracker.closed(this.one);
		poisonTracker.closed(this.two);
		assertThat(poisonTracker.suspect()).isNull();
		poisonTracker.closed(this.two);
		assertThat(poisonTracker.suspect()).isSameAs(this.two);
	}

	@Test
	void whatIsAnsweredIsSuspectNoMore() {
		PoisonMessageTracker<String> poisonTracker = new PoisonMessageTracker<>(2);
		poisonTracker.closed(this.one);
		this.one.phase(Phase.DONE);
		assertThat(poisonTracker.suspect()).isNull();
		poisonTracker.closed(this.two);
		this.two.phase(Phase.RELEASED);
		assertThat(poisonTracker.suspect()).isNull();
		assertThat(poisonTracker.losses()).isZero();
	}

	@Test
	void publicationsWaitForTheSubscriptionsUntilItIsClearWhatWasClosedUpon() {
		PoisonMessageTracker<String> poisonTracker = new PoisonMessageTracker<>(3);
		assertThat(poisonTracker.isWary()).isFalse();
		poisonTracker.closedUponEither();
		assertThat(poisonTracker.isWary()).isTrue();
		poisonTracker.subscriptionsRenewed();
		assertThat(poisonTracker.isWary()).isFalse();
		poisonTracker.closed(this.one);
		poisonTracker.subscriptionsRenewed();
		assertThat(poisonTracker.isWary()).isTrue();
		this.one.phase(Phase.DONE);
		assertThat(poisonTracker.isWary()).isFalse();
	}

	@Test
	void oneLossIsTheLeastAndNoneIsForEver() {
		PoisonMessageTracker<String> one = new PoisonMessageTracker<>(1);
		assertThat(one.suspect()).isNull();
		one.closed(this.one);
		assertThat(one.suspect()).isSameAs(this.one);
		PoisonMessageTracker<String> never = new PoisonMessageTracker<>(0);
		never.closed(this.one);
		never.closed(this.one);
		assertThat(never.suspect()).isNull();
	}

}
