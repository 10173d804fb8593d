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

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

import javax.sql.DataSource;

import io.resilientmqtt.client.session.SessionStore;
import io.resilientmqtt.client.session.SessionStoreException;
import io.resilientmqtt.client.session.StoredPublish;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A store in PostgreSQL.
 */
@Testcontainers(disabledWithoutDocker = true)
@Tag("container")
class PostgresSessionStoreContainerTests extends AbstractSessionStoreTests {

	private static final int PORT = 5432;

	@Container
	private static final GenericContainer<?> postgres = new GenericContainer<>("postgres:15").withExposedPorts(PORT)
		.withEnv("POSTGRES_HOST_AUTH_METHOD", "trust")
		.waitingFor(Wait.forSuccessfulCommand("pg_isready -h 127.0.0.1").withStartupTimeout(Duration.ofSeconds(60)));

	private static final AtomicInteger schemas = new AtomicInteger();

	private final String schema = "s" + schemas.incrementAndGet();

	@Override
	SessionStore create(String name) {
		execute("CREATE SCHEMA IF NOT EXISTS " + this.schema);
		return create(name, SyncMode.ALWAYS);
	}

	private SessionStore create(String name, SyncMode sync) {
		return SessionStores.jdbc(dataSource(), name, sync, Duration.ofMillis(100));
	}

	private DataSource dataSource() {
		PGSimpleDataSource dataSource = new PGSimpleDataSource();
		dataSource.setServerNames(new String[] { postgres.getHost() });
		dataSource.setPortNumbers(new int[] { postgres.getMappedPort(PORT) });
		dataSource.setDatabaseName("postgres");
		dataSource.setUser("postgres");
		dataSource.setPassword("very-secret");
		dataSource.setCurrentSchema(this.schema);
		return dataSource;
	}

	private void execute(String sql) {
		try (Connection connection = dataSource().getConnection(); Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void endAllConnections() {
		execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
				+ " AND backend_type = 'client backend'");
	}

	@Test
	void locationHasNeitherUserNorPassword() {
		assertThat(store().location()).startsWith("'default' in jdbc:postgresql://")
			.doesNotContain("user", "secret", "?");
	}

	@Test
	void connectionThatIsLostIsMadeAnew() {
		StoredPublish first = StoreFixture.publish(1, "one");
		StoredPublish second = StoreFixture.publish(2, "two");
		store().commit(StoreFixture.added(first));
		endAllConnections();
		store().commit(StoreFixture.added(second));
		endAllConnections();
		assertThat(store().read(0, 10, 1000)).containsExactly(first, second);
	}

	@Test
	void storeThatWasTakenOverWritesNothingMore() {
		store().commit(StoreFixture.added(StoreFixture.publish(1, "one")));
		endAllConnections(); // as if the connection was lost and nobody had noticed
		SessionStore other = create("default");
		assertThat(other.open(StoreFixture.CLIENT_ID).messages()).isEqualTo(1);
		assertThatThrownBy(() -> store().commit(StoreFixture.removed(1))).isInstanceOf(SessionStoreException.class)
			.hasMessageContaining("is open in process");
		other.commit(StoreFixture.added(StoreFixture.publish(2, "two")));
		other.close();
		for (int i = 0; i < 2; i++) {
			assertThatThrownBy(() -> store().commit(StoreFixture.removed(1))).isInstanceOf(SessionStoreException.class)
				.hasMessageContaining("was taken over by process")
				.hasMessageContaining("restart");
		}
		assertThat(reopen().messages()).isEqualTo(2);
	}

	@Test
	void tablesThatAreEmptiedAreNotTakenForABeginning() {
		store().commit(StoreFixture.added(StoreFixture.publish(1, "one")));
		execute("DELETE FROM mqtt_store_session");
		for (int i = 0; i < 2; i++) {
			assertThatThrownBy(() -> store().commit(StoreFixture.added(StoreFixture.publish(2, "two"))))
				.isInstanceOf(SessionStoreException.class)
				.hasMessageContaining("was emptied");
		}
	}

	@Test
	void tableThatIsDroppedIsToldUntilItIsBack() {
		store().commit(StoreFixture.added(StoreFixture.publish(1, "one")));
		execute("ALTER TABLE mqtt_store_publish RENAME TO away");
		for (int i = 0; i < 2; i++) {
			assertThatThrownBy(() -> store().commit(StoreFixture.added(StoreFixture.publish(2, "two"))))
				.isInstanceOf(SessionStoreException.class)
				.hasMessageContaining(store().location())
				.hasMessageContaining("its tables are not as they should be")
				.hasMessageContaining("restore");
		}
		execute("ALTER TABLE away RENAME TO mqtt_store_publish");
		store().commit(StoreFixture.added(StoreFixture.publish(2, "two")));
		assertThat(reopen().messages()).isEqualTo(2);
	}

	@Test
	void databaseThatCanNotBeReachedIsTold() {
		PGSimpleDataSource nowhere = new PGSimpleDataSource();
		nowhere.setServerNames(new String[] { "127.0.0.1" });
		nowhere.setPortNumbers(new int[] { 1 });
		nowhere.setUser("postgres");
		nowhere.setPassword("very-secret");
		SessionStore store = SessionStores.jdbc(nowhere, "default", SyncMode.ALWAYS, Duration.ofSeconds(1));
		assertThatThrownBy(() -> store.open(StoreFixture.CLIENT_ID)).isInstanceOf(SessionStoreException.class)
			.hasMessageContaining("default")
			.hasMessageContaining("can't be reached")
			.hasMessageContaining("data source")
			.hasMessageNotContaining("very-secret");
	}

	@Test
	void commitsWaitForTheDiskAsConfigured() {
		assertThat(synchronousCommit(SyncMode.ALWAYS)).isEqualTo("on");
		execute("ALTER DATABASE postgres SET synchronous_commit = off");
		try {
			assertThat(synchronousCommit(SyncMode.ALWAYS)).isEqualTo("on");
		}
		finally {
			execute("ALTER DATABASE postgres RESET synchronous_commit");
		}
		assertThat(synchronousCommit(SyncMode.INTERVAL)).isEqualTo("off");
		assertThat(synchronousCommit(SyncMode.NEVER)).isEqualTo("off");
	}

	private String synchronousCommit(SyncMode sync) {
		DataSourceDatabase database = new DataSourceDatabase(dataSource(), "sync", sync);
		try (Connection connection = database.connect("nobody");
				Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery("SHOW synchronous_commit")) {
			assertThat(row.next()).isTrue();
			return row.getString(1);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void manyAreReadPageByPage() {
		store().commit(StoreFixture
			.added(LongStream.rangeClosed(1, 10_000).mapToObj((i) -> StoreFixture.publish(i, "x")).toList()));
		assertThat(StoreFixture.readAll(store(), 999)).hasSize(10_000);
		store().commit(StoreFixture.changes(0, List.of(1L, 2L, 3L), List.of(), List.of(), null));
		assertThat(store().read(0, 1, 1).get(0).sequence()).isEqualTo(4);
	}

}
