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

package io.resilientmqtt.autoconfigure.embedded;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import io.resilientmqtt.autoconfigure.embedded.EmbeddedMqttBrokerException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * On a JVM that denies Netty access to memory outside the heap, which is the default from
 * Java 24 on, a broker that is to keep data says what is missing.
 */
class MemoryAccessDeniedTests {

	private static String start(String... args) throws Exception {
		ProcessBuilder java = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Dio.netty.noUnsafe=true", "-cp", System.getProperty("java.class.path"),
				EmbeddedMqttBrokerMain.class.getName());
		java.command().addAll(List.of(args));
		Process process = java.redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		process.waitFor();
		return output;
	}

	@Test
	void aBrokerWithADirectoryIsRefused(@TempDir Path directory) throws Exception {
		assertThat(start(directory.toString())).contains(Reason.MEMORY_ACCESS_DENIED.name());
	}

	@Test
	void aBrokerWithoutOneStarts() throws Exception {
		assertThat(start()).contains("STARTED");
	}

}
