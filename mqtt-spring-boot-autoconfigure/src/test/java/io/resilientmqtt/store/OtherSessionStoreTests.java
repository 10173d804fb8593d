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
import io.resilientmqtt.client.session.SessionStoreException;
import org.hsqldb.jdbc.JDBCDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A store in a database that nothing special is known about, HSQLDB for example.
 */
class OtherSessionStoreTests extends AbstractSessionStoreTests {

	@TempDir
	private Path directory;

	private final JDBCDataSource dataSource = new JDBCDataSource();

	@Override
	SessionStore create(String name) {
		this.dataSource.setURL("jdbc:hsqldb:file:" + this.directory.resolve("hsqldb") + ";hsqldb.tx=mvcc");
		this.dataSource.setUser("sa");
		return SessionStores.jdbc(this.dataSource, name, SyncMode.ALWAYS, Duration.ofSeconds(1));
	}

	/**
	 * HSQLDB does not lock what is selected for an update, so nobody is refused.
	 */
	@Override
	@Test
	void secondStoreIsRefusedByName() {
		SessionStore second = create("default");
		second.open(StoreFixture.CLIENT_ID);
		second.commit(StoreFixture.added(StoreFixture.publish(1, "x")));
		assertThatThrownBy(() -> store().commit(StoreFixture.added(StoreFixture.publish(1, "y"))))
			.isInstanceOf(SessionStoreException.class)
			.hasMessageContaining("was taken over by process " + ProcessHandle.current().pid());
		assertThat(second.read(0, 10, 1000)).containsExactly(StoreFixture.publish(1, "x"));
		second.close();
	}

}
