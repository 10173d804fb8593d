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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Applications with a store that are killed, on the embedded broker, which loses and
 * doubles QoS 2 messages of its own when a client comes back.
 */
class KilledProcessTests extends KilledProcess {

	private final EmbeddedMqttBroker broker = EmbeddedMqttBroker.builder().build();

	@BeforeEach
	void start() {
		this.broker.start();
	}

	@AfterEach
	void stop() {
		this.broker.close();
	}

	@Override
	String host() {
		return EmbeddedMqttBroker.HOST;
	}

	@Override
	int port() {
		return this.broker.port();
	}

	@ParameterizedTest
	@ValueSource(strings = { "3.1.1", "5" })
	void aKilledPublisherLosesNothingThatWasSafe(String version) throws Exception {
		publisher(version, false);
	}

}
