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

package io.resilientmqtt.autoconfigure.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page on testing shows what is compiled and run here.
 */
class TestingPageTests {

	private static final Pattern SNIPPET = Pattern.compile("\\[source,java]\n----\n(.*?)----\n", Pattern.DOTALL);

	private static final Path SOURCES = Path.of("src/test/java/io/resilientmqtt/autoconfigure/test");

	@Test
	void snippetsAreCompiled() throws IOException {
		StringBuilder compiled = new StringBuilder();
		for (String source : List.of("Thermostat", "ThermostatTests", "ThermostatOnEmbeddedBrokerTests",
				"../container/ServiceConnectionContainerTests")) {
			compiled.append(squeeze(Files.readString(SOURCES.resolve(source + ".java"))));
		}
		List<MatchResult> snippets = SNIPPET.matcher(Files.readString(Path.of("../docs/testing.adoc")))
			.results()
			.toList();
		assertThat(snippets).hasSize(4);
		assertThat(snippets).allSatisfy((snippet) -> assertThat(compiled).contains(squeeze(snippet.group(1))));
	}

	private static String squeeze(String text) {
		return text.replaceAll("\\s+", "");
	}

}
