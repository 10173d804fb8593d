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

package io.resilientmqtt.message;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * How long it takes to find the one filter of many that matches a topic.
 */
@State(Scope.Thread)
public class TopicTrieBenchmark {

	private static final int TOPICS = 1024;

	@Param({ "10", "1000", "100000" })
	int filters;

	private final TopicTrie<Object> exact = new TopicTrie<>();

	private final TopicTrie<Object> wildcards = new TopicTrie<>();

	private final String[] topics = new String[TOPICS];

	private int next;

	/**
	 * Add the filters.
	 */
	@Setup
	public void add() {
		for (int i = 0; i < this.filters; i++) {
			this.exact.add(TopicFilter.of(topic(i)), i);
			this.wildcards.add(TopicFilter.of("building/" + i % 100 + "/room/" + i + "/+"), i);
		}
		for (int i = 0; i < TOPICS; i++) {
			this.topics[i] = topic((int) ((long) i * this.filters / TOPICS));
		}
	}

	private static String topic(int number) {
		return "building/" + number % 100 + "/room/" + number + "/temperature";
	}

	/**
	 * Filters without wildcards.
	 * @param found takes what is found
	 */
	@Benchmark
	public void exact(Blackhole found) {
		this.exact.match(next(), found::consume);
	}

	/**
	 * Filters with one wildcard each.
	 * @param found takes what is found
	 */
	@Benchmark
	public void wildcards(Blackhole found) {
		this.wildcards.match(next(), found::consume);
	}

	private String next() {
		this.next = (this.next + 1) & (TOPICS - 1);
		return this.topics[this.next];
	}

}
