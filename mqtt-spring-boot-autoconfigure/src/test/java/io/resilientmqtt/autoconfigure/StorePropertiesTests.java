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

package io.resilientmqtt.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.sql.DataSource;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.PublishOptions.Overflow;
import io.resilientmqtt.client.StoreOptions;
import io.resilientmqtt.client.StoreOptions.OnFailure;
import io.resilientmqtt.client.session.SessionStoreException;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.messaging.MqttTemplate;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@code mqtt.store.*}: where a session is kept, and what is said of values that can't
 * work.
 */
class StorePropertiesTests {

	@TempDir
	private Path directory;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class))
		.withPropertyValues("mqtt.client-id=plant-7", "mqtt.auto-startup=false", "mqtt.clean=false");

	private FailureAnalysis refused(ApplicationContextRunner runner) {
		FailureAnalysis[] analysis = new FailureAnalysis[1];
		runner.run((context) -> {
			assertThat(context).hasFailed();
			analysis[0] = new InvalidOptionFailureAnalyzer().analyze(context.getStartupFailure());
		});
		assertThat(analysis[0]).isNotNull();
		return analysis[0];
	}

	private static DataSource database() {
		JdbcDataSource database = new JdbcDataSource();
		database.setUrl("jdbc:h2:mem:store;DB_CLOSE_DELAY=-1");
		return database;
	}

	@Test
	void thereIsNoStoreByDefault() {
		this.runner.run((context) -> {
			assertThat(context.getBean(MqttClientOptions.class).store()).isNull();
			assertThat(context.getBean(MqttClient.class).storeStatus()).isNull();
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> context.getBean(MqttTemplate.class).store("t", "x"))
				.withMessageContaining("mqtt.store.directory");
		});
	}

	@Test
	void aDirectoryKeepsWhatIsStoredForTheNextProcess() {
		ApplicationContextRunner runner = this.runner.withPropertyValues(
				"mqtt.store.directory=" + this.directory.resolve("made"), "mqtt.store.max-messages=3",
				"mqtt.store.max-bytes=1MB", "mqtt.store.overflow=fail", "mqtt.store.on-failure=memory");
		runner.run((context) -> {
			StoreOptions store = context.getBean(MqttClientOptions.class).store();
			assertThat(store)
				.extracting(StoreOptions::maxMessages, StoreOptions::maxBytes, StoreOptions::overflow,
						StoreOptions::onFailure)
				.containsExactly(3L, 1024L * 1024, Overflow.FAIL, OnFailure.MEMORY);
			MqttTemplate template = context.getBean(MqttTemplate.class);
			double reading = 21.5;
			template.store("plant/7/temperature", reading).join();
			template.store("t", 2, QoS.EXACTLY_ONCE, false, PublishProperties.NONE).join();
			assertThatExceptionOfType(IllegalArgumentException.class)
				.isThrownBy(() -> template.store("t", 2, QoS.AT_MOST_ONCE, false, PublishProperties.NONE))
				.withMessageContaining("QoS 0");
		});
		runner.run((context) -> assertThat(context.getBean(MqttClient.class).storeStatus().messages()).isEqualTo(2));
		assertThat(Files.isDirectory(this.directory.resolve("made"))).isTrue();
	}

	@Test
	void aDatabaseKeepsSessionsOfSeveralClients() {
		ApplicationContextRunner runner = this.runner
			.withBean("plant", DataSource.class, StorePropertiesTests::database)
			.withPropertyValues("mqtt.server=c", "mqtt.store.data-source=plant", "mqtt.clients.a.server=b",
					"mqtt.clients.a.client-id=a");
		runner.run((context) -> {
			assertThat(context).hasNotFailed();
			context.getBean("mqttClient", MqttClient.class);
			context.getBean(MqttTemplate.class).store("t", "1").join();
			assertThat(context.getBean("a", MqttClient.class).storeStatus().messages()).isZero();
		});
		runner.run((context) -> assertThat(context.getBean("mqttClient", MqttClient.class).storeStatus().messages())
			.isOne());
	}

	@Test
	void whatCanNotWorkIsRefusedByName() {
		FailureAnalysis both = refused(
				this.runner.withPropertyValues("mqtt.store.directory=a", "mqtt.store.data-source=b"));
		assertThat(both.getDescription()).contains("'mqtt.store.directory'");
		assertThat(both.getAction()).contains("mqtt.store.data-source");
		FailureAnalysis unknown = refused(
				this.runner.withBean("plant", DataSource.class, StorePropertiesTests::database)
					.withPropertyValues("mqtt.store.data-source=plnt"));
		assertThat(unknown.getDescription()).contains("'plnt'", "'mqtt.store.data-source'");
		assertThat(unknown.getAction()).contains("plant");
		FailureAnalysis missing = refused(this.runner.withClassLoader(new FilteredClassLoader("org.sqlite"))
			.withPropertyValues("mqtt.store.directory=" + this.directory));
		assertThat(missing.getAction()).contains("org.xerial:sqlite-jdbc");
		FailureAnalysis anonymous = refused(
				this.runner.withPropertyValues("mqtt.client-id=", "mqtt.clean=true", "mqtt.store.directory=a"));
		assertThat(anonymous.getDescription()).contains("mqtt.client-id");
		for (String property : List.of("max-messages=0", "max-bytes=0B", "sync-interval=0s")) {
			assertThat(refused(
					this.runner.withPropertyValues("mqtt.store.directory=" + this.directory, "mqtt.store." + property))
				.getDescription()).contains("mqtt.store." + property.substring(0, property.indexOf('=')));
		}
	}

	@Test
	void aSessionOfAnotherClientIdIsNotMixedIn() {
		ApplicationContextRunner runner = this.runner.withPropertyValues("mqtt.store.directory=" + this.directory);
		runner.run((context) -> context.getBean(MqttTemplate.class).store("t", "1").join());
		runner.withPropertyValues("mqtt.client-id=plant-8").run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = new SessionStoreFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("plant-7", "plant-8");
			assertThat(context.getStartupFailure()).hasRootCauseInstanceOf(SessionStoreException.class);
		});
	}

	@Test
	void aSecondApplicationIsRefusedOrGoesOnInMemory() {
		ApplicationContextRunner runner = this.runner.withPropertyValues("mqtt.store.directory=" + this.directory);
		runner.run((first) -> {
			assertThat(first).hasNotFailed();
			runner.run((second) -> assertThat(second).hasFailed()
				.getFailure()
				.hasRootCauseInstanceOf(SessionStoreException.class));
			runner.withPropertyValues("mqtt.store.on-failure=memory")
				.run((second) -> assertThat(second).hasNotFailed());
		});
	}

}
