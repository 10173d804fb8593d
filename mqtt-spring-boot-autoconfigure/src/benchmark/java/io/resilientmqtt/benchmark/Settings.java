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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What a run is to do, from system properties.
 *
 * @param rounds how often each cell is measured with each client
 * @param seconds how long each measurement takes
 * @param warmup seconds before it
 * @param cells what is measured, as {@code -Dbenchmark.cells=receive_qos0_64,idle}, whose
 * names may be beginnings
 * @param clients which clients, as {@code -Dbenchmark.clients=engine,vertx}
 * @param jmh whether the pieces are measured too
 * @param resume whether a run that was ended goes on
 * @param page the page to write
 * @param directory where logs go
 */
record Settings(int rounds, int seconds, int warmup, Set<Cell> cells, Set<Contender> clients, boolean jmh,
		boolean resume, Path page, Path directory) {

	private static final int FULL_ROUNDS = 5;

	private static final int FULL_SECONDS = 5;

	static Settings fromSystem() {
		return new Settings(Integer.getInteger("benchmark.rounds", FULL_ROUNDS),
				Integer.getInteger("benchmark.seconds", 10), Integer.getInteger("benchmark.warmup", 5),
				parse(Cell.class, "benchmark.cells"), parse(Contender.class, "benchmark.clients"),
				Boolean.parseBoolean(System.getProperty("benchmark.jmh", "true")),
				Boolean.getBoolean("benchmark.resume"),
				Path.of(System.getProperty("benchmark.page", "performance.adoc")).toAbsolutePath().normalize(),
				Path.of(System.getProperty("benchmark.directory", ".")).toAbsolutePath());
	}

	private static <E extends Enum<E>> Set<E> parse(Class<E> type, String property) {
		String value = System.getProperty(property, "all");
		if (value.equals("all")) {
			return EnumSet.allOf(type);
		}
		Set<E> chosen = EnumSet.noneOf(type);
		if (value.equals("none")) {
			return chosen;
		}
		for (String name : value.split(",")) {
			String prefix = name.trim().toUpperCase(Locale.ROOT).replace('-', '_');
			Set<E> matching = EnumSet.allOf(type);
			matching.removeIf((constant) -> !constant.name().startsWith(prefix));
			if (matching.isEmpty()) {
				throw new IllegalArgumentException(property + "=" + value + ": there is no '" + name + "', only "
						+ Arrays.toString(type.getEnumConstants()));
			}
			chosen.addAll(matching);
		}
		return Collections.unmodifiableSet(chosen);
	}

	/**
	 * Return whether the run is too short for its figures to mean anything.
	 * @return {@code true} if it only shows that everything works
	 */
	boolean isSmokeRun() {
		return this.rounds < FULL_ROUNDS || this.seconds < FULL_SECONDS;
	}

	/**
	 * Return where the picture goes that the page shows.
	 * @return a file among the pictures of the documentation, or else beside the page
	 */
	Path chart() {
		Path images = this.page.resolveSibling("../../images").normalize();
		return (Files.isDirectory(images) ? images : this.directory).resolve("performance.svg");
	}

	/**
	 * Return whether part of what there is to be measured is left out.
	 * @return {@code true} if it is
	 */
	boolean isPartial() {
		return this.cells.size() < Cell.values().length || this.clients.size() < Contender.values().length || !this.jmh;
	}

}
