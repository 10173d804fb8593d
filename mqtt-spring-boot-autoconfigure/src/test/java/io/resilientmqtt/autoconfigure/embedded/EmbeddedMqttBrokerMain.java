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

import java.nio.file.Path;

/**
 * Starts a broker in a JVM of its own and says how that went.
 */
public final class EmbeddedMqttBrokerMain {

	private EmbeddedMqttBrokerMain() {
	}

	public static void main(String[] args) {
		Path directory = (args.length > 0) ? Path.of(args[0]) : null;
		try (EmbeddedMqttBroker broker = EmbeddedMqttBroker.builder().directory(directory).build()) {
			broker.start();
			System.out.println("STARTED");
		}
		catch (EmbeddedMqttBrokerException ex) {
			System.out.println(ex.getReason());
		}
	}

}
