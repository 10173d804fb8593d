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
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store in H2.
 */
class H2SessionStoreTests extends AbstractSessionStoreTests {

	@TempDir
	private Path directory;

	private final JdbcDataSource dataSource = new JdbcDataSource();

	@Override
	SessionStore create(String name) {
		this.dataSource.setURL("jdbc:h2:file:" + this.directory.resolve("h2").toAbsolutePath());
		this.dataSource.setUser("sa");
		return SessionStores.jdbc(this.dataSource, name, SyncMode.ALWAYS, Duration.ofSeconds(1));
	}

}
