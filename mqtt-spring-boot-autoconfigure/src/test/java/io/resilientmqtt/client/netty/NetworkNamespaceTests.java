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

package io.resilientmqtt.client.netty;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A process that the operating system gives no network at all, not even the loopback
 * interface, and then one: needs Linux, {@code unshare} and {@code ip}.
 */
class NetworkNamespaceTests {

	private static Process start(String... command) throws IOException {
		return new ProcessBuilder(command).redirectErrorStream(true).start();
	}

	private static boolean canBeRun() throws InterruptedException {
		try {
			return start("unshare", "--map-root-user", "--net", "ip", "link").waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Test
	void theClientWaitsForTheNetworkAndConnectsWhenItIsThere() throws Exception {
		assumeTrue(canBeRun(), "no network namespace can be made here");
		Process process = start("unshare", "--map-root-user", "--net",
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), NetworkNamespaceMain.class.getName());
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		assertThat(output).containsSubsequence("network false", "no interface that is up leads to", "network true",
				"connected");
	}

}
