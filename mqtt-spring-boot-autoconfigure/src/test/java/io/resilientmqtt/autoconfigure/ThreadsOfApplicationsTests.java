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

import io.resilientmqtt.autoconfigure.embedded.EmbeddedMqttBroker;
import io.resilientmqtt.testsupport.ApplicationProcess;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Listeners of an application in a JVM of its own wait for {@code @Async} methods, for
 * each other and for ever, without a thread too few for anybody.
 */
class ThreadsOfApplicationsTests {

	@ParameterizedTest
	@ValueSource(strings = { "3.1.1", "5" })
	void whateverListenersWaitForThereAreThreads(String version) {
		try (EmbeddedMqttBroker broker = EmbeddedMqttBroker.builder().build()) {
			broker.start();
			try (ApplicationProcess application = ApplicationProcess.start(ThreadsApplication.class,
					"--mqtt.server=127.0.0.1", "--mqtt.port=" + broker.port(), "--mqtt.protocol-version=" + version)) {
				application.awaitOutput("ALL JOINED");
				application.awaitOutput("SIXTEEN AT ONCE");
				application.awaitOutput("ALL FIVE AFTER AN INTERRUPT");
				application.awaitOutput("NINTH");
				application.awaitOutput("ASYNC");
			}
		}
	}

}
