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

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Says what to do about an embedded broker that did not start. It goes before those of
 * Spring Boot, which would explain the cause alone.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class EmbeddedMqttBrokerFailureAnalyzer extends AbstractFailureAnalyzer<EmbeddedMqttBrokerException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, EmbeddedMqttBrokerException cause) {
		String action = switch (cause.getReason()) {
			case PORT_UNAVAILABLE -> "Stop what listens there, or set 'mqtt.embedded.port' to another port or to 0 for "
					+ "a free one. To use the broker that listens there, set 'mqtt.embedded.enabled' to false and "
					+ "'mqtt.server' and 'mqtt.port' to its address.";
			case DIRECTORY_UNAVAILABLE -> "Set 'mqtt.embedded.directory' to a directory that the application can write "
					+ "to and that no other broker uses.";
			case MEMORY_ACCESS_DENIED -> "Start the JVM with '-Dio.netty.noUnsafe=false', or leave "
					+ "'mqtt.embedded.directory' out so that the broker keeps nothing.";
			case LIBRARY_MISSING ->
				"Add org.apache.artemis:artemis-server and org.apache.artemis:artemis-mqtt-protocol "
						+ "to the dependencies (Spring Boot manages their versions), or set 'mqtt.embedded.enabled' to "
						+ "false.";
			case CREDENTIALS_INCOMPLETE ->
				"Set both 'mqtt.embedded.username' and 'mqtt.embedded.password', or neither " + "to let everyone in.";
			case OTHER -> null;
		};
		return (action != null) ? new FailureAnalysis(cause.getMessage(), action, cause) : null;
	}

}
