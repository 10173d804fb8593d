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
import io.resilientmqtt.listener.ListenerOverlap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Topics that overlap with the embedded broker. Artemis 2.53 sends a copy for each
 * subscription under both versions, and under MQTT 5 each copy has the Subscription
 * Identifiers of all, against [MQTT-3.3.4-5]: nothing tells for which it is.
 */
class OnceForEachListenerTests extends OnceForEachListener {

	private static final EmbeddedMqttBroker broker = EmbeddedMqttBroker.builder().build();

	@BeforeAll
	static void start() {
		broker.start();
	}

	@AfterAll
	static void stop() {
		broker.stop();
	}

	@Override
	ListenerOverlap overlap() {
		return ListenerOverlap.MERGE_ALWAYS;
	}

	@Override
	String host() {
		return EmbeddedMqttBroker.HOST;
	}

	@Override
	int port() {
		return broker.port();
	}

}
