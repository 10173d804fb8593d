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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.StringUtils;

/**
 * Warns, once and in one line, of properties under {@code mqtt} that there are not:
 * nobody else does, and a misspelt property is a default that nobody expects. Before any
 * bean is made, for without {@code mqtt.server} there may be none.
 * <p>
 * Variables of the environment and properties of the system may be anybody's. They are
 * told only if they look like a misspelt one.
 */
final class UnknownProperties implements BeanFactoryPostProcessor {

	private static final Logger logger = LoggerFactory.getLogger(UnknownProperties.class);

	private static final ConfigurationPropertyName MQTT = ConfigurationPropertyName.of("mqtt");

	private static final String CLIENTS = "clients";

	private final Environment environment;

	UnknownProperties(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		Map<String, String> unknown = new LinkedHashMap<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			if (source instanceof IterableConfigurationPropertySource iterable
					&& source.containsDescendantOf(MQTT) != ConfigurationPropertyState.ABSENT) {
				Origin origin = Origin.of(source);
				for (ConfigurationPropertyName name : iterable) {
					if (MQTT.isAncestorOf(name)) {
						check(name, origin, unknown);
					}
				}
			}
		}
		if (!unknown.isEmpty()) {
			List<String> others = prefixes(beanFactory);
			unknown.keySet().removeIf((name) -> others.stream().anyMatch((prefix) -> (name + ".").startsWith(prefix)));
		}
		if (!unknown.isEmpty()) {
			logger.warn(
					"There are no such properties of the MQTT client, and they have no effect: {}. If they are the "
							+ "application's own, name them without mqtt in front",
					String.join(", ", unknown.values()));
		}
	}

	private static void check(ConfigurationPropertyName name, Origin origin, Map<String, String> unknown) {
		int elements = name.getNumberOfElements();
		boolean ofClient = name.getElement(1, Form.UNIFORM).equals(CLIENTS);
		int from = ofClient ? Math.min(3, elements - 1) : 1;
		if (ofClient && elements <= 3) {
			if (origin == Origin.OURS) {
				unknown.put(name.toString(),
						"'" + name + "' (of which client? mqtt.clients.<name>." + name.subName(from) + ")");
			}
			return;
		}
		PropertyNames known = ofClient ? PropertyNames.OF_CLIENT : PropertyNames.ALL;
		if ((origin == Origin.VARIABLE) ? known.containsVariable(PropertyNames.joined(name.subName(from).toString()))
				: known.contains(name, from)) {
			return;
		}
		String text = name.subName(from).toString();
		String prefix = ofClient ? "mqtt.clients." + name.getElement(2, Form.ORIGINAL) + "." : "mqtt.";
		String meant = origin.suggestion(text, known);
		if (meant != null || origin == Origin.OURS) {
			unknown.put(prefix + text, "'" + prefix + text + "'" + suggestion(prefix, meant, known));
		}
	}

	private static String suggestion(String prefix, @Nullable String meant, PropertyNames known) {
		if (meant == null) {
			return "";
		}
		boolean property = known.names().contains(meant) || meant.startsWith("ssl.");
		return " (did you mean " + (property ? prefix : "") + meant + "?)";
	}

	/**
	 * Return what other properties of the application are bound to.
	 * @param beanFactory the beans
	 * @return prefixes under {@code mqtt}, each with a dot
	 */
	private static List<String> prefixes(ConfigurableListableBeanFactory beanFactory) {
		List<String> prefixes = new ArrayList<>();
		for (String bean : beanFactory.getBeanNamesForAnnotation(ConfigurationProperties.class)) {
			ConfigurationProperties properties = beanFactory.findAnnotationOnBean(bean, ConfigurationProperties.class,
					false);
			if (properties != null && StringUtils.hasText(properties.prefix())
					&& properties.prefix().startsWith("mqtt.")) {
				prefixes.add(properties.prefix() + ".");
			}
		}
		return prefixes;
	}

	/**
	 * Who sets a property.
	 */
	private enum Origin {

		/** A file or an argument: it is meant for us. */
		OURS {

			@Override
			@Nullable String suggestion(String name, PropertyNames known) {
				return Suggestions.find(name, known);
			}

		},

		/** A property of the system, which may be another library's. */
		SYSTEM {

			@Override
			@Nullable String suggestion(String name, PropertyNames known) {
				return Suggestions.find(name, known);
			}

		},

		/** A variable of the environment, which may be for a placeholder. */
		VARIABLE {

			@Override
			@Nullable String suggestion(String name, PropertyNames known) {
				String joined = PropertyNames.joined(name);
				Map<String, String> byJoined = known.names()
					.stream()
					.collect(Collectors.toMap(PropertyNames::joined, (each) -> each, (one, other) -> one));
				String misspelt = Suggestions.misspelt(joined, List.copyOf(byJoined.keySet()), 1);
				return (misspelt != null) ? byJoined.get(misspelt) : null;
			}

		};

		abstract @Nullable String suggestion(String name, PropertyNames known);

		static Origin of(ConfigurationPropertySource source) {
			Object underlying = source.getUnderlyingSource();
			if (underlying instanceof SystemEnvironmentPropertySource) {
				return VARIABLE;
			}
			boolean system = underlying instanceof PropertySource<?> properties
					&& properties.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
			return system ? SYSTEM : OURS;
		}

	}

}
