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

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Finds the environment variables by which containers are told of services: Kubernetes
 * makes a set of them for each service of the namespace, Docker for each linked
 * container. One of the set of a service named {@code mqtt} is
 * {@code MQTT_PORT=tcp://10.0.0.1:1883}, which is no value of {@code mqtt.port}.
 * Stateless.
 */
final class ServiceLinks {

	private static final Pattern ADDRESS = Pattern.compile("(?i)(?:tcp|udp|sctp)://(\\S+):\\d+");

	private static final Pattern IP = Pattern.compile("\\d+(\\.\\d+){3}|\\[[0-9A-Fa-f:.]+(%\\S+)?]");

	private static final Pattern NUMBER = Pattern.compile("\\d+");

	private static final Pattern PORT = Pattern.compile("(.+)_PORT");

	private static final Pattern PORT_AND_PROTOCOL = Pattern.compile("(.+)_PORT_\\d+_(?:TCP|UDP|SCTP)");

	private static final Pattern DETAIL = Pattern.compile("(.+)_PORT_\\d+_(?:TCP|UDP|SCTP)_(?:PROTO|PORT|ADDR)");

	private static final Pattern SERVICE_HOST = Pattern.compile("(.+)_SERVICE_HOST");

	private static final Pattern SERVICE_PORT = Pattern.compile("(.+?)_SERVICE_PORT(?:_.+)?");

	/** {@code X_NAME=/web/x}: the container that is linked, seen from the other one. */
	private static final Pattern NAME = Pattern.compile("(.+)_NAME");

	private static final Pattern CONTAINER = Pattern.compile("/[^/\\s]+/[^/\\s]+");

	private final Map<String, Object> environment;

	private ServiceLinks(Map<String, Object> environment) {
		this.environment = environment;
	}

	/**
	 * Find the variables.
	 * @param environment all variables
	 * @param prefix what the names begin with that matter
	 * @return the names of the variables by the name of the service, written as variables
	 * are, {@code MQTT_PROXY} for {@code mqtt-proxy}
	 */
	static Map<String, Set<String>> find(Map<String, Object> environment, String prefix) {
		Map<String, Object> relevant = new TreeMap<>(environment);
		relevant.keySet().removeIf((name) -> !name.startsWith(prefix));
		return new ServiceLinks(relevant).find();
	}

	private Map<String, Set<String>> find() {
		Map<String, Set<String>> links = new TreeMap<>();
		for (String name : this.environment.keySet()) {
			String service = service(name);
			if (service != null) {
				links.computeIfAbsent(service, (key) -> new TreeSet<>());
			}
		}
		links.forEach((service, names) -> this.environment.keySet()
			.stream()
			.filter((name) -> name.startsWith(service + "_") && isLink(service, name))
			.forEach(names::add));
		return links;
	}

	// That a variable X_SERVICE_HOST is there proves nothing, an application may have it
	private @Nullable String service(String name) {
		String service = match(PORT_AND_PROTOCOL, name);
		if (service != null && isAddress(name)) {
			return service;
		}
		service = match(PORT, name);
		if (service != null && isAddressOfIp(name)) {
			return service;
		}
		service = match(SERVICE_HOST, name);
		return (service != null && isNumber(service + "_SERVICE_PORT")) ? service : null;
	}

	private boolean isLink(String service, String name) {
		if (service.equals(match(PORT, name))) {
			return isAddress(name); // the application's own is a number
		}
		if (service.equals(match(SERVICE_PORT, name))) {
			return isNumber(name);
		}
		if (service.equals(match(NAME, name))) {
			return isContainer(name);
		}
		return service.equals(match(SERVICE_HOST, name)) || service.equals(match(PORT_AND_PROTOCOL, name))
				|| service.equals(match(DETAIL, name))
				|| (name.startsWith(service + "_ENV_") && isContainer(service + "_NAME"));
	}

	private static @Nullable String match(Pattern pattern, String name) {
		Matcher matcher = pattern.matcher(name);
		return matcher.matches() ? matcher.group(1) : null;
	}

	private boolean isAddress(String name) {
		return ADDRESS.matcher(value(name)).matches();
	}

	private boolean isAddressOfIp(String name) {
		Matcher matcher = ADDRESS.matcher(value(name));
		return matcher.matches() && IP.matcher(matcher.group(1)).matches();
	}

	private boolean isNumber(String name) {
		return NUMBER.matcher(value(name)).matches();
	}

	private boolean isContainer(String name) {
		return CONTAINER.matcher(value(name)).matches();
	}

	private String value(String name) {
		return String.valueOf(this.environment.get(name));
	}

}
