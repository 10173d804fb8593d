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
 * Tests for {@link Suspicion}.
 */
class SuspicionTests {

	private final TestPublish one = new TestPublish("1", QoS.AT_LEAST_ONCE);

	private final TestPublish two = new TestPublish("2", QoS.EXACTLY_ONCE);

	@Test
	void theOldestUnansweredOfTwoClosingsIsSuspect() {
		Suspicion<String> suspicion = new Suspicion<>(3);
		suspicion.closed(this.one);
		assertThat(suspicion.suspect()).isNull();
		suspicion.closed(null);
		suspicion.closed(this.one);
		assertThat(suspicion.suspect()).isSameAs(this.one);
		assertThat(suspicion.losses()).isEqualTo(2);
	}

	@Test
	void anotherOneStartsTheCountOver() {
		Suspicion<String> suspicion = new Suspicion<>(3);
		suspicion.closed(this.one);
		suspicion.closed(this.two);
		assertThat(suspicion.suspect()).isNull();
		suspicion.closed(this.two);
		assertThat(suspicion.suspect()).isSameAs(this.two);
	}

	@Test
	void whatIsAnsweredIsSuspectNoMore() {
		Suspicion<String> suspicion = new Suspicion<>(2);
		suspicion.closed(this.one);
		this.one.phase(Phase.DONE);
		assertThat(suspicion.suspect()).isNull();
		suspicion.closed(this.two);
		this.two.phase(Phase.RELEASED);
		assertThat(suspicion.suspect()).isNull();
		assertThat(suspicion.losses()).isZero();
	}

	@Test
	void publicationsWaitForTheSubscriptionsUntilItIsClearWhatWasClosedUpon() {
		Suspicion<String> suspicion = new Suspicion<>(3);
		assertThat(suspicion.isWary()).isFalse();
		suspicion.closedUponEither();
		assertThat(suspicion.isWary()).isTrue();
		suspicion.subscriptionsRenewed();
		assertThat(suspicion.isWary()).isFalse();
		suspicion.closed(this.one);
		suspicion.subscriptionsRenewed();
		assertThat(suspicion.isWary()).isTrue();
		this.one.phase(Phase.DONE);
		assertThat(suspicion.isWary()).isFalse();
	}

	@Test
	void oneLossIsTheLeastAndNoneIsForEver() {
		Suspicion<String> one = new Suspicion<>(1);
		assertThat(one.suspect()).isNull();
		one.closed(this.one);
		assertThat(one.suspect()).isSameAs(this.one);
		Suspicion<String> never = new Suspicion<>(0);
		never.closed(this.one);
		never.closed(this.one);
		assertThat(never.suspect()).isNull();
	}

}
