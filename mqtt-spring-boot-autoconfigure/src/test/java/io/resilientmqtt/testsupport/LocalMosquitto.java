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

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/**
 * A mosquitto process on 127.0.0.1 that can be killed and brought back, for measurements
 * that a container would get in the way of. It keeps its port while it is down, and what
 * it was told to {@linkplain #save() save}.
 */
public final class LocalMosquitto implements AutoCloseable {

	/** Names the system property that says where the program is. */
	public static final String PROGRAM_PROPERTY = "mosquitto.program";

	private final Path configuration;

	private final Path database;

	private final int port = FreePort.find();

	private final BrokerProcess process;

	/**
	 * Create a broker that is not running, has no limits and keeps its data.
	 * @param directory where it keeps them
	 * @throws IllegalStateException if there is no mosquitto on this machine
	 */
	public LocalMosquitto(Path directory) {
		this(directory, """
				persistence true
				persistence_location %s/
				autosave_interval 0
				""".formatted(directory) + MosquittoConfiguration.LIMITLESS);
	}

	private LocalMosquitto(Path directory, String configuration) {
		this.database = directory.resolve("mosquitto.db");
		this.configuration = directory.resolve("mosquitto.conf");
		try {
			Files.writeString(this.configuration, "listener %d 127.0.0.1%nallow_anonymous true%nuser %s%n"
				.formatted(this.port, System.getProperty("user.name")) + configuration);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.process = new BrokerProcess(List.of(program().toString(), "-c", this.configuration.toString()), directory,
				this.port);
	}

	/**
	 * Create a broker that is not running and has its default configuration, but for what
	 * is named.
	 * @param directory where its files are
	 * @param lines what is not as by default
	 * @return the broker
	 * @throws IllegalStateException if there is no mosquitto on this machine
	 */
	public static LocalMosquitto withDefaults(Path directory, String... lines) {
		return new LocalMosquitto(directory, String.join("\n", lines) + "\n");
	}

	/**
	 * Listen on a further port. Not for a broker that is running.
	 * @param lines what is said of it
	 * @return the port on 127.0.0.1
	 */
	public int listen(String... lines) {
		int further = FreePort.find();
		try {
			Files.writeString(this.configuration,
					"listener %d 127.0.0.1%n%s%n".formatted(further, String.join("\n", lines)),
					StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return further;
	}

	/**
	 * Return whether there is a mosquitto on this machine.
	 * @return whether one can be started
	 */
	public static boolean isInstalled() {
		return candidates().anyMatch(Files::isExecutable);
	}

	private static Stream<Path> candidates() {
		String named = System.getProperty(PROGRAM_PROPERTY);
		return ((named != null) ? Stream.of(named)
				: Stream
					.concat(Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)),
							Stream.of("/usr/sbin", "/usr/local/sbin"))
					.map((directory) -> directory + "/mosquitto"))
			.map(Path::of);
	}

	private static Path program() {
		return candidates().filter(Files::isExecutable).findFirst().orElseThrow(() -> {
			String named = System.getProperty(PROGRAM_PROPERTY);
			return new IllegalStateException(
					((named != null) ? named + " is no program" : "There is no mosquitto on the PATH or in /usr/sbin")
							+ ": install Mosquitto, or say where it is by -D" + PROGRAM_PROPERTY
							+ "=/path/to/mosquitto");
		});
	}

	/**
	 * Return the port.
	 * @return the port, the same in every life of the broker
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Start the broker and wait until it answers a CONNECT.
	 */
	public void start() {
		this.process.launch();
	}

	/**
	 * Have everything written to disk, as of now, and wait until it is. Nothing else is
	 * ever written: to write every change at once takes Mosquitto more time than there is
	 * between 600 messages a second.
	 */
	public void save() {
		FileTime before = lastSaved();
		try {
			new ProcessBuilder("kill", "-USR1", String.valueOf(this.process.pid())).start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(5))
			.until(() -> lastSaved().compareTo(before) > 0);
	}

	// Mosquitto writes a new file and gives it the name of the old one
	private FileTime lastSaved() {
		try {
			return Files.getLastModifiedTime(this.database);
		}
		catch (NoSuchFileException ex) {
			return FileTime.fromMillis(0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Send SIGKILL and wait until the process is gone, along with its connections.
	 */
	public void kill() {
		this.process.kill();
	}

	@Override
	public void close() {
		this.process.close();
	}

}
