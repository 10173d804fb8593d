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

import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * The names of the properties that there are, read from the records they are bound to. An
 * application sets a few of them: only the records of these are looked at. Stateless.
 */
final class PropertyNames {

	/** Under {@code mqtt}, without that. */
	static final PropertyNames ALL = new PropertyNames(true);

	/** Under {@code mqtt.clients.<name>}, without that. */
	static final PropertyNames OF_CLIENT = new PropertyNames(false);

	private static final String ENABLED = "enabled";

	private static final String EMBEDDED = "embedded";

	/** What is under it, whose record is of a package that knows this one. */
	private static final List<String> OF_EMBEDDED = List.of(ENABLED, "port", "directory", "username", "password");

	private final boolean all;

	private PropertyNames(boolean all) {
		this.all = all;
	}

	/**
	 * Return the names, which takes a while.
	 * @return names such as {@code ssl.bundle}
	 */
	List<String> names() {
		List<String> names = new ArrayList<>();
		add(MqttProperties.class, "", names);
		if (this.all) {
			names.add(ENABLED);
			OF_EMBEDDED.forEach((name) -> names.add(EMBEDDED + "." + name));
		}
		return names;
	}

	private static void add(Class<?> type, String prefix, List<String> names) {
		for (RecordComponent component : type.getRecordComponents()) {
			String name = prefix + DataObjectPropertyName.toDashedForm(component.getName());
			if (component.getType().isRecord()) {
				add(component.getType(), name + ".", names);
			}
			else if (!isOtherForm(component)) {
				names.add(name);
			}
		}
	}

	private static boolean isOtherForm(RecordComponent component) {
		for (Field field : component.getDeclaringRecord().getDeclaredFields()) {
			if (field.getName().equals(component.getName())) {
				return field.isAnnotationPresent(Name.class);
			}
		}
		return false;
	}

	/**
	 * Return whether there is a property.
	 * @param name its name
	 * @param from the element that the name without prefix begins with
	 * @return {@code true} if there is
	 */
	boolean contains(ConfigurationPropertyName name, int from) {
		String first = name.getElement(from, Form.UNIFORM);
		boolean last = from == name.getNumberOfElements() - 1;
		if (this.all && last && first.equals(ENABLED)) {
			return true;
		}
		if (this.all && !last && first.equals(EMBEDDED)) {
			return name.getNumberOfElements() == from + 2
					&& OF_EMBEDDED.contains(name.getElement(from + 1, Form.UNIFORM));
		}
		return contains(MqttProperties.class, name, from);
	}

	private static boolean contains(Class<?> type, ConfigurationPropertyName name, int index) {
		RecordComponent component = component(type, name.getElement(index, Form.UNIFORM));
		if (component == null) {
			return false;
		}
		boolean last = index == name.getNumberOfElements() - 1;
		if (component.getType().isRecord()) {
			return !last && contains(component.getType(), name, index + 1);
		}
		return last || isOpen(component);
	}

	private static @Nullable RecordComponent component(Class<?> type, String uniform) {
		for (RecordComponent component : type.getRecordComponents()) {
			if (component.getName().equalsIgnoreCase(uniform)) {
				return component;
			}
		}
		return null;
	}

	private static boolean isOpen(RecordComponent component) {
		return Collection.class.isAssignableFrom(component.getType())
				|| Map.class.isAssignableFrom(component.getType());
	}

	/**
	 * Return whether there is a property, of whose name nobody knows where its elements
	 * end, as is so for variables of the environment.
	 * @param joined its name without prefix, without what is between its elements
	 * @return {@code true} if there is
	 */
	boolean containsVariable(String joined) {
		if (this.all && (joined.equals(ENABLED)
				|| (joined.startsWith(EMBEDDED) && OF_EMBEDDED.contains(joined.substring(EMBEDDED.length()))))) {
			return true;
		}
		return containsVariable(MqttProperties.class, joined);
	}

	private static boolean containsVariable(Class<?> type, String joined) {
		for (RecordComponent component : type.getRecordComponents()) {
			String own = component.getName().toLowerCase(Locale.ROOT);
			if (joined.startsWith(own)) {
				String rest = joined.substring(own.length());
				boolean found = component.getType().isRecord() ? containsVariable(component.getType(), rest)
						: (rest.isEmpty() || isOpen(component));
				if (found) {
					return true;
				}
			}
		}
		return false;
	}

	/**
	 * Return a name of which nobody knows where its elements end.
	 * @param name a name
	 * @return letters and digits alone
	 */
	static String joined(String name) {
		StringBuilder joined = new StringBuilder(name.length());
		for (int i = 0; i < name.length(); i++) {
			if (Character.isLetterOrDigit(name.charAt(i))) {
				joined.append(Character.toLowerCase(name.charAt(i)));
			}
		}
		return joined.toString();
	}

}
