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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A JVM of its own, with the class path of this one unless said otherwise. Its output is
 * read line by line. What it logs is appended to a file.
 */
final class Jvm implements AutoCloseable {

	/** Netty over NIO for every client that has it; the heap as in issue and page. */
	static final List<String> OPTIONS = List.of("-Xmx1g", "-Dio.netty.transport.noNative=true");

	private final Path log;

	private final Process process;

	private final BufferedReader output;

	Jvm(Path log, Class<?> main, String... args) throws IOException {
		this(log, System.getProperty("java.class.path"), main.getName(), args);
	}

	/**
	 * Start a JVM with a class path of its own.
	 * @param log what it logs is appended to this
	 * @param classPath the class path
	 * @param main the name of the main class
	 * @param args its arguments
	 * @throws IOException if it can't be started
	 */
	Jvm(Path log, String classPath, String main, String... args) throws IOException {
		this.log = log;
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(OPTIONS);
		command.addAll(
				List.of("-Dlogging.level.root=warn", "-Dspring.main.banner-mode=off", "-classpath", classPath, main));
		command.addAll(List.of(args));
		this.process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
			.start();
		this.output = new BufferedReader(new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8));
	}

	/**
	 * Wait for a line that begins with a word, past others.
	 * @param word the word
	 * @return what comes behind it, or {@code null} at the end
	 * @throws IOException if the output can't be read
	 */
	@Nullable String next(String word) throws IOException {
		for (String line = this.output.readLine(); line != null; line = this.output.readLine()) {
			if (line.startsWith(word + " ")) {
				return line.substring(word.length() + 1);
			}
			Files.writeString(this.log, line + System.lineSeparator(), StandardOpenOption.CREATE,
					StandardOpenOption.APPEND);
		}
		return null;
	}

	/**
	 * End the process if it takes too long, and leave its output open, which says no
	 * more.
	 * @param seconds how long it may take
	 */
	void endAfter(long seconds) {
		this.process.onExit().orTimeout(seconds, TimeUnit.SECONDS).exceptionally((timeout) -> {
			this.process.toHandle().destroyForcibly();
			return this.process;
		});
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

}
