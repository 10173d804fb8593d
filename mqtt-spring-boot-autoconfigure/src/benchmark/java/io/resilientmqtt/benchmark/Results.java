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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * The figures of all rounds. They are kept in a file as they come, a line each, so that a
 * run that was ended can go on.
 */
final class Results {

	private final Map<Cell, Map<Contender, Map<Figure, List<Double>>>> values = new EnumMap<>(Cell.class);

	private final Set<String> failures = new TreeSet<>();

	private final List<PieceResult> pieces = new ArrayList<>();

	private final Path file;

	/**
	 * Create results.
	 * @param file where they are kept
	 * @param resume whether those in the file are the first; otherwise it is emptied
	 * @throws IOException if the file can't be read or written
	 */
	Results(Path file, boolean resume) throws IOException {
		this.file = file;
		if (!resume) {
			Files.deleteIfExists(file);
		}
		else if (Files.exists(file)) {
			Files.readAllLines(file, StandardCharsets.UTF_8).forEach(this::read);
		}
	}

	private void read(String line) {
		String[] parts = line.split("\t");
		if (parts[0].equals("PIECE")) {
			this.pieces.add(new PieceResult(parts[1], Double.parseDouble(parts[2]), Double.parseDouble(parts[3]),
					Double.parseDouble(parts[4])));
			return;
		}
		add(Cell.valueOf(parts[0]), Contender.valueOf(parts[1]), Figure.valueOf(parts[2]),
				Double.parseDouble(parts[3]));
	}

	private void keep(List<String> lines) throws IOException {
		Files.write(this.file, lines, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
	}

	/**
	 * Add what one round has brought for a client.
	 * @param cell the cell
	 * @param contender the client
	 * @param round the figures
	 * @throws IOException if they can't be kept
	 */
	void add(Cell cell, Contender contender, Map<Figure, Double> round) throws IOException {
		List<String> lines = new ArrayList<>();
		round.forEach((figure, value) -> {
			add(cell, contender, figure, value);
			lines.add(cell + "\t" + contender + "\t" + figure + "\t" + value);
		});
		keep(lines);
	}

	void add(List<PieceResult> pieces) throws IOException {
		this.pieces.addAll(pieces);
		keep(pieces.stream()
			.map((piece) -> String.format(Locale.ROOT, "PIECE\t%s\t%s\t%s\t%s", piece.name(), piece.nanos(),
					piece.error(), piece.bytes()))
			.toList());
	}

	/**
	 * Return what JMH has found.
	 * @return the pieces, possibly none
	 */
	List<PieceResult> pieces() {
		return this.pieces;
	}

	/**
	 * Return how many rounds there are already.
	 * @param cell the cell
	 * @param contender the client
	 * @return the number of rounds
	 */
	int rounds(Cell cell, Contender contender) {
		return this.values.getOrDefault(cell, Map.of())
			.getOrDefault(contender, Map.of())
			.values()
			.stream()
			.mapToInt(List::size)
			.max()
			.orElse(0);
	}

	private void add(Cell cell, Contender contender, Figure figure, double value) {
		this.values.computeIfAbsent(cell, (key) -> new EnumMap<>(Contender.class))
			.computeIfAbsent(contender, (key) -> new EnumMap<>(Figure.class))
			.computeIfAbsent(figure, (key) -> new ArrayList<>())
			.add(value);
	}

	void fail(Cell cell, Contender contender) {
		this.failures.add(cell.title() + ": " + contender.title());
	}

	Set<String> failures() {
		return this.failures;
	}

	Set<Cell> cells() {
		return this.values.keySet();
	}

	Set<Contender> contenders(Cell cell) {
		return this.values.getOrDefault(cell, Map.of()).keySet();
	}

	/**
	 * Return which figures a cell has.
	 * @param cell the cell
	 * @return the figures in order
	 */
	Set<Figure> figures(Cell cell) {
		Set<Figure> figures = new TreeSet<>();
		this.values.getOrDefault(cell, Map.of()).values().forEach((byFigure) -> figures.addAll(byFigure.keySet()));
		return figures;
	}

	/**
	 * Return what the rounds have brought.
	 * @param cell the cell
	 * @param contender the client
	 * @param figure the figure
	 * @return the values in ascending order, possibly none
	 */
	List<Double> sorted(Cell cell, Contender contender, Figure figure) {
		List<Double> sorted = new ArrayList<>(this.values.getOrDefault(cell, Map.of())
			.getOrDefault(contender, Map.of())
			.getOrDefault(figure, List.of()));
		Collections.sort(sorted);
		return sorted;
	}

	@Nullable Double median(Cell cell, Contender contender, Figure figure) {
		List<Double> sorted = sorted(cell, contender, figure);
		if (sorted.isEmpty()) {
			return null;
		}
		int middle = sorted.size() / 2;
		return (sorted.size() % 2 == 1) ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
	}

	/**
	 * Return the best median of the peers. A latency is compared with that of peers that
	 * hand a message over to another thread too.
	 * @param cell the cell
	 * @param figure the figure
	 * @return the median, or {@code null} if no peer was measured
	 */
	@Nullable Double bestPeer(Cell cell, Figure figure) {
		Double best = null;
		for (Contender contender : contenders(cell)) {
			boolean compares = contender.isPeer() && (!figure.isLatency() || contender.handsOver());
			Double median = compares ? median(cell, contender, figure) : null;
			if (median != null && (best == null || (figure.isMoreBetter() ? median > best : median < best))) {
				best = median;
			}
		}
		return best;
	}

}
