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

import io.resilientmqtt.client.session.SessionStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
