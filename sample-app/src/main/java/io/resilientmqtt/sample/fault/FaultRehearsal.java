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

package io.resilientmqtt.sample.fault;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

import io.resilientmqtt.autoconfigure.embedded.EmbeddedMqttBroker;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientFactory;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.sample.fault.FaultyNetwork.Fault;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Makes the embedded broker, and the network before it, fail in ways that happen to
 * everybody. Safe for use by several threads.
 */
public class FaultRehearsal {

	private final EmbeddedMqttBroker broker;

	private final FaultyNetwork network;

	private final MqttClientFactory clients;

	private final MqttClientOptions options;

	private final ApplicationEventPublisher events;

	FaultRehearsal(EmbeddedMqttBroker broker, FaultyNetwork network, MqttClientFactory clients,
			MqttClientOptions options, ApplicationEventPublisher events) {
		this.broker = broker;
		this.network = network;
		this.clients = clients;
		this.options = options;
		this.events = events;
	}

	synchronized String stop() {
		this.network.shut();
		this.broker.stop();
		return done("The broker is stopped");
	}

	synchronized String start() {
		this.broker.start();
		this.network.open();
		return done("The broker is running");
	}

	String freeze() {
		this.network.fail(Fault.FREEZE);
		return done("The broker accepts and answers nothing");
	}

	String slow() {
		this.network.fail(Fault.SLOW);
		return done("The network takes half a second each way");
	}

	String cut() {
		this.network.cut();
		return done("The connection is cut");
	}

	// A client that has been granted its subscriptions does not ask again before it
	// connects anew
	String refuse() {
		this.network.fail(Fault.REFUSE);
		this.network.cut();
		return done("The broker refuses subscriptions, and the connection is cut");
	}

	String heal() {
		boolean refused = this.network.fault() == Fault.REFUSE;
		this.network.fail(Fault.NONE);
		if (refused) {
			this.network.cut();
		}
		return done("The network is well");
	}

	String takeOver() {
		MqttClient other = this.clients.create(this.options.mutate()
			.servers(List.of(new ServerAddress(EmbeddedMqttBroker.HOST, this.broker.port())))
			.will(null)
			.failFast(true)
			.build());
		CompletableFuture<?> unused = other.connect()
			.thenCompose((connected) -> other.disconnect())
			.whenComplete((ended, failure) -> other.close());
		return done("Another client connects with the same Client Identifier");
	}

	private String done(String text) {
		this.events.publishEvent(new Rehearsed(text));
		return text + "\n";
	}

	/**
	 * Return whether the broker runs.
	 * @return whether it does
	 */
	public boolean isBrokerRunning() {
		return this.broker.isRunning();
	}

	/**
	 * Return how the network fails.
	 * @return none, freeze, slow or refuse
	 */
	public String fault() {
		return this.network.fault().name().toLowerCase(Locale.ROOT);
	}

	/**
	 * A fault is rehearsed.
	 *
	 * @param text what was done, for people
	 */
	public record Rehearsed(String text) {

	}

}
