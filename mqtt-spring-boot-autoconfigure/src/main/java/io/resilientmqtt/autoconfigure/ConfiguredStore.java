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

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

import javax.sql.DataSource;

import io.resilientmqtt.client.InvalidOptionException;
import io.resilientmqtt.client.StoreOptions;
import io.resilientmqtt.client.session.SessionStore;
import io.resilientmqtt.store.SessionStores;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * The store that the properties of a client ask for. It is known by the name of the
 * client, not by its Client Identifier: so a session whose Client Identifier was changed
 * is found, and told as that.
 */
final class ConfiguredStore {

	/** What the store of the client without a name is known by. */
	static final String DEFAULT = "default";

	private final MqttStoreProperties properties;

	private final String name;

	private final ListableBeanFactory beanFactory;

	ConfiguredStore(MqttStoreProperties properties, String name, ListableBeanFactory beanFactory) {
		this.properties = properties;
		this.name = name;
		this.beanFactory = beanFactory;
	}

	@Nullable StoreOptions options() {
		boolean file = StringUtils.hasText(this.properties.directory());
		boolean database = StringUtils.hasText(this.properties.dataSource());
		if (file && database) {
			throw new InvalidOptionException("store.directory", this.properties.directory(),
					"a session is kept in one place: remove it, or remove mqtt.store.data-source");
		}
		if (!file && !database) {
			return null;
		}
		SessionStore store = file ? file(String.valueOf(this.properties.directory()))
				: database(String.valueOf(this.properties.dataSource()));
		return new StoreOptions(store, this.properties.maxMessages(), this.properties.maxBytes().toBytes(),
				this.properties.overflow(), this.properties.onFailure());
	}

	private SessionStore file(String directory) {
		if (!ClassUtils.isPresent("org.sqlite.JDBC", null)) {
			throw new InvalidOptionException("store.directory", directory,
					"add the dependency org.xerial:sqlite-jdbc, which Spring Boot gives its version, or keep the session "
							+ "in a database with mqtt.store.data-source");
		}
		Duration interval = interval();
		try {
			return SessionStores.sqlite(Path.of(directory), this.name, this.properties.sync(), interval);
		}
		catch (InvalidPathException ex) {
			throw new InvalidOptionException("store.directory", directory, "name a directory: " + ex.getMessage());
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidOptionException("store.directory", directory, String.valueOf(ex.getMessage()));
		}
	}

	private SessionStore database(String bean) {
		if (!this.beanFactory.containsBean(bean) || !this.beanFactory.isTypeMatch(bean, DataSource.class)) {
			throw new InvalidOptionException("store.data-source", bean, "name a bean of type DataSource: there is "
					+ Arrays.toString(this.beanFactory.getBeanNamesForType(DataSource.class)));
		}
		return SessionStores.jdbc(this.beanFactory.getBean(bean, DataSource.class), this.name, this.properties.sync(),
				interval());
	}

	private Duration interval() {
		if (this.properties.syncInterval().toMillis() < 1) {
			throw new InvalidOptionException("store.sync-interval", this.properties.syncInterval(), "use 1ms or more");
		}
		return this.properties.syncInterval();
	}

}
