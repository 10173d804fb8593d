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

package io.resilientmqtt.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;

import io.resilientmqtt.client.session.SessionStore;
import io.resilientmqtt.client.session.SessionStoreException;
import io.resilientmqtt.client.session.StoredSession;
import io.resilientmqtt.testsupport.ApplicationProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A process that writes a store is killed (SIGKILL) again and again: what a commit has
 * returned for is there, and nothing by halves. {@code -Dstore.kills=200} kills more
 * often, {@code -Dstore.seed} repeats a run.
 */
class KilledStoreTests {

	private static final int KILLS = Integer.getInteger("store.kills", 5);

	private static final long SEED = Long.getLong("store.seed", System.nanoTime() % 1_000_000);

	/** The last line may be cut, and is one only with its full stop. */
	private static final Pattern COMMITTED = Pattern.compile("committed (\\d+)\\.");

	@TempDir
	private Path directory;

	private SessionStore store(SyncMode sync) {
		return SessionStores.sqlite(this.directory, "default", sync, Duration.ofMillis(10));
	}

	@ParameterizedTest
	@EnumSource
	void whatWasCommittedSurvivesKills(SyncMode sync) {
		System.out.println("KilledStoreTests: -Dstore.seed=" + SEED + ", " + sync);
		Random random = new Random(SEED);
		int before = 0;
		for (int kill = 1; kill <= KILLS; kill++) {
			int printed = runAndKill(sync, random.nextInt(250));
			SessionStore store = store(sync);
			StoredSession session = store.open(StoreFixture.CLIENT_ID);
			int commits = StoreModel.commits(session);
			assertThat(commits).as("kill %d of seed %d", kill, SEED)
				.isBetween(Math.max(before, printed), Math.max(before, printed) + 1);
			StoreModel.after(SEED, commits).check(store, session);
			store.close();
			before = commits;
		}
		assertThat(before).isGreaterThan(KILLS);
	}

	private int runAndKill(SyncMode sync, int millis) {
		String output;
		try (ApplicationProcess process = ApplicationProcess.start(StoreProcess.class, this.directory.toString(),
				sync.name(), String.valueOf(SEED))) {
			process.awaitOutput("committed ");
			assertThat(process.runsFor(Duration.ofMillis(millis))).as(process::output).isTrue();
			process.kill();
			output = process.output();
		}
		return COMMITTED.matcher(output)
			.results()
			.mapToInt((line) -> Integer.parseInt(line.group(1)))
			.reduce(0, (first, second) -> second);
	}

	@Test
	void anotherProcessIsRefusedByNameUntilItIsKilled() {
		SessionStore store = store(SyncMode.ALWAYS);
		try (ApplicationProcess process = ApplicationProcess.start(StoreProcess.class, this.directory.toString(),
				"ALWAYS", "1")) {
			process.awaitOutput("committed ");
			for (int i = 0; i < 2; i++) {
				assertThatThrownBy(() -> store.open(StoreFixture.CLIENT_ID)).isInstanceOf(SessionStoreException.class)
					.hasMessageContaining(store.location())
					.hasMessageContaining("is open in process " + process.pid() + "@")
					.hasMessageContaining("started 20")
					.hasMessageContaining("end that process");
			}
			assertThat(process.runsFor(Duration.ofMillis(100))).as(process::output).isTrue();
		}
		StoredSession session = store.open(StoreFixture.CLIENT_ID);
		StoreModel.after(1, StoreModel.commits(session)).check(store, session);
		store.close();
	}

}
