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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

import io.resilientmqtt.client.session.SessionStore;
import io.resilientmqtt.client.session.SessionStoreException;
import io.resilientmqtt.client.session.StoredPublish;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A store in a SQLite file.
 */
class SqliteSessionStoreTests extends AbstractSessionStoreTests {

	@TempDir
	private Path directory;

	@Override
	SessionStore create(String name) {
		return SessionStores.sqlite(this.directory.resolve("a/b"), name, SyncMode.ALWAYS, Duration.ofSeconds(1));
	}

	@Test
	void fileIsNamedByTheClient() {
		assertThat(store().location()).isEqualTo(this.directory.resolve("a/b/mqtt-default.db").toString());
		assertThat(SessionStores.fileName("../x")).matches("mqtt-___x-[0-9a-f]{16}\\.db");
		assertThat(SessionStores.fileName("Default")).isNotEqualToIgnoringCase(SessionStores.fileName("default"));
		assertThat(SessionStores.fileName("ü".repeat(255))).hasSizeLessThan(200);
	}

	@Test
	void spaceOfALongOutageIsGivenBackOnceNothingIsKept() throws IOException {
		Path file = Path.of(store().location());
		List<StoredPublish> many = LongStream.rangeClosed(1, 20)
			.mapToObj((i) -> StoreFixture.publish(i,
					MqttMessage.builder("a").wrapPayload(new byte[1_000_000]).qos(QoS.AT_LEAST_ONCE).build()))
			.toList();
		store().commit(StoreFixture.added(many));
		assertThat(reopen().bytes()).isEqualTo(20_000_000);
		assertThat(Files.size(file)).isGreaterThan(20_000_000);
		store().commit(StoreFixture.dropped(20));
		assertThat(reopen().lastSequence()).isEqualTo(20);
		store().close();
		assertThat(Files.size(file)).isLessThan(100_000);
	}

	@Test
	void fileIsForcedWhenTheIntervalIsOverWithoutAFurtherCommit() {
		CountingDatabase database = new CountingDatabase(new SqliteFile(this.directory.resolve("x.db"), false));
		SessionStore store = new JdbcSessionStore(database, "x", Duration.ofMillis(1));
		store.open(StoreFixture.CLIENT_ID);
		assertThat(database.syncs()).isZero();
		for (int i = 1; i <= 3; i++) {
			int before = database.syncs();
			store.commit(StoreFixture.added(StoreFixture.publish(i, "x")));
			Awaitility.await().until(() -> database.syncs() > before);
		}
		store.close();
		assertThat(database.syncs()).isEqualTo(3); // not while nothing is written
	}

	@Test
	void syncThatFailsIsToldByTheNextCommit() {
		CountingDatabase database = new CountingDatabase(new SqliteFile(this.directory.resolve("x.db"), false));
		SessionStore store = new JdbcSessionStore(database, "x", Duration.ofMillis(1));
		store.open(StoreFixture.CLIENT_ID);
		database.failBy(new IOException("the disk is gone"));
		store.commit(StoreFixture.added(StoreFixture.publish(1, "x")));
		Awaitility.await()
			.untilAsserted(() -> assertThatThrownBy(() -> store.commit(StoreFixture.home("home")))
				.isInstanceOf(SessionStoreException.class)
				.hasMessageContaining(store.location() + " can't be synced: the disk is gone; "));
		database.failBy(null);
		Awaitility.await().ignoreExceptions().untilAsserted(() -> {
			store.commit(StoreFixture.home("home"));
			assertThat(database.syncs()).isPositive();
		});
		store.close();
		assertThat(store.open(StoreFixture.CLIENT_ID).messages()).isEqualTo(1);
		store.close();
	}

	@Test
	void makingAStoreTouchesNoDisk() {
		SessionStore store = SessionStores.sqlite(Path.of("/var/lib/greenhouse"), "default", SyncMode.ALWAYS,
				Duration.ofSeconds(1));
		assertThat(store.location()).endsWith("mqtt-default.db");
		assertThat(Path.of(store.location())).doesNotExist();
	}

	@Test
	void argumentsOutOfRangeAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> create("")).withMessageContaining("name");
		assertThatIllegalArgumentException().isThrownBy(() -> create("x".repeat(256))).withMessageContaining("256");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> SessionStores.sqlite(this.directory, "x", SyncMode.INTERVAL, Duration.ZERO))
			.withMessageContaining("interval");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> SessionStores.sqlite(Path.of("a?b"), "x", SyncMode.ALWAYS, Duration.ofSeconds(1)))
			.withMessageContaining("question mark");
	}

}
