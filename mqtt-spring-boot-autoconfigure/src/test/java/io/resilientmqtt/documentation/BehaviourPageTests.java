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

package io.resilientmqtt.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.resilientmqtt.testsupport.Pages;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code behaviour.adoc} has each number that the code refers to, tests that exist, and a
 * test for each number.
 */
class BehaviourPageTests {

	private static final Pattern ANCHOR = Pattern.compile("^\\[#(S\\d+)]\\n== \\1: ", Pattern.MULTILINE);

	private static final Pattern REFERENCE = Pattern.compile("behaviour((?:[\\s*,]|and|to|S\\d+)+)");

	private static final Pattern SHOWN = Pattern.compile("@Behaviour\\(([^)]*)\\)");

	private static final Pattern NUMBER = Pattern.compile("S\\d+");

	private static final Pattern TEST = Pattern.compile("`(\\w+Tests)`");

	private final String page = Pages.read("behaviour.adoc");

	private List<String> anchors() {
		return ANCHOR.matcher(this.page).results().map((match) -> match.group(1)).toList();
	}

	private static Stream<Path> sources(String directory) {
		try (Stream<Path> files = Files.walk(Path.of(directory))) {
			return files.filter((file) -> file.toString().endsWith(".java")).toList().stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String read(Path source) {
		try {
			return Files.readString(source);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void eachNumberHasItsPlace() {
		assertThat(anchors()).containsExactlyElementsOf(IntStream.rangeClosed(1, 40).mapToObj((n) -> "S" + n).toList());
	}

	@Test
	void theCodeRefersToNumbersThatAreThere() {
		assertThat(numbers("src/main/java", REFERENCE)).hasSizeGreaterThan(20).isSubsetOf(anchors());
		assertThat(numbers("src/test/java", REFERENCE)).isSubsetOf(anchors());
	}

	@Test
	void eachNumberIsShownByATest() {
		assertThat(numbers("src/test/java", SHOWN)).containsExactlyInAnyOrderElementsOf(anchors());
	}

	private static Set<String> numbers(String directory, Pattern reference) {
		return sources(directory).flatMap((source) -> reference.matcher(read(source)).results())
			.flatMap((found) -> NUMBER.matcher(found.group(1)).results())
			.map((number) -> number.group())
			.collect(Collectors.toCollection(TreeSet::new));
	}

	@Test
	void theTestsExistThatItNames() {
		Set<String> tests = sources("src/test/java").map((source) -> source.getFileName().toString())
			.collect(Collectors.toSet());
		assertThat(TEST.matcher(this.page).results()).hasSizeGreaterThan(80)
			.allSatisfy((test) -> assertThat(tests).contains(test.group(1) + ".java"));
	}

}
