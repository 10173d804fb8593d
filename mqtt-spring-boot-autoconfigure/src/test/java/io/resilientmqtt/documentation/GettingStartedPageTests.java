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

package io.resilientmqtt.documentation;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.resilientmqtt.autoconfigure.embedded.EmbeddedMqttBroker;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code getting-started.adoc} and {@code embedded-broker.adoc} show outside Spring.
 */
class GettingStartedPageTests {

	@Test
	void aClientOutsideSpringOnABrokerOutsideSpring() throws Exception {
		try (EmbeddedMqttBroker broker = EmbeddedMqttBroker.builder().build()) {
			broker.start();
			int port = broker.port();
			greet(EmbeddedMqttBroker.HOST, port);
		}
	}

	private void greet(String host, int port) throws InterruptedException {
		try (NettyMqttClientFactory others = new NettyMqttClientFactory()) {
			MqttClient listener = others.create(MqttClientOptions.builder().server(host, port).build());
			BlockingQueue<String> greetings = new LinkedBlockingQueue<>();
			listener.onMessage("greetings", (message) -> greetings.add(message.payloadAsString()));
			listener.connect().join();
			listener.subscribe(Subscription.of("greetings", QoS.AT_LEAST_ONCE)).join();
			publish(host, port);
			assertThat(greetings.poll(60, TimeUnit.SECONDS)).isEqualTo("hello");
		}
	}

	private static void publish(String host, int port) {
		try (NettyMqttClientFactory factory = new NettyMqttClientFactory()) {
			MqttClient client = factory.create(MqttClientOptions.builder().server(host, port).build());
			client.connect().join();
			client.publish("greetings", "hello".getBytes(), QoS.AT_LEAST_ONCE, false).join();
			client.disconnect().join();
		}
	}

}
