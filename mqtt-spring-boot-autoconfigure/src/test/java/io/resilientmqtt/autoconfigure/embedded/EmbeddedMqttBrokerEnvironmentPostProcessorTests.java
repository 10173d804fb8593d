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

import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EmbeddedMqttBrokerEnvironmentPostProcessor}.
 */
class EmbeddedMqttBrokerEnvironmentPostProcessorTests {

	private static final String AUDIT = "logging.level.org.apache.activemq.audit";

	private static final String BROKER = "logging.level.org.apache.activemq.artemis";

	private static final String OVERLAP = "mqtt.listener.overlap";

	@Test
	void embeddedBrokerIsQuiet() {
		try (ConfigurableApplicationContext context = run("--mqtt.embedded.enabled=true")) {
			assertThat(context.getEnvironment().getProperty(AUDIT)).isEqualTo("off");
			assertThat(context.getEnvironment().getProperty(BROKER)).isEqualTo("error");
		}
	}

	@Test
	void levelsOfTheApplicationWin() {
		try (ConfigurableApplicationContext context = run("--mqtt.embedded.enabled=true", "--" + BROKER + "=warn")) {
			assertThat(context.getEnvironment().getProperty(AUDIT)).isEqualTo("off");
			assertThat(context.getEnvironment().getProperty(BROKER)).isEqualTo("warn");
		}
	}

	@Test
	void overlappingTopicsAreMergedUnlessTheApplicationSaysOtherwise() {
		try (ConfigurableApplicationContext context = run("--mqtt.embedded.enabled=true")) {
			assertThat(context.getEnvironment().getProperty(OVERLAP)).isEqualTo("merge-always");
		}
		try (ConfigurableApplicationContext context = run("--mqtt.embedded.enabled=true", "--" + OVERLAP + "=merge")) {
			assertThat(context.getEnvironment().getProperty(OVERLAP)).isEqualTo("merge");
		}
		try (ConfigurableApplicationContext context = run()) {
			assertThat(context.getEnvironment().containsProperty(OVERLAP)).isFalse();
		}
	}

	@Test
	void levelsAreLeftAloneWithoutEmbeddedBroker() {
		try (ConfigurableApplicationContext context = run()) {
			assertThat(context.getEnvironment().containsProperty(AUDIT)).isFalse();
			assertThat(context.getEnvironment().containsProperty(BROKER)).isFalse();
		}
	}

	private static ConfigurableApplicationContext run(String... arguments) {
		SpringApplication application = new SpringApplication(EmptyConfiguration.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		return application.run(arguments);
	}

	@Configuration(proxyBeanMethods = false)
	static class EmptyConfiguration {

	}

}
