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

package io.resilientmqtt.benchmark;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The clients that are compared.
 */
enum Contender {

	ENGINE("ours: MqttClient", EnumSet.allOf(Ability.class), EngineClient::new),

	LISTENER("ours: @MqttListener", EnumSet.of(Ability.RECEIVE, Ability.TOPICS), ListenerClient::new),

	LISTENER_STRING("ours: @MqttListener, String payload", EnumSet.of(Ability.TOPICS),
			() -> new ListenerClient(ListenerClient.Strings.class)),

	LISTENER_4("ours: @MqttListener, concurrency 4", EnumSet.of(Ability.TOPICS),
			() -> new ListenerClient(ListenerClient.Concurrent.class)),

	LISTENER_STRING_4("ours: @MqttListener, String payload, concurrency 4", EnumSet.of(Ability.TOPICS),
			() -> new ListenerClient(ListenerClient.ConcurrentStrings.class)),

	TEMPLATE("ours: MqttTemplate", EnumSet.of(Ability.PUBLISH), TemplateClient::new),

	PAHO3("Paho v3", Ability.ofPeers(), Paho3Client::new),

	PAHO5("Paho v5", EnumSet.of(Ability.RECEIVE, Ability.PUBLISH, Ability.KEEP, Ability.IDLE), Paho5Client::inMemory),

	PAHO5_FILES("Paho v5, kept in files", EnumSet.of(Ability.KEEP), Paho5Client::inFiles),

	INTEGRATION("Spring Integration on Paho v5", Ability.ofPeers(), IntegrationClient::new),

	HIVEMQ("HiveMQ", Ability.ofPeers(), HiveMqClient::new),

	VERTX("Vert.x (handler on the event loop)", Ability.ofPeers(), VertxClient::new);

	private static final int APPLICATION_WARMUP = 8;

	private final String title;

	private final Set<Ability> abilities;

	private final Supplier<BenchmarkClient> supplier;

	Contender(String title, Set<Ability> abilities, Supplier<BenchmarkClient> supplier) {
		this.title = title;
		this.abilities = abilities;
		this.supplier = supplier;
	}

	String title() {
		return this.title;
	}

	boolean isPeer() {
		return ordinal() >= PAHO3.ordinal();
	}

	/**
	 * Return whether a message is handled by another thread than the one that reads.
	 * @return whether a message is handed over
	 */
	boolean handsOver() {
		return this != VERTX;
	}

	/**
	 * Return whether the client is used from within a Spring application.
	 * @return whether there is an application around it
	 */
	private boolean isInApplication() {
		return switch (this) {
			case LISTENER, LISTENER_STRING, LISTENER_4, LISTENER_STRING_4, TEMPLATE, INTEGRATION -> true;
			case ENGINE, PAHO3, PAHO5, PAHO5_FILES, HIVEMQ, VERTX -> false;
		};
	}

	/**
	 * Return how long the client warms up: with an application around it there is more to
	 * compile, on processors that have no time for that.
	 * @param seconds how long others do
	 * @return the time in seconds
	 */
	int warmup(int seconds) {
		return isInApplication() ? Math.max(APPLICATION_WARMUP, seconds) : seconds;
	}

	boolean can(Ability ability) {
		return this.abilities.contains(ability);
	}

	BenchmarkClient create() {
		return this.supplier.get();
	}

	/**
	 * What a cell asks of a client.
	 */
	enum Ability {

		RECEIVE, TOPICS, PUBLISH, KEEP, IDLE, MANY;

		/**
		 * Return what is measured with every client: not what tells listeners apart, nor
		 * what takes too many threads.
		 * @return the abilities of peers
		 */
		static Set<Ability> ofPeers() {
			return EnumSet.of(RECEIVE, PUBLISH, IDLE);
		}

	}

}
