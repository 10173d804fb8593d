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

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.boot.support.SystemEnvironmentPropertySourceEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Keeps {@link ServiceLinks} from being read as properties under {@code mqtt}. As
 * {@code ${MQTT_SERVICE_HOST}} in the value of a property they are there as before.
 */
class ServiceLinksEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	/** Spring Boot wraps the variables that are left. */
	private static final int ORDER = SystemEnvironmentPropertySourceEnvironmentPostProcessor.DEFAULT_ORDER - 1;

	private static final String SYSTEM_ENVIRONMENT = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

	private static final String SERVICE_LINKS = "mqttServiceLinks";

	private final Log log;

	ServiceLinksEnvironmentPostProcessor(DeferredLogFactory logFactory) {
		this.log = logFactory.getLog(ServiceLinksEnvironmentPostProcessor.class);
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (!(environment.getPropertySources()
			.get(SYSTEM_ENVIRONMENT) instanceof SystemEnvironmentPropertySource variables)) {
			return;
		}
		Map<String, Set<String>> links = ServiceLinks.find(variables.getSource(),
				prefix(application.getEnvironmentPrefix()));
		if (links.isEmpty()) {
			return;
		}
		Map<String, Object> others = new LinkedHashMap<>(variables.getSource());
		Map<String, Object> left = new LinkedHashMap<>();
		links.values().forEach((names) -> names.forEach((name) -> left.put(name, others.remove(name))));
		MutablePropertySources sources = environment.getPropertySources();
		sources.replace(SYSTEM_ENVIRONMENT, new SystemEnvironmentPropertySource(SYSTEM_ENVIRONMENT, others));
		// No environment variables for Spring Boot, so that they stand for no properties
		sources.addAfter(SYSTEM_ENVIRONMENT, new MapPropertySource(SERVICE_LINKS, left));
		this.log.info("Environment variables that Kubernetes or Docker made for " + services(links.keySet())
				+ " are not read as properties of the MQTT client: " + String.join(", ", left.keySet())
				+ ". Set 'enableServiceLinks: false' in the pod's specification to be without them");
	}

	private static String prefix(@Nullable String environmentPrefix) {
		return (environmentPrefix != null)
				? environmentPrefix.toUpperCase(Locale.ROOT).replaceAll("\\W", "_") + "_MQTT_" : "MQTT_";
	}

	private static String services(Set<String> services) {
		return ((services.size() == 1) ? "the service " : "the services ") + services.stream()
			.map((service) -> "'" + service.toLowerCase(Locale.ROOT).replace('_', '-') + "'")
			.collect(Collectors.joining(", "));
	}

}
