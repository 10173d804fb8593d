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

package io.resilientmqtt.client.netty;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.fail;

/**
 * What is made when it is needed.
 */
class DeferredTests {

	private final List<String> done = Collections.synchronizedList(new ArrayList<>());

	private final CountDownLatch mayBeMade = new CountDownLatch(1);

	private final Deferred<String> deferred = new Deferred<>("maker", () -> {
		awaitUninterrupted(this.mayBeMade);
		this.done.add("made in " + Thread.currentThread().getName());
		return "value";
	});

	@Test
	void whoDoesNotWaitHasItMadeInAThreadOfItsOwnAndTheRestInOrder() {
		CountDownLatch last = new CountDownLatch(1);
		execute("first");
		execute("second");
		this.deferred.execute((value) -> last.countDown(), (failure) -> fail(failure));
		assertThat(this.done).isEmpty();
		this.mayBeMade.countDown();
		awaitUninterrupted(last);
		assertThat(this.done).containsExactly("made in maker", "first", "second");
	}

	@Test
	void whoWaitsGetsItAfterAllThatWasToBeDoneBefore() {
		execute("first");
		this.mayBeMade.countDown();
		assertThat(this.deferred.get()).isEqualTo("value");
		assertThat(this.done).hasSize(2).endsWith("first");
		execute("second");
		assertThat(this.done).hasSize(3).endsWith("second");
	}

	@Test
	void whoComesFirstAndWaitsMakesIt() {
		this.mayBeMade.countDown();
		this.deferred.get();
		this.deferred.get();
		assertThat(this.done).containsExactly("made in " + Thread.currentThread().getName());
	}

	@Test
	void whatIsDoneMayComeBackForIt() {
		CountDownLatch last = new CountDownLatch(1);
		this.deferred.execute((value) -> {
			execute(this.deferred.get());
			last.countDown();
		}, (failure) -> fail(failure));
		this.mayBeMade.countDown();
		awaitUninterrupted(last);
		assertThat(this.deferred.get()).isEqualTo("value");
		assertThat(this.done).containsExactly("made in maker", "value");
	}

	@Test
	void whatCanNotBeMadeIsToldToAll() {
		Deferred<String> deferred = new Deferred<>("maker", () -> {
			awaitUninterrupted(this.mayBeMade);
			throw new IllegalStateException("no");
		});
		CountDownLatch last = new CountDownLatch(2);
		deferred.execute((value) -> fail("made"), (failure) -> last.countDown());
		deferred.execute((value) -> fail("made"), (failure) -> last.countDown());
		this.mayBeMade.countDown();
		awaitUninterrupted(last);
		assertThatIllegalStateException().isThrownBy(deferred::get).withMessage("no");
		CountDownLatch later = new CountDownLatch(1);
		deferred.execute((value) -> fail("made"), (failure) -> later.countDown());
		awaitUninterrupted(later);
	}

	@Test
	void anErrorOfTheClassPathIsToldToo() {
		Deferred<String> deferred = new Deferred<>("maker", () -> {
			throw new NoClassDefFoundError("io/netty/Gone");
		});
		assertThatIllegalStateException().isThrownBy(deferred::get).withMessageContaining("io/netty/Gone");
	}

	private void execute(String what) {
		this.deferred.execute((value) -> this.done.add(what), (failure) -> fail(failure));
	}

	private static void awaitUninterrupted(CountDownLatch latch) {
		try {
			assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
