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

import java.sql.SQLException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nothing secret gets into a message or its cause, whatever the driver quotes.
 */
class FailureTextTests {

	@ParameterizedTest
	@CsvSource(delimiter = ' ', textBlock = """
			jdbc:postgresql://db:5432/mqtt?user=me&password=s3cret jdbc:postgresql://db:5432/mqtt
			jdbc:postgresql://me:s3cret@db/mqtt jdbc:postgresql://***@db/mqtt
			jdbc:h2:tcp://db/~/mqtt;USER=me;PASSWORD=s3cret jdbc:h2:tcp://db/~/mqtt
			jdbc:mysql://me:s3cret@db:3306/mqtt?x=y jdbc:mysql://***@db:3306/mqtt
			jdbc:mysql://me:s3c@s/s3cret@db:3306/mqtt jdbc:mysql://***@db:3306/mqtt
			jdbc:oracle:thin:me/s3cret@db:1521:mqtt jdbc:oracle:thin:***@db:1521:mqtt
			jdbc:sqlserver://db;databaseName=mqtt;user=me;password=s3cret jdbc:sqlserver://db
			jdbc:hsqldb:mem:mqtt jdbc:hsqldb:mem:mqtt
			""")
	void locationOfADatabaseHasNoSecret(String url, String location) {
		assertThat(FailureText.location(url)).isEqualTo(location).doesNotContain("s3cret");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			No suitable driver found for jdbc:postgresql://db/mqtt?user=me&password=s3cret
			Cannot connect to jdbc:mysql://me:s3cret@db/mqtt
			bad option PWD=s3cret; give another
			Login failed for jdbc:oracle:thin:me/s3cret@db
			wrong PASSWORD = s3cret
			""")
	void failureThatQuotesASecretIsToldWithoutItAndIsNoCause(String message) {
		SQLException failure = new SQLException(message);
		assertThat(FailureText.failure("x", "opened", FailureText.words(failure), "do it", failure)).hasNoCause()
			.hasMessageStartingWith("Store x can't be opened: ")
			.hasMessageEndingWith("; do it")
			.hasMessageNotContaining("s3cret");
		SQLException outer = new SQLException("failed", failure);
		assertThat(FailureText.failure("x", "opened", FailureText.words(outer), "do it", outer)).hasNoCause();
	}

	@Test
	void failureThatQuotesNoneIsTheCause() {
		SQLException failure = new SQLException("FATAL: no such database, see http://example.com/a:b\nmore");
		assertThat(FailureText.failure("x", "read", FailureText.words(failure), "make it", failure)).hasCause(failure)
			.hasMessage("Store x can't be read: FATAL: no such database, see http://example.com/a:b; make it");
		assertThat(FailureText.words(new SQLException())).isEqualTo("SQLException");
	}

}
