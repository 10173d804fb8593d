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

package io.resilientmqtt.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import io.resilientmqtt.testsupport.ScriptedBroker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with a listener and a further client, processed ahead of time and run
 * from what that generated.
 */
class AheadOfTimeTests {

	private static final String CLASS_PATH = System.getProperty("java.class.path");

	private final ScriptedBroker broker = new ScriptedBroker();

	@TempDir
	private Path directory;

	@AfterEach
	void stop() {
		this.broker.close();
	}

	@Test
	void anApplicationRunsFromWhatWasGenerated() throws Exception {
		Path sources = this.directory.resolve("sources");
		Path classes = Files.createDirectory(this.directory.resolve("classes"));
		String[] properties = { "--mqtt.server=127.0.0.1", "--mqtt.port=" + this.broker.port(),
				"--mqtt.clients.cloud.server=127.0.0.1", "--mqtt.clients.cloud.port=" + this.broker.port(),
				"--spring.main.web-application-type=none" };
		java(CLASS_PATH, List.of(), "org.springframework.boot.SpringApplicationAotProcessor",
				Stream
					.concat(Stream.of(AheadOfTimeMain.class.getName(), sources.toString(), classes.toString(),
							classes.toString(), "io.resilientmqtt", "test"), Stream.of(properties))
					.toArray(String[]::new));
		compile(sources, classes);
		assertThat(java(classes + File.pathSeparator + CLASS_PATH, List.of("-Dspring.aot.enabled=true"),
				AheadOfTimeMain.class.getName(), properties))
			.contains("RECEIVED 21.5 of kitchen, AOT true");
		Path metadata = classes.resolve("META-INF/native-image/io.resilientmqtt/test/reachability-metadata.json");
		assertThat(metadata).content()
			.contains("\"io.resilientmqtt.autoconfigure.AheadOfTimeMain$Reading\"",
					"\"io.resilientmqtt.client.netty.receive.Delivery\"",
					"\"io.resilientmqtt.autoconfigure.MqttProperties\"");
	}

	private static void compile(Path sources, Path classes) throws IOException {
		List<String> arguments = new ArrayList<>(
				List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-cp", CLASS_PATH));
		try (Stream<Path> files = Files.walk(sources)) {
			files.map(Path::toString).filter((file) -> file.endsWith(".java")).forEach(arguments::add);
		}
		int result = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
		assertThat(result).isZero();
	}

	private String java(String classPath, List<String> options, String mainClass, String... arguments)
			throws Exception {
		Path output = Files.createTempFile(this.directory, "output", ".txt");
		ProcessBuilder java = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-cp", classPath);
		java.command().addAll(options);
		java.command().add(mainClass);
		java.command().addAll(List.of(arguments));
		Process process = java.redirectErrorStream(true).redirectOutput(output.toFile()).start();
		boolean ended = process.waitFor(120, TimeUnit.SECONDS);
		process.destroyForcibly();
		String text = Files.readString(output, StandardCharsets.UTF_8);
		assertThat(ended).as(text).isTrue();
		assertThat(process.exitValue()).as(text).isZero();
		return text;
	}

}
