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

package io.resilientmqtt.observation;

import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.listener.MqttListenerDecorator;
import io.resilientmqtt.listener.MqttListenerEndpoint;
import io.resilientmqtt.listener.MqttMessageListener;
import io.resilientmqtt.message.MqttMessage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What meters and observations around a listener that does nothing cost for a message:
 * absent, as without Micrometer; off, where there is a registry but nothing that
 * observes; the listener's timer; an observation that becomes a timer.
 */
@State(Scope.Thread)
public class ObservationBenchmark {

	@Param({ "absent", "off", "timed", "observed" })
	String around;

	private final MqttMessage message = MqttMessage.builder("sensors/kitchen/4").payload("{\"celsius\":21.5}").build();

	private MqttMessageListener listener;

	private Object last = "";

	/**
	 * Make the listener.
	 */
	@Setup
	public void prepare() {
		MqttMessageListener plain = (received) -> this.last = received;
		MqttClient client = new NettyMqttClientFactory().create(MqttClientOptions.builder().build());
		MqttListenerEndpoint endpoint = MqttListenerEndpoint.builder("readings", plain).topics("sensors/#").build();
		this.listener = switch (this.around) {
			case "absent" -> plain;
			case "off" -> observed(ObservationRegistry.NOOP).decorate(endpoint, plain, client);
			case "timed" -> new MqttListenerMetrics(new SimpleMeterRegistry(), (any) -> "mqttClient", List::of)
				.decorate(endpoint, plain, client);
			default -> observed(registry(new SimpleMeterRegistry())).decorate(endpoint, plain, client);
		};
	}

	private static MqttListenerDecorator observed(ObservationRegistry registry) {
		return new ObservedListeners(registry, null, (client) -> "mqttClient");
	}

	private static ObservationRegistry registry(MeterRegistry meters) {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
		return registry;
	}

	/**
	 * Call it as its container does.
	 * @return the message
	 * @throws Exception if it fails
	 */
	@Benchmark
	public Object call() throws Exception {
		this.listener.handle(this.message);
		return this.last;
	}

}
