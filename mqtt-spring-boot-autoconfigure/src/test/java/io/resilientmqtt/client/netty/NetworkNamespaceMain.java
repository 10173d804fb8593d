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

package io.resilientmqtt.client.netty;

import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ReconnectOptions;

/**
 * Connects while the loopback interface is down, waits until the client has noticed, and
 * switches the interface on. Started by {@link NetworkNamespaceTests}.
 */
public final class NetworkNamespaceMain {

	private static final byte[] CONNACK = { 0x20, 2, 0, 0 };

	private NetworkNamespaceMain() {
	}

	public static void main(String[] args) throws Exception {
		BlockingQueue<ConnectionEvent> events = new LinkedBlockingQueue<>();
		try (ServerSocket server = new ServerSocket(0); NettyMqttClientFactory factory = new NettyMqttClientFactory()) {
			MqttClient client = factory.create(MqttClientOptions.builder()
				.server("127.0.0.1", server.getLocalPort())
				.protocolVersion(ProtocolVersion.MQTT_3_1_1)
				.failFast(false)
				.reconnect(new ReconnectOptions(Duration.ofMillis(100), Duration.ofMinutes(1), 10, 0, Duration.ZERO,
						Duration.ofMillis(20)))
				.build());
			client.onConnectionEvent(events::add);
			CompletableFuture<ConnectResult> connected = client.connect();
			awaitNetwork(events, false);
			System.out.println(client.status().cause());
			new ProcessBuilder("ip", "link", "set", "lo", "up").inheritIO().start().waitFor();
			awaitNetwork(events, true);
			try (Socket socket = server.accept()) {
				socket.getOutputStream().write(CONNACK);
				connected.get(60, TimeUnit.SECONDS);
				System.out.println("connected");
			}
		}
	}

	private static void awaitNetwork(BlockingQueue<ConnectionEvent> events, boolean available) throws Exception {
		ConnectionEvent event = events.poll(60, TimeUnit.SECONDS);
		while (event != null && !event.equals(new ConnectionEvent.NetworkChanged(available))) {
			event = events.poll(60, TimeUnit.SECONDS);
		}
		System.out.println((event != null) ? "network " + available : "no event");
	}

}
