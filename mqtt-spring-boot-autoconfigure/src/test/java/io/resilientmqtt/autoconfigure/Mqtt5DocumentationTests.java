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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code docs/mqtt5.adoc} has every property of the specification, and tests that exist.
 */
class Mqtt5DocumentationTests {

	private static final Path TESTS = Path.of("src/test/java");

	private static final Pattern TEST = Pattern.compile("`(\\w+Tests)\\.(\\w+)`");

	private final String page = read();

	private static String read() {
		try {
			return Files.readString(Path.of("../docs/mqtt5.adoc"));
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private Stream<String> sections() {
		return Arrays.stream(this.page.split("\n(?====? )"));
	}

	/** The table of the specification [MQTT 5, 2.2.2.2], but for PINGREQ and PINGRESP. */
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			0x01 | Payload Format Indicator          | PUBLISH Will
			0x02 | Message Expiry Interval           | PUBLISH Will
			0x03 | Content Type                      | PUBLISH Will
			0x08 | Response Topic                    | PUBLISH Will
			0x09 | Correlation Data                  | PUBLISH Will
			0x0B | Subscription Identifier           | PUBLISH SUBSCRIBE
			0x11 | Session Expiry Interval           | CONNECT CONNACK DISCONNECT
			0x12 | Assigned Client Identifier        | CONNACK
			0x13 | Server Keep Alive                 | CONNACK
			0x15 | Authentication Method             | CONNECT CONNACK AUTH
			0x16 | Authentication Data               | CONNECT CONNACK AUTH
			0x17 | Request Problem Information       | CONNECT
			0x18 | Will Delay Interval               | Will
			0x19 | Request Response Information      | CONNECT
			0x1A | Response Information              | CONNACK
			0x1C | Server Reference                  | CONNACK DISCONNECT
			0x1F | Reason String                     | CONNACK PUBACK SUBACK UNSUBACK DISCONNECT AUTH
			0x21 | Receive Maximum                   | CONNECT CONNACK
			0x22 | Topic Alias Maximum               | CONNECT CONNACK
			0x23 | Topic Alias                       | PUBLISH
			0x24 | Maximum QoS                       | CONNACK
			0x25 | Retain Available                  | CONNACK
			0x26 | User Property                     | CONNECT Will CONNACK PUBLISH PUBACK SUBSCRIBE SUBACK \
													   UNSUBSCRIBE UNSUBACK DISCONNECT AUTH
			0x27 | Maximum Packet Size               | CONNECT CONNACK
			0x28 | Wildcard Subscription Available   | CONNACK
			0x29 | Subscription Identifier Available | CONNACK
			0x2A | Shared Subscription Available     | CONNACK
			""")
	void everyPropertyIsInTheTableOfEachOfItsPackets(String identifier, String name, String packets) {
		for (String packet : packets.split("\\s+")) {
			assertThat(sections()).as(packet)
				.filteredOn((section) -> section.matches("(?s)=== " + packet + "\\b.*"))
				.anySatisfy((section) -> assertThat(section).contains(name + " `" + identifier + "`"));
		}
	}

	@Test
	void everyRowNamesItsTests() {
		List<String> rows = sections().filter((section) -> section.startsWith("=== "))
			.flatMap(String::lines)
			.filter((line) -> line.startsWith("| ") && !line.endsWith(" | Test"))
			.toList();
		assertThat(rows).hasSizeGreaterThan(80).allMatch((row) -> TEST.matcher(row).find());
	}

	@Test
	void everyTestNamedExists() throws IOException {
		Map<String, List<String>> named = TEST.matcher(this.page)
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
				.map(Mqtt5DocumentationTests::load)
				.flatMap((type) -> AnnotationSupport
					.findAnnotatedMethods(type, Testable.class, HierarchyTraversalMode.BOTTOM_UP)
					.stream())
				.map((method) -> method.getName())
				.toList();
		}
	}

	private static Class<?> load(String name) {
		try {
			return Class.forName(name, false, Mqtt5DocumentationTests.class.getClassLoader());
		}
		catch (ClassNotFoundException ex) {
			throw new AssertionError(ex);
		}
	}

}
