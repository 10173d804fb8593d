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

package io.resilientmqtt.reliability;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long it took until messages flowed again after outages, by their kind.
 */
final class Recoveries {

	private final Map<String, List<Duration>> byKind = new LinkedHashMap<>();

	private final Map<String, Integer> outages = new LinkedHashMap<>();

	/**
	 * Take down an outage.
	 * @param kind its kind
	 * @param recoveries how long it took, for each flow of messages
	 */
	void add(String kind, List<Duration> recoveries) {
		this.outages.merge(kind, 1, Integer::sum);
		this.byKind.computeIfAbsent(kind, (key) -> new ArrayList<>()).addAll(recoveries);
	}

	int outages() {
		return this.outages.values().stream().mapToInt(Integer::intValue).sum();
	}

	@Override
	public String toString() {
		StringBuilder table = new StringBuilder("| outage | times | median ms | worst ms\n");
		this.byKind.forEach((kind, recoveries) -> table.append("| %s | %d | %d | %d%n".formatted(kind,
				this.outages.get(kind), median(recoveries).toMillis(), Collections.max(recoveries).toMillis())));
		List<Duration> all = this.byKind.values().stream().flatMap(List::stream).toList();
		return table
			.append("| all | %d | %d | %d%n".formatted(outages(), median(all).toMillis(),
					Collections.max(all).toMillis()))
			.toString();
	}

	static Duration median(List<Duration> durations) {
		List<Duration> sorted = durations.stream().sorted().toList();
		return sorted.get(sorted.size() / 2);
	}

}
