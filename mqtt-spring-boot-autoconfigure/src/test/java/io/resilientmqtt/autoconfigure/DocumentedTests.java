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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tests that a page of the documentation names, as <code>`FooTests.bar`</code>.
 */
final class DocumentedTests {

	private static final Path TESTS = Path.of("src/test/java");

	private static final Pattern TEST = Pattern.compile("`(\\w+Tests)\\.(\\w+)`");

	private DocumentedTests() {
	}

	/**
	 * Return whether a text names a test.
	 */
	static boolean areNamedIn(String text) {
		return TEST.matcher(text).find();
	}

	/**
	 * Assert that every test exists that a page names.
	 */
	static void assertExist(String page) throws IOException {
		Map<String, List<String>> named = TEST.matcher(page)
			.results()
			.collect(Collectors.groupingBy((name) -> name.group(1),
					Collectors.mapping((MatchResult name) -> name.group(2), Collectors.toList())));
		assertThat(named).isNotEmpty();
		for (Map.Entry<String, List<String>> tests : named.entrySet()) {
			assertThat(testMethods(tests.getKey())).as(tests.getKey()).containsAll(tests.getValue());
		}
	}

	/**
	 * Return the test methods of a class, inherited ones too.
	 */
	private static List<String> testMethods(String className) throws IOException {
		try (Stream<Path> files = Files.walk(TESTS)) {
			return files.filter((file) -> file.endsWith(className + ".java"))
				.map((file) -> TESTS.relativize(file).toString().replaceAll("\\.java$", "").replaceAll("[/\\\\]", "."))
				.map(DocumentedTests::load)
				.flatMap((type) -> AnnotationSupport
					.findAnnotatedMethods(type, Testable.class, HierarchyTraversalMode.BOTTOM_UP)
					.stream())
				.map((method) -> method.getName())
				.toList();
		}
	}

	private static Class<?> load(String name) {
		try {
			return Class.forName(name, false, DocumentedTests.class.getClassLoader());
		}
		catch (ClassNotFoundException ex) {
			throw new AssertionError(ex);
		}
	}

}
