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
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * The figures of all rounds.
 */
final class Results {

	private final Map<Cell, Map<Contender, Map<Figure, List<Double>>>> values = new EnumMap<>(Cell.class);

	private final Set<String> failures = new TreeSet<>();

	void add(Cell cell, Contender contender, Figure figure, double value) {
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
	 * Return the best median of the peers.
	 * @param cell the cell
	 * @param figure the figure
	 * @return the median, or {@code null} if no peer was measured
	 */
	@Nullable Double bestPeer(Cell cell, Figure figure) {
		Double best = null;
		for (Contender contender : contenders(cell)) {
			Double median = contender.isPeer() ? median(cell, contender, figure) : null;
			if (median != null && (best == null || (figure.isMoreBetter() ? median > best : median < best))) {
				best = median;
			}
		}
		return best;
	}

}
