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

package io.resilientmqtt.benchmark;

/**
 * What is measured in a cell.
 */
enum Figure {

	RATE("messages/s", true), CPU("CPU µs/message", false), ALLOCATED("bytes allocated/message", false),
	P50("p50 µs", false), P99("p99 µs", false), P999("p99.9 µs", false), CONNECTS("connects/s", true),
	HEAP("heap KiB/client", false), DIRECT("direct KiB/client", false), THREADS("threads/client", false),
	LOAD("% of a core/client", false);

	private final String title;

	private final boolean moreIsBetter;

	Figure(String title, boolean moreIsBetter) {
		this.title = title;
		this.moreIsBetter = moreIsBetter;
	}

	String title() {
		return this.title;
	}

	boolean isLatency() {
		return this == P50 || this == P99 || this == P999;
	}

	boolean isMoreBetter() {
		return this.moreIsBetter;
	}

}
