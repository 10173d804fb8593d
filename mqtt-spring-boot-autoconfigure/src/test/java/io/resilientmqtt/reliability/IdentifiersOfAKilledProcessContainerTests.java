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
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

/**
 * Packet Identifiers of a killed process on a Mosquitto of default configuration.
 */
@Testcontainers(disabledWithoutDocker = true)
@Tag("container")
class IdentifiersOfAKilledProcessContainerTests extends IdentifiersOfAKilledProcess {

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

}
