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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.resilientmqtt.testsupport.Pages;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code architecture.adoc} has the packages that there are.
 */
class ArchitecturePageTests {

	private static final Path ROOT = Path.of("src/main/java/io/resilientmqtt");

	private static final Pattern ROW = Pattern.compile("^\\| `([a-z.0-9]+)` \\| ", Pattern.MULTILINE);

	@Test
	void thePackagesAreThoseOfTheCode() throws IOException {
		Set<String> rows = ROW.matcher(Pages.read("architecture.adoc"))
			.results()
			.map((row) -> row.group(1))
			.collect(Collectors.toSet());
		try (Stream<Path> files = Files.walk(ROOT)) {
			Set<String> packages = files.filter((file) -> file.endsWith("package-info.java"))
				.map((file) -> ROOT.relativize(file.getParent()).toString().replaceAll("[/\\\\]", "."))
				.collect(Collectors.toSet());
			assertThat(rows).containsExactlyInAnyOrderElementsOf(packages);
		}
	}

}
