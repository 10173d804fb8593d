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

package io.resilientmqtt.observation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collector;
import java.util.stream.Collectors;

import io.micrometer.common.docs.KeyName;
import io.resilientmqtt.testsupport.Pages;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tables of observability.adoc are what the enums say. Those to put there are written
 * to {@code target/observability-tables.adoc}.
 */
class ObservabilityDocumentationTests {

	private static final Path TABLES = Path.of("target/observability-tables.adoc");

	@Test
	void thePageHasTheTablesMadeFromTheEnums() throws IOException {
		String tables = meters() + tags() + observations();
		Files.writeString(TABLES, tables);
		assertThat(Pages.read("observability.adoc")).contains(meters(), tags(), observations());
	}

	private static String meters() {
		return Arrays.stream(MqttMeter.values())
			.map((meter) -> "| `%s` | %s | %s | %s | %s.".formatted(meter.getName(),
					meter.getType().name().toLowerCase(Locale.ROOT),
					(meter.getBaseUnit() != null) ? meter.getBaseUnit() : "", keys(meter.getKeyNames()),
					meter.getDescription()))
			.collect(table("2,1,1,2,4", "Meter | Type | Unit | Tags | What it measures"));
	}

	private static String tags() {
		return Arrays.stream(MqttMeter.Tag.values())
			.map((tag) -> "| `%s` | %s.".formatted(tag.asString(), tag.getDescription()))
			.collect(table("1,4", "Tag | Values"));
	}

	private static String observations() {
		return Arrays.stream(MqttObservation.values())
			.map((observation) -> "| `%s` | %s | %s".formatted(observation.getName(),
					keys(observation.getLowCardinalityKeyNames()), keys(observation.getHighCardinalityKeyNames())))
			.collect(table("1,3,2", "Observation | Keys of meters and spans | Keys of spans alone"));
	}

	private static String keys(KeyName[] keys) {
		return Arrays.stream(keys).map((key) -> "`" + key.asString() + "`").collect(Collectors.joining(", "));
	}

	private static Collector<CharSequence, ?, String> table(String columns, String head) {
		return Collectors.joining("\n", "[cols=\"" + columns + "\"]\n|===\n| " + head + "\n\n", "\n|===\n");
	}

}
