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

import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Sets what suits Artemis when the embedded broker is on, where the application does not
 * say otherwise. It is kept quiet: by itself it writes an audit line for every message at
 * INFO, and two warnings for every queue at WARN. And topics of listeners that overlap
 * are subscribed to as one, for its Subscription Identifiers do not tell its copies
 * apart.
 */
class EmbeddedMqttBrokerEnvironmentPostProcessor implements EnvironmentPostProcessor {

	private static final Map<String, Object> DEFAULTS = Map.of("logging.level.org.apache.activemq.audit", "off",
			"logging.level.org.apache.activemq.artemis", "error", "mqtt.listener.overlap", "merge-always");

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (Boolean.parseBoolean(environment.getProperty("mqtt.embedded.enabled"))) {
			DefaultPropertiesPropertySource.addOrMerge(DEFAULTS, environment.getPropertySources());
		}
	}

}
