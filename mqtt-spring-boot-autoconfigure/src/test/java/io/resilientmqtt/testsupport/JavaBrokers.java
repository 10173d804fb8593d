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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Foreign brokers written in Java, each in a JVM of its own and on a class path that this
 * one never sees: the build writes it to a file. Nothing is set but the port and the
 * address, and that they send no statistics to their makers.
 */
public final class JavaBrokers {

	private static final Path CLASS_PATH = Path.of("target/foreign-brokers.classpath");

	/** Not where tests are compiled from: it needs the class path of the broker. */
	private static final Path HIVEMQ_LAUNCHER = Path.of("src/test/brokers/HiveMq.java");

	private JavaBrokers() {
	}

	/**
	 * Create a HiveMQ Community Edition that is not running.
	 * @param directory where it has its configuration and keeps its data
	 * @return the broker
	 */
	public static RestartableBroker hiveMq(Path directory) {
		int port = FreePort.find();
		write(directory.resolve("conf/config.xml"), """
				<hivemq>
					<listeners>
						<tcp-listener>
							<port>%d</port>
							<bind-address>127.0.0.1</bind-address>
						</tcp-listener>
					</listeners>
					<anonymous-usage-statistics>
						<enabled>false</enabled>
					</anonymous-usage-statistics>
				</hivemq>
				""".formatted(port));
		return process(directory, port, List.of(HIVEMQ_LAUNCHER.toAbsolutePath().toString(), directory.toString()));
	}

	/**
	 * Create a Moquette that is not running. While it starts it takes connections and
	 * drops them again, so that what is in flight comes twice, which it does not survive:
	 * nobody reaches it before it is there.
	 * @param directory where it has its configuration and keeps its data
	 * @return the broker
	 */
	public static RestartableBroker moquette(Path directory) {
		int port = FreePort.find();
		write(directory.resolve("config/moquette.conf"), """
				port %d
				host 127.0.0.1
				telemetry_enabled false
				""".formatted(port));
		return new GatedBroker(
				process(directory, port, List.of("-Dmoquette.path=" + directory, "io.moquette.broker.Server")));
	}

	private static RestartableBroker process(Path directory, int port, List<String> arguments) {
		List<String> command = new ArrayList<>(List
			.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-cp", classPath()));
		command.addAll(arguments);
		return new BrokerProcess(command, directory, port);
	}

	private static String classPath() {
		try {
			return Files.readString(CLASS_PATH).strip();
		}
		catch (IOException ex) {
			throw new IllegalStateException(
					"There is no " + CLASS_PATH.toAbsolutePath()
							+ ", the class path of brokers in Java: run 'mvn generate-test-resources', which writes it",
					ex);
		}
	}

	private static void write(Path file, String text) {
		try {
			Files.createDirectories(file.getParent());
			Files.writeString(file, text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
