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

package io.resilientmqtt.reliability;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ProxyOptions;
import io.resilientmqtt.testsupport.DeadServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A name with two addresses, of which one is dead, whatever kind of death it is: every
 * client is up within its first attempt, with one CONNECT, be it the name of the server
 * or of a proxy. Where a proxy alone knows the addresses every client comes up, too.
 */
class TwoAddressesTests {

	@Test
	void everyClientFindsTheAddressThatServes(@TempDir Path directory) throws Exception {
		Path hosts = Files.writeString(directory.resolve("hosts"), """
				127.0.0.2 dead-first
				127.0.0.1 dead-first
				127.0.0.1 dead-last
				127.0.0.2 dead-last
				""");
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Djdk.net.hosts.file=" + hosts, "-cp", System.getProperty("java.class.path"),
				TwoAddressesMain.class.getName(), "dead-first", "dead-last")
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		int kinds = DeadServer.Kind.values().length;
		int proxies = ProxyOptions.Type.values().length;
		assertThat(output.lines().filter((line) -> line.startsWith("dead-")))
			.hasSize(kinds * 2 * (ProtocolVersion.values().length + 1))
			.allSatisfy((line) -> assertThat(line).endsWith(": up true, failures 0, CONNECT 20, up again true"));
		assertThat(output.lines().filter((line) -> line.startsWith("behind "))).hasSize(kinds * proxies)
			.allSatisfy((line) -> assertThat(line).contains(": up true,").endsWith(", up again true"));
	}

}
