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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.resilientmqtt.testsupport.LocalMosquitto;

/**
 * Measures clients side by side and writes the page. Run by
 * {@code mvn -pl mqtt-spring-boot-autoconfigure verify -Pbenchmark}. A client is measured
 * in a fresh JVM with a fresh broker each time, and clients take turns, so that what
 * changes on the machine meanwhile meets them all.
 */
public final class Benchmark {

	private final Settings settings;

	private final Results results;

	private final Path log;

	private Benchmark(Settings settings) throws IOException {
		this.settings = settings;
		Files.createDirectories(settings.directory());
		this.results = new Results(settings.directory().resolve("benchmark.results"), settings.resume());
		this.log = settings.directory().resolve("benchmark.log");
	}

	/**
	 * Run.
	 * @param args none; options are system properties
	 * @throws Exception if nothing can be measured
	 */
	public static void main(String[] args) throws Exception {
		new Benchmark(Settings.fromSystem()).run();
	}

	private void run() throws Exception {
		for (Cell cell : this.settings.cells()) {
			List<Contender> contenders = this.settings.clients()
				.stream()
				.filter((contender) -> contender.can(cell.ability()))
				.toList();
			for (int round = 1; round <= this.settings.rounds(); round++) {
				for (Contender contender : contenders) {
					if (this.results.rounds(cell, contender) < round) {
						measure(cell, round, contender);
					}
				}
			}
		}
		if (this.settings.jmh() && this.results.pieces().isEmpty()) {
			this.results.add(Pieces.run(this.settings));
		}
		Files.writeString(this.settings.page(), new Page(this.settings, this.results).toString());
		Files.writeString(this.settings.chart(), new Chart(this.results).toString());
		System.out.println("Written to " + this.settings.page());
		if (!this.results.failures().isEmpty()) {
			System.out.println("Failed, see " + this.log + ": " + this.results.failures());
			System.exit(1);
		}
	}

	private void measure(Cell cell, int round, Contender contender) throws Exception {
		StringBuilder line = new StringBuilder("%s, round %d, %s:".formatted(cell, round, contender));
		if (cell.needsMosquitto()) {
			Path directory = Files.createTempDirectory(this.settings.directory(), "mosquitto");
			try (LocalMosquitto mosquitto = new LocalMosquitto(directory)) {
				mosquitto.start();
				if (cell.mode() == Cell.Mode.RECEIVE) {
					try (Jvm feeder = new Jvm(this.log, Feeder.class, cell.name(), String.valueOf(mosquitto.port()))) {
						feeder.next("CONNECTED");
						measure(cell, contender, mosquitto.port(), line);
					}
				}
				else {
					measure(cell, contender, mosquitto.port(), line);
				}
			}
		}
		else {
			try (Jvm broker = new Jvm(this.log, NullBroker.class)) {
				int port = Integer.parseInt(Objects.requireNonNull(broker.next("PORT"), "No null broker"));
				measure(cell, contender, port, line);
			}
		}
		System.out.println(line);
	}

	private void measure(Cell cell, Contender contender, int port, StringBuilder line) throws IOException {
		int seconds = contender.warmup(cell.warmup(this.settings.warmup())) + this.settings.seconds();
		try (Jvm worker = new Jvm(this.log, Worker.class, contender.name(), cell.name(), String.valueOf(port),
				String.valueOf(this.settings.warmup()), String.valueOf(this.settings.seconds()))) {
			worker.endAfter(((cell.mode() == Cell.Mode.MANY) ? 900 : 120) + 2L * seconds);
			Map<Figure, Double> figures = new EnumMap<>(Figure.class);
			for (String result = worker.next("RESULT"); result != null; result = worker.next("RESULT")) {
				String[] parts = result.split(" ");
				figures.put(Figure.valueOf(parts[0]), Double.parseDouble(parts[1]));
			}
			if (figures.isEmpty()) {
				this.results.fail(cell, contender);
				line.append(" FAILED");
			}
			figures.forEach((figure, value) -> line.append(" %s %s,".formatted(Page.number(value), figure.title())));
			this.results.add(cell, contender, figures);
		}
	}

}
