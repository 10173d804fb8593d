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

import java.nio.file.Path;

import io.resilientmqtt.autoconfigure.embedded.EmbeddedMqttBroker;
import io.resilientmqtt.testsupport.MosquittoContainer;
import io.resilientmqtt.testsupport.ScriptedBroker;

/**
 * A broker that keeps its sessions while it is away.
 *
 * @param port its port on 127.0.0.1, the same in every life
 * @param save has it write down what it has told its clients
 * @param kill ends it without notice to anybody
 * @param startAgain starts it after that and returns when it is there
 * @param close ends it for good
 */
record TestBroker(int port, Runnable save, Runnable kill, Runnable startAgain, Runnable close) {

	private static final Runnable NOT_NEEDED = () -> {
	};

	/**
	 * Start Artemis in this process, which is never killed but stops at once.
	 * <p>
	 * Not for what depends on more than QoS 1 in any order. When a client reconnects with
	 * messages in flight, Artemis 2.53 sends them again behind later ones; it takes and
	 * acknowledges QoS 2 messages that it then delivers twice or never; and the PUBCOMP
	 * of the new connection fails in its {@code MQTTPublishManager.handlePubComp}, which
	 * looks for the consumer of the old one (AMQ834002).
	 * @param directory where it keeps its sessions
	 * @return the broker
	 */
	static TestBroker embedded(Path directory) {
		EmbeddedMqttBroker broker = EmbeddedMqttBroker.builder().directory(directory).build();
		broker.start();
		return new TestBroker(broker.port(), NOT_NEEDED, broker::stop, broker::start, broker::close);
	}

	/**
	 * Start the broker that follows scripts, without any.
	 * @return the broker
	 */
	static TestBroker scripted() {
		ScriptedBroker broker = new ScriptedBroker();
		return new TestBroker(broker.port(), NOT_NEEDED, broker::stop, broker::listen, broker::close);
	}

	/**
	 * Start mosquitto in a container, with its defaults.
	 * @return the broker
	 */
	static TestBroker mosquitto() {
		return start(new MosquittoContainer());
	}

	/**
	 * Start mosquitto in a container, with none of its limits in the way. A test on it
	 * says why, and has a twin on defaults.
	 * @return the broker
	 */
	static TestBroker mosquittoWithoutLimits() {
		return start(new MosquittoContainer().withoutLimits());
	}

	private static TestBroker start(MosquittoContainer broker) {
		broker.withPersistenceOnDemand().start();
		return new TestBroker(broker.port(), broker::save, broker::kill, broker::startAgain, broker::close);
	}

}
