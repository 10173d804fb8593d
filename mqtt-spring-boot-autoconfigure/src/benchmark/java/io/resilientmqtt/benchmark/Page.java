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
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Makes the page of the results.
 */
final class Page {

	private final StringBuilder text = new StringBuilder();

	private final Settings settings;

	private final Results results;

	Page(Settings settings, Results results) {
		this.settings = settings;
		this.results = results;
		opening();
		results.cells().forEach(this::cell);
		notBetter();
		bounds();
		pieces(results.pieces());
		ending();
	}

	private void line(String line) {
		this.text.append(line).append('\n');
	}

	private void line(String format, Object... arguments) {
		line(String.format(Locale.ROOT, format, arguments));
	}

	private void opening() {
		line("= Performance");
		line("ifndef::site-gen-antora[:imagesdir: ../../images]");
		line("");
		line("// Written by io.resilientmqtt.benchmark.Benchmark: change that, and run it again");
		line("");
		if (this.settings.isSmokeRun()) {
			line("WARNING: This is a smoke run: %d round(s) of %d s after %d s of warm-up. "
					+ "It shows that the instrument works. Its figures mean nothing.", this.settings.rounds(),
					this.settings.seconds(), this.settings.warmup());
			line("");
		}
		if (this.settings.isPartial()) {
			line("NOTE: This run left out some cells, clients or the pieces.");
			line("");
		}
		line("How fast the client is, beside other clients for the JVM. A broker that does nothing but send and "
				+ "acknowledge sends or takes messages of 64 bytes as fast as the client can; with Mosquitto the broker "
				+ "is what bounds them all. Below the picture there is a table for each case, with what a message costs "
				+ "in CPU and memory, and <<what-is-not-better,what is not better>>.");
		line("");
		line("image::performance.svg[Messages a second, received and published, beside other clients]");
		line("");
		line("== How it was measured");
		line("");
		line("Each client was measured in a fresh JVM with a fresh broker in another, clients in turn, %d rounds of "
				+ "%d s after %d s of warm-up, %d s within a Spring application, %d s with Mosquitto, or %d s where "
				+ "messages are few.", this.settings.rounds(), this.settings.seconds(), this.settings.warmup(),
				Contender.LISTENER.warmup(this.settings.warmup()),
				Cell.MOSQUITTO_RECEIVE_QOS0_64.warmup(this.settings.warmup()),
				Cell.LATENCY.warmup(this.settings.warmup()));
		line("Figures are medians, with the lowest and the highest in brackets; the ratio is to the best of the other "
				+ "clients, figure by figure, or to `MqttClient` where that was measured beside none.");
		line("A latency is compared with that of clients that hand a message over to another thread, as ours does: "
				+ "a handler on the event loop comes sooner, and holds it up.");
		line("CPU and allocation are those of the whole JVM of the client.");
		line("The broker does nothing but send and acknowledge, unless it says Mosquitto. "
				+ "All run over NIO on one machine, so client and broker share its processors.");
		line("");
		line("How to repeat it: `mvn -pl mqtt-spring-boot-autoconfigure verify -Pbenchmark`, on a machine with nothing "
				+ "else to do. `-Dbenchmark.rounds`, `.seconds`, `.warmup`, `.cells`, `.clients` and `.jmh=false` "
				+ "change what it does; with `-Dbenchmark.resume=true` a run that was ended goes on.");
		line("");
	}

	private void cell(Cell cell) {
		List<Figure> figures = new ArrayList<>(this.results.figures(cell));
		line("== %s", cell.title());
		line("");
		line("[cols=\"2%s\"]", ",1,1".repeat(figures.size()));
		line("|===");
		StringBuilder header = new StringBuilder("| Client");
		figures.forEach((figure) -> header.append(" | ").append(figure.title()).append(" | ratio"));
		line(header.toString());
		line("");
		for (Contender contender : this.results.contenders(cell)) {
			StringBuilder row = new StringBuilder("| ").append(contender.title());
			figures.forEach((figure) -> row.append(figure(cell, contender, figure)));
			line(row.toString());
		}
		line("|===");
		line("");
	}

	private String figure(Cell cell, Contender contender, Figure figure) {
		Double median = this.results.median(cell, contender, figure);
		if (median == null) {
			return " | – | ";
		}
		List<Double> sorted = this.results.sorted(cell, contender, figure);
		String range = (sorted.size() > 1)
				? " (" + number(sorted.get(0)) + " to " + number(sorted.get(sorted.size() - 1)) + ")" : "";
		Double reference = this.results.bestPeer(cell, figure);
		if (reference == null && contender != Contender.ENGINE) {
			reference = this.results.median(cell, Contender.ENGINE, figure);
		}
		String ratio = (reference != null && reference > 0 && !contender.isPeer())
				? String.format(Locale.ROOT, "%.2f", median / reference) : "";
		return " | " + number(median) + range + " | " + ratio;
	}

	static String number(double value) {
		double size = Math.abs(value);
		String format = (size >= 100) ? "%,.0f" : (size >= 10) ? "%.1f" : (size >= 0.1 || size == 0) ? "%.2f" : "%.5f";
		return String.format(Locale.ROOT, format, value);
	}

	private void notBetter() {
		List<String> lines = new ArrayList<>();
		for (Cell cell : this.results.cells()) {
			for (Contender contender : this.results.contenders(cell)) {
				for (Figure figure : this.results.figures(cell)) {
					Double own = contender.isPeer() ? null : this.results.median(cell, contender, figure);
					Double best = this.results.bestPeer(cell, figure);
					if (own != null && best != null && (figure.isMoreBetter() ? own < best : own > best)) {
						lines.add("* %s, %s: %s %s, best of the others %s".formatted(cell.title(), contender.title(),
								number(own), figure.title(), number(best)));
					}
				}
			}
		}
		line("== What is not better");
		line("");
		if (lines.isEmpty()) {
			line("Nothing that was measured beside another client.");
		}
		lines.forEach(this::line);
		line("");
	}

	private void bounds() {
		line("=== What bounds it");
		line("");
		line("* Received as fast as can be, 64 B of QoS 0 are bound by the thread of the event loop: with nothing else on "
				+ "the machine it frames a message, looks its topic up, copies the payload and makes the message in "
				+ "0.12 µs, half of what Vert.x takes. Three times its rate would leave 0.085 µs. Netty alone, with a "
				+ "handler on a thread of its own, was measured at 0.10 µs on such a machine.");
		line("* With 1 KiB the event loop is busy nine tenths of the time: half of that is the kernel's, which copies what "
				+ "is read, and a third goes into the array of the payload, which Vert.x does without as long as nobody "
				+ "asks for one. A listener's own copy of it comes on top.");
		line("* Client, its second thread and broker share two processors with whatever else runs on them. The ratios of "
				+ "one run differ from those of the next by a quarter and more.");
		line("* What is published passes four threads: the caller, the event loop, the broker, and the one that runs the "
				+ "stages of the future. By a profile with QoS 1 and 64 B, the event loop takes half of the CPU, and of "
				+ "that the kernel, with writes, reads and wake-ups, a third.");
		line("* A listener's thread reads the clock three times for each message, twice to time it and once within the "
				+ "timer. That is half of what it does with 64 B, and with 1 KiB less than the memory takes.");
		line("* With QoS 1 the acknowledgement follows the handler. Where messages are few each one so wakes the event "
				+ "loop twice, once to read it and once to acknowledge it: that is the CPU of the latency cell.");
		line("* The 99th percentile there is made by what else runs on the processors, the compiler above all. From one "
				+ "round to the next it differs by a factor of three and more, with every client that hands over.");
		line("* Mosquitto writes each message by itself, and each wakes the event loop and the thread of the handler. "
				+ "Reading them is three quarters of the client's CPU, and most of that is the kernel's; the second "
				+ "thread, by the kernel's count nearly a third on top of the event loop, is what Vert.x, without "
				+ "one, does not spend.");
		line("* Mosquitto leaves Nagle's algorithm on unless told otherwise: it keeps a PUBACK back until TCP has "
				+ "acknowledged the one before. Linux puts that off for 40 ms where nothing is published meanwhile, as "
				+ "when 1,000 publications wait for theirs: that makes 22,000 messages a second. Ours has TCP "
				+ "acknowledge at once while it awaits a PUBACK.");
		line("");
	}

	private void pieces(List<PieceResult> pieces) {
		if (pieces.isEmpty()) {
			return;
		}
		line("== The pieces");
		line("");
		line("By JMH, average time of one operation. With several threads it is that of each thread.");
		line("");
		line("[cols=\"3,1,1\"]");
		line("|===");
		line("| Piece | ns/operation | bytes allocated");
		line("");
		for (PieceResult piece : pieces) {
			String error = Double.isNaN(piece.error()) ? "" : " ± " + number(piece.error());
			line("| %s | %s%s | %s", piece.name(), number(piece.nanos()), error,
					Double.isNaN(piece.bytes()) ? "–" : number(piece.bytes()));
		}
		line("|===");
		line("");
		line("=== Memory of topic filters");
		line("");
		for (int filters : new int[] { 1_000, 100_000 }) {
			line("* %s exact filters: %s bytes each; with a wildcard: %s bytes each",
					String.format(Locale.ROOT, "%,d", filters), number(FilterMemory.bytesPerFilter(filters, false)),
					number(FilterMemory.bytesPerFilter(filters, true)));
		}
		line("");
	}

	private void ending() {
		line("== Where it was measured");
		line("");
		line("* %s, %d processors, %s MiB of memory, Linux %s", processor(), Runtime.getRuntime().availableProcessors(),
				String.valueOf(memory()), System.getProperty("os.version"));
		line("* %s %s, %s for clients and broker", System.getProperty("java.vm.name"),
				System.getProperty("java.runtime.version"), String.join(" ", Jvm.OPTIONS));
		TreeSet<String> libraries = new TreeSet<>();
		for (String entry : System.getProperty("java.class.path").split(System.getProperty("path.separator"))) {
			String name = Path.of(entry).getFileName().toString();
			if (name.matches("(netty-transport|org\\.eclipse\\.paho\\.[\\w.]+|hivemq-mqtt-client|vertx-mqtt|jmh-core|"
					+ "spring-integration-mqtt|spring-boot)-\\d.*\\.jar")) {
				libraries.add(name.replace(".jar", ""));
			}
		}
		line("* %s", String.join(", ", libraries));
		if (!this.results.failures().isEmpty()) {
			line("* Failed, and so left out: %s", String.join("; ", this.results.failures()));
		}
	}

	private static String processor() {
		return read("/proc/cpuinfo").filter((line) -> line.startsWith("model name"))
			.findFirst()
			.map((line) -> line.replaceFirst(".*:\\s*", ""))
			.orElse("Unknown processor");
	}

	private static long memory() {
		return read("/proc/meminfo").filter((line) -> line.startsWith("MemTotal"))
			.findFirst()
			.map((line) -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
			.orElse(0L);
	}

	private static Stream<String> read(String file) {
		try {
			return Files.readAllLines(Path.of(file), StandardCharsets.UTF_8).stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}
