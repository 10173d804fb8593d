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

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.env.Environment;

/**
 * Reads the properties of clients under {@code mqtt.clients}. What a client does not set
 * it has from {@code mqtt}, except for what says where it connects and who it is: a
 * password, for one, must not reach another server than the one it was meant for.
 */
final class NamedClientProperties {

	/**
	 * The properties, with all under them, that a client has of its own or not at all.
	 */
	static final List<String> NOT_INHERITED = List.of("server", "port", "servers", "client-id", "username", "password",
			"ssl", "transport", "websocket", "proxy", "local-address", "will", "birth");

	private static final ConfigurationPropertyName CLIENTS = ConfigurationPropertyName.of("mqtt.clients");

	private static final ConfigurationPropertyName DEFAULTS = ConfigurationPropertyName.of("mqtt");

	private final Iterable<ConfigurationPropertySource> sources;

	private final Environment environment;

	NamedClientProperties(Environment environment) {
		this.sources = ConfigurationPropertySources.get(environment);
		this.environment = environment;
	}

	/**
	 * Return the names of the clients. Of spellings that are the same for Spring Boot the
	 * one in the source of the lowest precedence counts, which is a file rather than a
	 * variable of the environment.
	 * @return the names, none if there are no further clients
	 */
	Collection<String> names() {
		Map<ConfigurationPropertyName, String> names = new LinkedHashMap<>();
		for (ConfigurationPropertySource source : this.sources) {
			if (source instanceof IterableConfigurationPropertySource iterable
					&& source.containsDescendantOf(CLIENTS) != ConfigurationPropertyState.ABSENT) {
				iterable.stream()
					.filter((name) -> CLIENTS.isAncestorOf(name) && name.getNumberOfElements() > 3)
					.forEach((name) -> names.put(name.chop(3), name.getElement(2, Form.ORIGINAL)));
			}
		}
		return names.values();
	}

	/**
	 * Return whether a client says where to connect.
	 * @param name the name of the client
	 * @return {@code true} if it has a server or several
	 */
	boolean hasServer(String name) {
		return hasServer(prefix(name));
	}

	/**
	 * Return whether something says where the default client connects to.
	 * @return {@code true} if it has a server or several
	 */
	boolean hasDefaultServer() {
		return hasServer(DEFAULTS);
	}

	private boolean hasServer(ConfigurationPropertyName prefix) {
		ConfigurationPropertyName server = prefix.append("server");
		ConfigurationPropertyName servers = prefix.append("servers");
		for (ConfigurationPropertySource source : this.sources) {
			if (source.getConfigurationProperty(server) != null || source.getConfigurationProperty(servers) != null
					|| source.containsDescendantOf(servers) == ConfigurationPropertyState.PRESENT) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Return the properties of a client.
	 * @param name the name of the client
	 * @return its properties, completed by those it inherits
	 */
	MqttProperties bind(String name) {
		ConfigurationPropertyName prefix = prefix(name);
		List<ConfigurationPropertySource> all = Stream
			.concat(stream(), stream().map((source) -> inherited(source, prefix)))
			.toList();
		ApplicationConversionService conversion = new ApplicationConversionService();
		conversion.addConverter(new ProtocolConverter());
		return new Binder(all, new PropertySourcesPlaceholdersResolver(this.environment), conversion)
			.bindOrCreate(prefix.toString(), MqttProperties.class);
	}

	private static ConfigurationPropertySource inherited(ConfigurationPropertySource source,
			ConfigurationPropertyName prefix) {
		Inherited inherited = new Inherited(source, prefix.toString());
		return (source instanceof IterableConfigurationPropertySource iterable)
				? new InheritedNames(iterable, inherited, prefix) : inherited;
	}

	private Stream<ConfigurationPropertySource> stream() {
		return StreamSupport.stream(this.sources.spliterator(), false);
	}

	/**
	 * Return what the names of a client's properties begin with.
	 * @param name the name of the client
	 * @return the prefix
	 */
	static ConfigurationPropertyName prefix(String name) {
		// The name is one element, whatever characters it has
		return (name.indexOf('.') >= 0) ? CLIENTS.append("[" + name + "]")
				: CLIENTS.append(ConfigurationPropertyName.adapt(name, '.'));
	}

	/**
	 * What a source has under {@code mqtt}, as if the client had it.
	 *
	 * @param source the source
	 * @param prefix what the names of the client's properties start with
	 */
	private record Inherited(ConfigurationPropertySource source, String prefix) implements ConfigurationPropertySource {

		private static final List<ConfigurationPropertyName> EXCLUDED = NOT_INHERITED.stream()
			.map(DEFAULTS::append)
			.toList();

		@Override
		public @Nullable ConfigurationProperty getConfigurationProperty(@Nullable ConfigurationPropertyName name) {
			ConfigurationPropertyName inherited = inherited(name);
			return (inherited != null) ? this.source.getConfigurationProperty(inherited) : null;
		}

		@Override
		public ConfigurationPropertyState containsDescendantOf(ConfigurationPropertyName name) {
			ConfigurationPropertyName inherited = inherited(name);
			return (inherited != null) ? this.source.containsDescendantOf(inherited)
					: ConfigurationPropertyState.ABSENT;
		}

		private @Nullable ConfigurationPropertyName inherited(@Nullable ConfigurationPropertyName name) {
			String text = String.valueOf(name);
			if (!text.startsWith(this.prefix)) {
				return null;
			}
			ConfigurationPropertyName inherited = ConfigurationPropertyName
				.of(DEFAULTS + text.substring(this.prefix.length()));
			boolean excluded = EXCLUDED.stream()
				.anyMatch((own) -> own.equals(inherited) || own.isAncestorOf(inherited));
			return excluded ? null : inherited;
		}

	}

	/**
	 * The same with names, without which no map is bound.
	 *
	 * @param source the source
	 * @param inherited what it has
	 * @param prefix what the names of the client's properties start with
	 */
	private record InheritedNames(IterableConfigurationPropertySource source, Inherited inherited,
			ConfigurationPropertyName prefix) implements IterableConfigurationPropertySource {

		@Override
		public @Nullable ConfigurationProperty getConfigurationProperty(@Nullable ConfigurationPropertyName name) {
			return this.inherited.getConfigurationProperty(name);
		}

		@Override
		public ConfigurationPropertyState containsDescendantOf(ConfigurationPropertyName name) {
			return this.inherited.containsDescendantOf(name);
		}

		@Override
		public Stream<ConfigurationPropertyName> stream() {
			return this.source.stream()
				.filter((name) -> DEFAULTS.isAncestorOf(name) && !CLIENTS.isAncestorOf(name))
				.map((name) -> this.prefix.append(name.subName(1)))
				.filter((name) -> this.inherited.inherited(name) != null);
		}

	}

}
