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

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

/**
 * An application in a JVM of its own, with the class path of the tests. What it prints is
 * kept, and it can be ended as Kubernetes does it.
 */
public final class ApplicationProcess implements AutoCloseable {

	private static final Duration LONG = Duration.ofSeconds(120);

	private final Process process;

	private final List<String> output = new CopyOnWriteArrayList<>();

	private final Thread reader;

	private ApplicationProcess(Process process) {
		this.process = process;
		this.reader = new Thread(this::read, "application-output");
		this.reader.setDaemon(true);
		this.reader.start();
	}

	/**
	 * Start an application.
	 * @param main the class whose main method it is
	 * @param arguments the arguments
	 * @return the application, which is starting
	 */
	public static ApplicationProcess start(Class<?> main, String... arguments) {
		return start(Map.of(), main, arguments);
	}

	/**
	 * Start an application with further environment variables.
	 * @param environment the variables
	 * @param main the class whose main method it is
	 * @param arguments the arguments
	 * @return the application, which is starting
	 */
	public static ApplicationProcess start(Map<String, String> environment, Class<?> main, String... arguments) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-Dspring.docker.compose.enabled=false", "-Dspring.main.banner-mode=off", "-cp",
						String.join(File.pathSeparator, classPath()), main.getName()));
		command.addAll(List.of(arguments));
		try {
			ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
			builder.environment().putAll(environment);
			return new ApplicationProcess(builder.start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Set<String> classPath() {
		Set<String> classPath = new LinkedHashSet<>();
		for (ClassLoader loader = ApplicationProcess.class.getClassLoader(); loader != null; loader = loader
			.getParent()) {
			if (loader instanceof URLClassLoader urls) {
				for (URL url : urls.getURLs()) {
					classPath.add(Path.of(URI.create(url.toString())).toString());
				}
			}
		}
		classPath.addAll(List.of(System.getProperty("java.class.path").split(File.pathSeparator)));
		return classPath;
	}

	private void read() {
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8))) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				this.output.add(line);
			}
		}
		catch (IOException ex) { // it was killed
			this.output.add("no further output: " + ex);
		}
	}

	/**
	 * Wait until the application has printed something.
	 * @param text part of a line
	 */
	public void awaitOutput(String text) {
		Awaitility.await().atMost(LONG).pollInterval(Duration.ofMillis(10)).until(() -> contains(text) || hasEnded());
		if (!contains(text)) {
			throw new AssertionError("ended without '" + text + "':\n" + output());
		}
	}

	private boolean hasEnded() {
		return !isRunning() && !this.reader.isAlive();
	}

	private boolean contains(String text) {
		return this.output.stream().anyMatch((line) -> line.contains(text));
	}

	/**
	 * Return whether it runs.
	 * @return whether it has not ended
	 */
	public boolean isRunning() {
		return this.process.isAlive();
	}

	/**
	 * Return its number.
	 * @return the process id
	 */
	public long pid() {
		return this.process.pid();
	}

	/**
	 * Send SIGTERM and wait for the end.
	 * @return the seconds it took
	 */
	public double terminate() {
		this.process.toHandle().destroy(); // Process.destroy() closes its output too
		return awaitEnd();
	}

	/**
	 * Send SIGKILL and wait for the end; all that it has printed is kept.
	 */
	public void kill() {
		this.process.toHandle().destroyForcibly(); // Process.destroy() closes its output
		awaitEnd();
	}

	/**
	 * Wait for the end.
	 * @return the seconds from now
	 */
	public double awaitEnd() {
		long begin = System.nanoTime();
		try {
			if (!this.process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)) {
				throw new AssertionError("still running after " + LONG + ":\n" + output());
			}
			double seconds = (System.nanoTime() - begin) / 1e9;
			this.reader.join(LONG.toMillis());
			return seconds;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return whether it goes on running.
	 * @param time how long to look
	 * @return whether it has not ended by itself
	 */
	public boolean runsFor(Duration time) {
		try {
			return !this.process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return what it has printed.
	 * @return the lines
	 */
	public String output() {
		return String.join("\n", this.output);
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

}
