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

import io.resilientmqtt.autoconfigure.embedded.EmbeddedMqttBroker;
import io.resilientmqtt.message.PublishProperties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Round trips with the embedded broker.
 */
class EmbeddedBrokerConnectionTests extends Mqtt5ConnectionRoundTrip {

	private static final EmbeddedMqttBroker BROKER = EmbeddedMqttBroker.builder().build();

	@BeforeAll
	static void start() {
		BROKER.start();
	}

	@AfterAll
	static void stop() {
		BROKER.stop();
	}

	@Override
	String host() {
		return "127.0.0.1";
	}

	@Override
	int port() {
		return BROKER.port();
	}

	/**
	 * Artemis keeps the User Properties of a will alone.
	 */
	@Override
	void otherPropertiesOfTheWill(PublishProperties properties) {
		assertThat(properties.payloadFormat()).isNull();
		assertThat(properties.contentType()).isNull();
	}

}
