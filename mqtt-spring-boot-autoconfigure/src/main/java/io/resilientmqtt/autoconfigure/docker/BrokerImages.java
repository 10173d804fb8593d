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

package io.resilientmqtt.autoconfigure.docker;

import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the images of brokers.
 */
public final class BrokerImages {

	/**
	 * The names of images, and of service connections, that are brokers.
	 */
	public static final List<String> NAMES = List.of("eclipse-mosquitto", "hivemq/hivemq-ce", "hivemq/hivemq4",
			"hivemq/hivemq-edge", "emqx", "emqx/emqx", "rabbitmq");

	/** The port registered for MQTT. */
	public static final int PORT = 1883;

	/** The port registered for MQTT over TLS. */
	public static final int TLS_PORT = 8883;

	private BrokerImages() {
	}

	/**
	 * Return the user that a broker has.
	 * @param image the image
	 * @param variable returns an environment variable of the container
	 * @return the user, or {@code null} for a broker that takes anonymous clients
	 */
	static @Nullable public String username(String image, Function<String, @Nullable String> variable) {
		return isRabbit(image) ? orGuest(variable.apply("RABBITMQ_DEFAULT_USER")) : null;
	}

	static @Nullable public String password(String image, Function<String, @Nullable String> variable) {
		return isRabbit(image) ? orGuest(variable.apply("RABBITMQ_DEFAULT_PASS")) : null;
	}

	private static String orGuest(@Nullable String value) {
		return (value != null) ? value : "guest";
	}

	public static boolean isRabbit(String image) {
		return image.contains("rabbitmq");
	}

}
