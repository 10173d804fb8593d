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

import io.resilientmqtt.testsupport.MosquittoContainer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

/**
 * Applications with a store that are killed, on a Mosquitto of default configuration.
 */
@Testcontainers(disabledWithoutDocker = true)
@Tag("container")
class KilledProcessContainerTests extends KilledProcess {

	/** What Mosquitto sends before it is answered; then it waits. */
	private static final int WINDOW = 20;

	@Container
	private static final MosquittoContainer broker = new MosquittoContainer();

	@Override
	String host() {
		return broker.getHost();
	}

	@Override
	int port() {
		return broker.port();
	}

	@ParameterizedTest
	@ValueSource(strings = { "3.1.1", "5" })
	void aKilledPublisherLosesNothingThatWasSafe(String version) throws Exception {
		publisher(version, true);
	}

	@ParameterizedTest
	@ValueSource(strings = { "3.1.1", "5" })
	void aKilledSubscriberLosesNothing(String version) throws Exception {
		subscriber(version, WINDOW);
	}

}
