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

	LISTENER("ours: @MqttListener", EnumSet.of(Ability.RECEIVE), ListenerClient::new),

	TEMPLATE("ours: MqttTemplate", EnumSet.of(Ability.PUBLISH), TemplateClient::new),

	PAHO3("Paho v3", EnumSet.complementOf(EnumSet.of(Ability.MANY)), Paho3Client::new),

	PAHO5("Paho v5", EnumSet.complementOf(EnumSet.of(Ability.MANY)), Paho5Client::new),

	INTEGRATION("Spring Integration on Paho v5", EnumSet.complementOf(EnumSet.of(Ability.MANY)),
			IntegrationClient::new),

	HIVEMQ("HiveMQ", EnumSet.complementOf(EnumSet.of(Ability.MANY)), HiveMqClient::new),

	VERTX("Vert.x (handler on the event loop)", EnumSet.complementOf(EnumSet.of(Ability.MANY)), VertxClient::new);

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

		RECEIVE, PUBLISH, IDLE, MANY

	}

}
