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

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.resilientmqtt.autoconfigure.embedded.EmbeddedMqttBrokerException.Reason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link EmbeddedMqttBrokerFailureAnalyzer}.
 */
@ExtendWith(OutputCaptureExtension.class)
class EmbeddedMqttBrokerFailureAnalyzerTests {

	@ParameterizedTest
	@CsvSource(textBlock = """
			PORT_UNAVAILABLE, mqtt.embedded.port
			DIRECTORY_UNAVAILABLE, mqtt.embedded.directory
			LIBRARY_MISSING, org.apache.artemis:artemis-mqtt-protocol
			MEMORY_ACCESS_DENIED, -Dio.netty.noUnsafe=false
			CREDENTIALS_INCOMPLETE, mqtt.embedded.password
			""")
	void remedyIsNamed(Reason reason, String remedy) {
		FailureAnalysis analysis = analyze(new EmbeddedMqttBrokerException(reason, "What happened", null));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).isEqualTo("What happened");
		assertThat(analysis.getAction()).contains(remedy);
	}

	@Test
	void noRemedyIsInvented() {
		assertThat(analyze(new EmbeddedMqttBrokerException(Reason.OTHER, "What happened", null))).isNull();
	}

	@Test
	void missingLibraryIsTold() throws Exception {
		try (URLClassLoader classLoader = classLoaderWithoutArtemis()) {
			Class<?> brokerType = classLoader.loadClass(EmbeddedMqttBroker.class.getName());
			Object builder = brokerType.getMethod("builder").invoke(null);
			Object broker = builder.getClass().getMethod("build").invoke(builder);
			assertThatExceptionOfType(InvocationTargetException.class)
				.isThrownBy(() -> brokerType.getMethod("start").invoke(broker))
				.havingCause()
				.withMessageContaining("org.apache.artemis:artemis-server")
				.withMessageContaining("org.apache.artemis:artemis-mqtt-protocol")
				.extracting("reason")
				.hasToString(Reason.LIBRARY_MISSING.name());
		}
	}

	@Test
	void failureOfApplicationIsExplained(CapturedOutput output) throws IOException {
		try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }))) {
			SpringApplication application = new SpringApplication(TestApplication.class);
			application.setWebApplicationType(WebApplicationType.NONE);
			assertThatException().isThrownBy(() -> application.run("--mqtt.embedded.enabled=true",
					"--mqtt.embedded.port=" + other.getLocalPort()));
			assertThat(output).contains("APPLICATION FAILED TO START")
				.contains("can't listen on 127.0.0.1:" + other.getLocalPort())
				.contains("set 'mqtt.embedded.port' to another port");
		}
	}

	private static URLClassLoader classLoaderWithoutArtemis() throws IOException {
		List<URL> urls = new ArrayList<>();
		for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
			if (!Path.of(entry).getFileName().toString().startsWith("artemis-")) {
				urls.add(Path.of(entry).toUri().toURL());
			}
		}
		return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
	}

	private static @Nullable FailureAnalysis analyze(Exception failure) {
		return new EmbeddedMqttBrokerFailureAnalyzer().analyze(new IllegalStateException(failure));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TestApplication {

	}

}
