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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A broker that is a process of this machine. Its output goes to a file beside its data.
 */
public final class BrokerProcess implements RestartableBroker {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final List<String> command;

	private final Path directory;

	private final int port;

	/** A build that is cut off leaves nothing running. */
	private final Thread lastResort = new Thread(this::kill);

	private volatile @Nullable Process process;

	/**
	 * Create a broker that is not running.
	 * @param command starts it
	 * @param directory the directory in which it is started
	 * @param port the port on which it will listen
	 */
	BrokerProcess(List<String> command, Path directory, int port) {
		this.command = List.copyOf(command);
		this.directory = directory;
		this.port = port;
		Runtime.getRuntime().addShutdownHook(this.lastResort);
	}

	@Override
	public int port() {
		return this.port;
	}

	@Override
	public void launch() {
		Process started;
		try {
			started = new ProcessBuilder(this.command).directory(this.directory.toFile())
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(this.directory.resolve("broker.log").toFile()))
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.process = started;
		Awaitility.await()
			.atMost(PATIENCE)
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(2))
			.failFast("The broker has ended, " + this.directory.resolve("broker.log") + " says why",
					() -> !started.isAlive())
			.until(() -> BrokerCall.isAnswered("127.0.0.1", this.port, Duration.ofSeconds(1)));
	}

	long pid() {
		return Objects.requireNonNull(this.process, "the broker is not running").pid();
	}

	@Override
	public void shutDown() {
		Process running = this.process;
		if (running != null) {
			running.destroy();
			running.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
			this.process = null;
		}
	}

	@Override
	public void kill() {
		Process running = this.process;
		if (running != null) {
			running.destroyForcibly().onExit().join();
			this.process = null;
		}
	}

	@Override
	public void close() {
		Runtime.getRuntime().removeShutdownHook(this.lastResort);
		kill();
	}

}
