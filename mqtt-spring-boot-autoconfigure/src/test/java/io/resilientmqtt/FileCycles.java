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

package io.resilientmqtt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;

/**
 * Files of one package that can be reached from each other: what can't be understood, or
 * moved, one file at a time. Found by Tarjan's algorithm.
 */
final class FileCycles {

	private final Map<String, Set<String>> uses = new TreeMap<>();

	private final Map<String, Integer> index = new HashMap<>();

	private final Map<String, Integer> lowest = new HashMap<>();

	private final Deque<String> stack = new ArrayDeque<>();

	private final List<Set<String>> cycles = new ArrayList<>();

	private FileCycles(JavaClasses classes) {
		for (JavaClass type : classes) {
			String file = file(type);
			Set<String> used = this.uses.computeIfAbsent(file, (name) -> new TreeSet<>());
			type.getDirectDependenciesFromSelf()
				.stream()
				.map((dependency) -> dependency.getTargetClass().getBaseComponentType())
				.filter((target) -> target.getPackageName().equals(type.getPackageName()))
				.map(FileCycles::file)
				.filter((target) -> !target.equals(file))
				.forEach(used::add);
		}
		this.uses.keySet().forEach((file) -> {
			if (!this.index.containsKey(file)) {
				visit(file);
			}
		});
	}

	/**
	 * Return the cycles of all packages.
	 * @param classes the classes
	 * @return the files of each cycle
	 */
	static List<Set<String>> of(JavaClasses classes) {
		return new FileCycles(classes).cycles;
	}

	private static String file(JavaClass type) {
		String name = type.getName();
		int nested = name.indexOf('$');
		return (nested < 0) ? name : name.substring(0, nested);
	}

	private void visit(String file) {
		this.index.put(file, this.index.size());
		this.lowest.put(file, this.index.get(file));
		this.stack.push(file);
		for (String used : this.uses.getOrDefault(file, Set.of())) {
			if (!this.index.containsKey(used)) {
				visit(used);
				this.lowest.merge(file, this.lowest.get(used), Math::min);
			}
			else if (this.stack.contains(used)) {
				this.lowest.merge(file, this.index.get(used), Math::min);
			}
		}
		if (this.lowest.get(file).equals(this.index.get(file))) {
			Set<String> cycle = new TreeSet<>();
			String member;
			do {
				member = this.stack.pop();
				cycle.add(member);
			}
			while (!member.equals(file));
			this.cycles.add(cycle);
		}
	}

}
