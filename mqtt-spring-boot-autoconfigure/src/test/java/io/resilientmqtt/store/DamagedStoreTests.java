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

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

import io.resilientmqtt.client.session.SessionStore;
import io.resilientmqtt.client.session.SessionStoreException;
import io.resilientmqtt.client.session.StoredSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A SQLite file or its log that has lost its tail, as after a crash of the machine: the
 * store opens to a state that it had, or is refused.
 */
class DamagedStoreTests {

	private static final int COMMITS = 400;

	private static final int CUTS = 200;

	private static final long SEED = Long.getLong("store.seed", System.nanoTime() % 1_000_000);

	private static final List<String> FILES = List.of("mqtt-default.db", "mqtt-default.db-wal");

	@TempDir
	private Path directory;

	@Test
	void storeWhoseTailIsCutHasAStateThatItHadOrIsRefused() throws IOException {
		System.out.println("DamagedStoreTests: -Dstore.seed=" + SEED);
		Path whole = this.directory.resolve("whole");
		write(whole);
		Random random = new Random(SEED);
		int opened = 0;
		for (int cut = 0; cut < CUTS; cut++) {
			String file = FILES.get(cut % 2);
			long length = (long) (random.nextDouble() * Files.size(whole.resolve(file)));
			Path copy = Files.createDirectory(this.directory.resolve("cut" + cut));
			for (String each : FILES) {
				Files.copy(whole.resolve(each), copy.resolve(each));
			}
			try (RandomAccessFile damaged = new RandomAccessFile(copy.resolve(file).toFile(), "rw")) {
				damaged.setLength(length);
			}
			if (opens(copy, "%s cut to %d by seed %d".formatted(file, length, SEED))) {
				opened++;
			}
		}
		System.out.println("DamagedStoreTests: " + opened + " of " + CUTS + " opened, the others were refused");
		assertThat(opened).isGreaterThan(CUTS / 4); // those whose log was cut
	}

	// Copies are taken while it is open: closing it would fold the log in.
	private void write(Path whole) throws IOException {
		Path live = this.directory.resolve("live");
		SessionStore store = StoreFixture.sqlite(live);
		store.open(StoreFixture.CLIENT_ID);
		StoreModel model = new StoreModel(SEED);
		while (model.commits() < COMMITS) {
			store.commit(model.next());
		}
		Files.createDirectory(whole);
		for (String file : FILES) {
			Files.copy(live.resolve(file), whole.resolve(file));
		}
		store.close();
	}

	private static boolean opens(Path copy, String description) {
		SessionStore store = StoreFixture.sqlite(copy);
		StoredSession session;
		try {
			session = store.open(StoreFixture.CLIENT_ID);
			int commits = StoreModel.commits(session);
			assertThat(commits).as(description).isBetween(1, COMMITS);
			StoreModel.after(SEED, commits).check(store, session);
			return true;
		}
		catch (SessionStoreException ex) {
			assertThat(ex).as(description)
				.hasMessageContaining(copy.resolve("mqtt-default.db").toString())
				.hasMessageContaining("damaged")
				.hasMessageContaining("restore it from a copy, or remove it");
			return false;
		}
		finally {
			store.close();
		}
	}

}
