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

package io.resilientmqtt.testsupport;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Something that happens to the connections between clients and their broker, lasts a
 * while and is over.
 *
 * @param name what it is
 * @param endsConnections whether connections end by it
 * @param begin makes it happen
 * @param end ends it
 * @param shortest the shortest it may last
 * @param longest the longest it may last; zero if it is over at once
 */
public record Fault(String name, boolean endsConnections, Runnable begin, Runnable end, Duration shortest,
		Duration longest) {

	private static final Duration MOMENT = Duration.ofMillis(100);

	private static final Duration LATENCY = Duration.ofMillis(300);

	private static final long BYTES_PER_SECOND = 32 * 1024;

	/**
	 * Return every fault that proxies are capable of, on all of them at once.
	 * @param proxies the proxies
	 * @param longest the longest a fault may last
	 * @return the faults
	 */
	public static List<Fault> allOf(List<FaultProxy> proxies, Duration longest) {
		List<List<Fault>> each = proxies.stream().map((proxy) -> allOf(proxy, longest)).toList();
		return IntStream.range(0, each.get(0).size())
			.mapToObj((kind) -> together(each.stream().map((faults) -> faults.get(kind)).toList()))
			.toList();
	}

	private static Fault together(List<Fault> faults) {
		Fault first = faults.get(0);
		return new Fault(first.name(), first.endsConnections(), () -> faults.forEach((fault) -> fault.begin().run()),
				() -> faults.forEach((fault) -> fault.end().run()), first.shortest(), first.longest());
	}

	/**
	 * Return every fault that a proxy is capable of.
	 * @param proxy the proxy
	 * @param longest the longest a fault may last
	 * @return the faults
	 */
	public static List<Fault> allOf(FaultProxy proxy, Duration longest) {
		return List.of(ending("reset", proxy::cut, proxy, Duration.ZERO),
				ending("closed", proxy::closeConnections, proxy, Duration.ZERO),
				ending("refused", proxy::refuse, proxy, longest),
				keeping("black hole in", proxy::blackHoleIn, proxy, longest),
				keeping("black hole out", proxy::blackHoleOut, proxy, longest),
				keeping("black hole", proxy::blackHole, proxy, longest),
				keeping("latency", () -> proxy.latency(LATENCY), proxy, longest),
				keeping("throttled", () -> proxy.throttle(BYTES_PER_SECOND), proxy, longest));
	}

	private static Fault ending(String name, Runnable begin, FaultProxy proxy, Duration longest) {
		return new Fault(name, true, begin, proxy::restore, longest.isZero() ? longest : MOMENT, longest);
	}

	private static Fault keeping(String name, Runnable begin, FaultProxy proxy, Duration longest) {
		return new Fault(name, false, begin, proxy::restore, MOMENT, longest);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
