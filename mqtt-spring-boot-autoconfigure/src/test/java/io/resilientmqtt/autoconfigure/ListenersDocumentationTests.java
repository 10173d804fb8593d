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
import java.util.Arrays;
import java.util.List;

import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.testsupport.Pages;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code listeners.adoc} has every attribute, and {@code side-by-side.adoc} tests that
 * exist.
 */
class ListenersDocumentationTests {

	private final String page = Pages.read("listeners.adoc");

	private final String comparison = Pages.read("side-by-side.adoc");

	@Test
	void everyAttributeIsInTheTable() {
		String attributes = section("== Attributes");
		assertThat(MqttListener.class.getDeclaredMethods()).isNotEmpty()
			.allSatisfy((attribute) -> assertThat(attributes).contains("`" + attribute.getName() + "`"));
	}

	@Test
	void everyRowOfTheComparisonNamesItsTests() {
		List<String> rows = this.comparison.lines()
			.filter((line) -> line.startsWith("| ") && !line.endsWith(" | Test"))
			.toList();
		assertThat(rows).hasSizeGreaterThan(45).allMatch(DocumentedTests::areNamedIn);
		assertThat(rows).allSatisfy((row) -> assertThat(row.split("\\|")).hasSize(8));
	}

	@Test
	void everyTestNamedExists() throws IOException {
		DocumentedTests.assertExist(this.comparison);
	}

	private String section(String title) {
		return Arrays.stream(this.page.split("\n(?=== )"))
			.filter((section) -> section.startsWith(title + "\n"))
			.findFirst()
			.orElseThrow();
	}

}
