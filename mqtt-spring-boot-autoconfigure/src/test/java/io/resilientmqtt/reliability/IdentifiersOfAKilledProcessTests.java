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

/**
 * Packet Identifiers of a killed process on the embedded broker, which drops what is
 * published with one that it remembers.
 */
class IdentifiersOfAKilledProcessTests extends IdentifiersOfAKilledProcess {

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

}
