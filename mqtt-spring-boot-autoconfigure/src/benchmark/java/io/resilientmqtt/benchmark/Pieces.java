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

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Measures pieces of the client with JMH: classes named {@code …Benchmark} in the package
 * of what they measure.
 */
final class Pieces {

	private Pieces() {
	}

	static List<PieceResult> run(Settings settings) throws RunnerException {
		boolean smoke = settings.isSmokeRun();
		Options options = new OptionsBuilder().include("io\\.resilientmqtt\\..*Benchmark\\.")
			.mode(Mode.AverageTime)
			.timeUnit(TimeUnit.NANOSECONDS)
			.forks(smoke ? 1 : 2)
			.warmupIterations(smoke ? 1 : 5)
			.warmupTime(smoke ? TimeValue.milliseconds(100) : TimeValue.seconds(1))
			.measurementIterations(smoke ? 1 : 5)
			.measurementTime(smoke ? TimeValue.milliseconds(100) : TimeValue.seconds(1))
			.jvmArgs(Jvm.OPTIONS.toArray(String[]::new))
			.addProfiler(GCProfiler.class)
			.shouldFailOnError(true)
			.build();
		Collection<RunResult> results = new Runner(options).run();
		List<PieceResult> pieces = new ArrayList<>();
		results.forEach((result) -> pieces.add(piece(result)));
		return pieces;
	}

	private static PieceResult piece(RunResult result) {
		BenchmarkParams params = result.getParams();
		StringBuilder name = new StringBuilder(params.getBenchmark().replaceFirst(".*\\.(\\w+)Benchmark\\.", "$1, "));
		for (String key : params.getParamsKeys()) {
			name.append(", ").append(key).append(" = ").append(params.getParam(key));
		}
		if (params.getThreads() > 1) {
			name.append(", ").append(params.getThreads()).append(" threads");
		}
		Result<?> primary = result.getPrimaryResult();
		double bytes = Double.NaN;
		for (String label : result.getSecondaryResults().keySet()) {
			if (label.endsWith("gc.alloc.rate.norm")) {
				bytes = result.getSecondaryResults().get(label).getScore();
			}
		}
		return new PieceResult(name.toString(), primary.getScore(), primary.getScoreError(), bytes);
	}

}
