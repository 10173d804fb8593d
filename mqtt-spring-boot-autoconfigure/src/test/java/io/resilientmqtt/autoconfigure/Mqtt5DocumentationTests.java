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
import java.util.stream.Stream;

import io.resilientmqtt.testsupport.Pages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code mqtt5.adoc} has every property of the specification, and tests that exist.
 */
class Mqtt5DocumentationTests {

	private final String page = Pages.read("mqtt5.adoc");

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
		assertThat(rows).hasSizeGreaterThan(80).allMatch(DocumentedTests::areNamedIn);
	}

	@Test
	void everyTestNamedExists() throws IOException {
		DocumentedTests.assertExist(this.page);
	}

}
