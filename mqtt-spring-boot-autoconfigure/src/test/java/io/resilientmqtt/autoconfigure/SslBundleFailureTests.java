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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.resilientmqtt.client.MqttClientFactory;
import io.resilientmqtt.testsupport.FakeMqttClientFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An SSL bundle that is not there or can't be read stops the application with an
 * analysis.
 */
class SslBundleFailureTests {

	@TempDir
	private Path directory;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class))
		.withBean(MqttClientFactory.class, FakeMqttClientFactory::new)
		.withPropertyValues("spring.ssl.bundle.pem.other.truststore.certificate=classpath:unused.pem",
				"spring.ssl.bundle.jks.third.truststore.location=classpath:unused.jks");

	private FailureAnalysis analyze(String... properties) {
		FailureAnalysis[] analysis = new FailureAnalysis[1];
		this.runner.withPropertyValues(properties).run((context) -> {
			assertThat(context).hasFailed();
			analysis[0] = new InvalidOptionFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis[0]).as("%s", context.getStartupFailure()).isNotNull();
		});
		return analysis[0];
	}

	@Test
	void aBundleThatIsNotThereIsNamed() {
		FailureAnalysis analysis = analyze("mqtt.ssl.bundle=plant");
		assertThat(analysis.getDescription()).isEqualTo("The value 'plant' of 'mqtt.ssl.bundle' is not valid.");
		assertThat(analysis.getAction()).contains("spring.ssl.bundle.pem.plant", "other, third");
		analysis = analyze("mqtt.clients.a.server=b", "mqtt.clients.a.ssl.bundle=plant");
		assertThat(analysis.getDescription()).contains("'mqtt.clients.a.ssl.bundle'");
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class))
			.withPropertyValues("mqtt.ssl.bundle=plant")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("there is none"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "pem.plant.truststore.certificate", "pem.plant.keystore.certificate",
			"jks.plant.truststore.location", "jks.plant.keystore.location" })
	void aFileThatIsNotThereIsNamed(String property) {
		FailureAnalysis analysis = analyze("mqtt.ssl.bundle=plant",
				"spring.ssl.bundle." + property + "=file:" + this.directory.resolve("nothing.pem"));
		assertThat(analysis.getDescription()).contains("'plant'", "'mqtt.ssl.bundle'");
		assertThat(analysis.getAction()).contains("spring.ssl.bundle.*.plant", "nothing.pem", "other");
	}

	@ParameterizedTest
	@ValueSource(strings = { "pem.plant.truststore.certificate", "pem.plant.keystore.certificate",
			"jks.plant.truststore.location", "jks.plant.keystore.location" })
	void aFileThatCannotBeReadIsNamed(String property) throws IOException {
		Path file = Files.writeString(this.directory.resolve("broken.pem"), "no certificate");
		FailureAnalysis analysis = analyze("mqtt.ssl.bundle=plant", "spring.ssl.bundle." + property + "=file:" + file);
		assertThat(analysis.getDescription()).contains("'plant'", "'mqtt.ssl.bundle'");
		assertThat(analysis.getAction()).contains("spring.ssl.bundle.*.plant");
	}

	// Else that of Spring Boot for a missing bean may explain the cause of ours
	@Test
	void ourAnalysesComeFirst() {
		List<FailureAnalyzer> ours = SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, SpringFactoriesLoader.ArgumentResolver.none(), (type, name, failure) -> {
			})
			.stream()
			.filter((analyzer) -> analyzer.getClass().getName().startsWith("io.resilientmqtt."))
			.toList();
		assertThat(ours).hasSizeGreaterThan(3)
			.allSatisfy((analyzer) -> assertThat(
					AnnotationAwareOrderComparator.INSTANCE.compare(analyzer, (FailureAnalyzer) (failure) -> null))
				.isNegative());
	}

}
