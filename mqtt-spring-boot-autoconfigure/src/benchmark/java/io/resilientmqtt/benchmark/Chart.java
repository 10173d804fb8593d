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

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Draws the rates of some cells as bars, as a picture that is readable on light and on
 * dark ground.
 */
final class Chart {

	private static final List<Cell> CELLS = List.of(Cell.RECEIVE_QOS0_64, Cell.RECEIVE_QOS1_64, Cell.PUBLISH_QOS0_64,
			Cell.PUBLISH_QOS1_64);

	private static final Map<String, String> LIGHT = Map.of("ink", "#1f2933", "quiet", "#566573", "line", "#8896a4",
			"good", "#0f7b6c");

	private static final Map<String, String> DARK = Map.of("ink", "#e2e8ee", "quiet", "#9aa8b6", "line", "#6f7d8b",
			"good", "#4cc9b0");

	private static final int WIDTH = 860;

	private static final int NAMES = 190;

	private static final int BARS = 520;

	private static final int ROW = 22;

	private final StringBuilder text = new StringBuilder();

	private int top;

	Chart(Results results) {
		List<Cell> cells = CELLS.stream().filter((cell) -> results.cells().contains(cell)).toList();
		int rows = cells.stream().mapToInt((cell) -> results.contenders(cell).size()).sum();
		int height = rows * ROW + cells.size() * 56;
		line("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$d %2$d\" width=\"%1$d\" height=\"%2$d\">",
				WIDTH, height);
		line("  <title>Messages a second, beside other clients</title>");
		line("  <style>");
		line("    :root { %s }", colours(LIGHT));
		line("    @media (prefers-color-scheme: dark) { :root { %s } }", colours(DARK));
		line("    .d-text { font: 14px system-ui, \"Segoe UI\", Roboto, \"Noto Sans\", \"Liberation Sans\", Arial, "
				+ "sans-serif; fill: var(--d-ink) }");
		line("    .d-small { font-size: 12px; fill: var(--d-quiet) }");
		line("    .d-strong { font-weight: 600 }");
		line("    .d-end { text-anchor: end }");
		line("    .d-own { fill: var(--d-good) }");
		line("    .d-peer { fill: var(--d-line) }");
		line("  </style>");
		cells.forEach((cell) -> draw(cell, results));
		line("</svg>");
	}

	private static String colours(Map<String, String> colours) {
		StringBuilder text = new StringBuilder();
		new TreeMap<>(colours).forEach(
				(name, colour) -> text.append(text.isEmpty() ? "" : "; ").append("--d-%s: %s".formatted(name, colour)));
		return text.toString();
	}

	private void draw(Cell cell, Results results) {
		double most = results.contenders(cell)
			.stream()
			.mapToDouble((contender) -> rate(cell, contender, results))
			.max()
			.orElse(1);
		line("  <text class=\"d-text d-strong\" x=\"0\" y=\"%d\">%s</text>", this.top + 28, cell.title());
		line("  <text class=\"d-text d-small d-end\" x=\"%d\" y=\"%d\">messages a second</text>", WIDTH, this.top + 28);
		this.top += 40;
		for (Contender contender : results.contenders(cell)) {
			double rate = rate(cell, contender, results);
			double length = Math.max(1, rate / most * BARS);
			line("  <text class=\"d-text d-small d-end\" x=\"%d\" y=\"%d\">%s</text>", NAMES - 8, this.top + 14,
					contender.title().replaceAll(" \\(.*", ""));
			line("  <rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.0f\" height=\"%d\" rx=\"3\"/>",
					contender.isPeer() ? "d-peer" : "d-own", NAMES, this.top + 2, length, ROW - 6);
			line("  <text class=\"d-text d-small\" x=\"%.0f\" y=\"%d\">%s</text>", NAMES + length + 8, this.top + 14,
					Page.number(rate));
			this.top += ROW;
		}
		this.top += 16;
	}

	private static double rate(Cell cell, Contender contender, Results results) {
		Double rate = results.median(cell, contender, Figure.RATE);
		return (rate != null) ? rate : 0;
	}

	private void line(String format, Object... arguments) {
		this.text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}
