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

package io.resilientmqtt.message;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * A topic filter some of whose levels have a name: {@code sensors/{room}/temperature}. A
 * named level matches as {@code +} does, and its value can be read from a topic.
 * Immutable; equal by its text.
 */
public final class TopicTemplate {

	private final String text;

	private final TopicFilter filter;

	private final List<String> variableNames;

	private final int[] variableLevels;

	private TopicTemplate(String text, TopicFilter filter, List<String> variableNames, int[] variableLevels) {
		this.text = text;
		this.filter = filter;
		this.variableNames = variableNames;
		this.variableLevels = variableLevels;
	}

	/**
	 * Parse a template.
	 * @param template a topic filter, possibly shared, in which a level may be a name of
	 * letters, digits, {@code _}, {@code -} and {@code .} in braces
	 * @return the template
	 * @throws IllegalArgumentException if a brace is anywhere else, a name appears twice,
	 * or the filter is not valid
	 * @see TopicFilter#of(String)
	 */
	public static TopicTemplate of(String template) {
		List<String> names = new ArrayList<>();
		List<Integer> levels = new ArrayList<>();
		StringBuilder filter = new StringBuilder(template.length());
		String[] parts = template.split("/", -1);
		for (int i = 0; i < parts.length; i++) {
			String part = parts[i];
			if (part.indexOf('{') >= 0 || part.indexOf('}') >= 0) {
				String name = variableName(template, part);
				if (names.contains(name)) {
					throw invalid(template, "{" + name + "} appears twice; give each variable its own name");
				}
				names.add(name);
				levels.add(i);
				part = "+";
			}
			filter.append((i > 0) ? "/" : "").append(part);
		}
		TopicFilter parsed = parse(template, filter.toString());
		String text = parsed.toString();
		int prefix = text.length() - parsed.levels().length();
		int first = (int) text.chars().limit(prefix).filter((c) -> c == '/').count();
		int[] variableLevels = levels.stream().mapToInt((level) -> level - first).toArray();
		return new TopicTemplate(template, parsed, List.copyOf(names), variableLevels);
	}

	private static String variableName(String template, String level) {
		String name = level.substring(Math.min(1, level.length()), Math.max(1, level.length() - 1));
		if (!level.equals("{" + name + "}") || name.isEmpty() || !name.chars().allMatch(TopicTemplate::isNamePart)) {
			throw invalid(template, "'" + level
					+ "' is no variable; write a whole level as {name}, with letters, digits, '_', '-' or '.'");
		}
		return name;
	}

	private static boolean isNamePart(int c) {
		return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.';
	}

	private static TopicFilter parse(String template, String filter) {
		try {
			return TopicFilter.of(filter);
		}
		catch (IllegalArgumentException ex) {
			throw template.equals(filter) ? ex
					: new IllegalArgumentException("topic template '" + template + "': " + ex.getMessage(), ex);
		}
	}

	private static IllegalArgumentException invalid(String template, String remedy) {
		return new IllegalArgumentException("topic template '" + template + "' is not valid: " + remedy);
	}

	/**
	 * Return this template as that of a shared subscription.
	 * @param group the name of the share
	 * @return the template {@code $share/group/template}, with the same variables
	 * @throws IllegalArgumentException if the name is not valid or the template is shared
	 * already
	 * @see TopicFilter#share(String)
	 */
	public TopicTemplate share(String group) {
		TopicFilter shared = this.filter.share(group);
		String prefix = shared.toString().substring(0, shared.toString().length() - shared.levels().length());
		return new TopicTemplate(prefix + this.text, shared, this.variableNames, this.variableLevels);
	}

	/**
	 * Return the filter to subscribe with, in which every variable is a {@code +}.
	 * @return the filter
	 */
	public TopicFilter filter() {
		return this.filter;
	}

	/**
	 * Return the names of the variables in the order of their levels.
	 * @return the names, possibly none
	 */
	public List<String> variableNames() {
		return this.variableNames;
	}

	/**
	 * Return whether a topic name matches.
	 * @param topic the topic name
	 * @return {@code true} if it matches {@link #filter()}
	 */
	public boolean matches(String topic) {
		return this.filter.matches(topic);
	}

	/**
	 * Return the values of all variables.
	 * @param topic a topic name that matches
	 * @return the values by name, in the order of {@link #variableNames()}
	 * @throws IllegalArgumentException if the topic does not match
	 */
	public Map<String, String> extract(String topic) {
		if (!matches(topic)) {
			throw new IllegalArgumentException("topic '" + topic + "' does not match '" + this.text + "'");
		}
		if (this.variableLevels.length == 0) {
			return Map.of();
		}
		Map<String, String> values = new LinkedHashMap<>();
		for (int i = 0; i < this.variableLevels.length; i++) {
			values.put(this.variableNames.get(i), extract(topic, i));
		}
		return Collections.unmodifiableMap(values);
	}

	/**
	 * Return the value of one variable, without looking at the rest of the topic.
	 * @param topic a topic name that {@linkplain #matches(String) matches}, which is not
	 * checked again
	 * @param variable the index of the variable in {@link #variableNames()}
	 * @return the value, possibly empty
	 * @throws IndexOutOfBoundsException if there is no such variable
	 */
	public String extract(String topic, int variable) {
		int start = 0;
		for (int level = this.variableLevels[variable]; level > 0; level--) {
			start = topic.indexOf('/', start) + 1;
		}
		int end = topic.indexOf('/', start);
		return topic.substring(start, (end >= 0) ? end : topic.length());
	}

	/**
	 * Return a topic name in which every variable has a value: the inverse of
	 * {@link #extract(String)}.
	 * @param values returns the value of a variable, of one level or several
	 * @return the topic name
	 * @throws IllegalArgumentException if that is no valid topic name
	 */
	public String expand(UnaryOperator<String> values) {
		String[] levels = this.filter.levels().split("/", -1);
		for (int i = 0; i < this.variableLevels.length; i++) {
			levels[this.variableLevels[i]] = values.apply(this.variableNames.get(i));
		}
		return Topic.check(String.join("/", levels));
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof TopicTemplate that && this.text.equals(that.text);
	}

	@Override
	public int hashCode() {
		return this.text.hashCode();
	}

	/**
	 * Return the text of the template.
	 */
	@Override
	public String toString() {
		return this.text;
	}

}
