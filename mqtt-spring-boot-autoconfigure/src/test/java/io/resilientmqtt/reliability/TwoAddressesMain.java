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

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.netty.handler.codec.mqtt.MqttMessageType;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ProxyOptions;
import io.resilientmqtt.client.ReconnectOptions;
import io.resilientmqtt.client.TransportOptions;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.testsupport.DeadServer;
import io.resilientmqtt.testsupport.ScriptedBroker;
import io.resilientmqtt.testsupport.TestProxy;

/**
 * Twenty clients that connect by a name with two addresses, one of which is dead: run by
 * {@link TwoAddressesTests}, for a hosts file is read once in a JVM.
 */
public final class TwoAddressesMain {

	private static final int CLIENTS = 20;

	private TwoAddressesMain() {
	}

	/**
	 * Try every kind of death.
	 * @param names the names to connect by
	 * @throws Exception if it fails
	 */
	public static void main(String[] names) throws Exception {
		for (DeadServer.Kind kind : DeadServer.Kind.values()) {
			for (int i = 0; i < names.length; i++) {
				for (ProtocolVersion version : ProtocolVersion.values()) {
					System.out.println(names[i] + " " + version + " " + run(kind, names[i], version));
				}
				ProxyOptions.Type proxy = ProxyOptions.Type.values()[i % 2];
				System.out.println(names[i] + " " + proxy + " proxy " + runThroughProxy(kind, names[i], proxy));
			}
			for (ProxyOptions.Type proxy : ProxyOptions.Type.values()) {
				System.out.println("behind " + proxy + " " + runBehindProxy(kind, names[0], proxy));
			}
		}
		System.exit(0);
	}

	private static String run(DeadServer.Kind kind, String name, ProtocolVersion version) throws Exception {
		try (ScriptedBroker broker = new ScriptedBroker();
				DeadServer dead = new DeadServer(kind, new InetSocketAddress("127.0.0.2", broker.port()));
				NettyMqttClientFactory factory = new NettyMqttClientFactory()) {
			return dead + ": "
					+ run(factory, broker, (options) -> options.server(name, broker.port()).protocolVersion(version));
		}
	}

	private static String runThroughProxy(DeadServer.Kind kind, String name, ProxyOptions.Type type) throws Exception {
		try (ScriptedBroker broker = new ScriptedBroker();
				TestProxy proxy = new TestProxy(type, null);
				DeadServer dead = new DeadServer(kind, new InetSocketAddress("127.0.0.2", proxy.port()));
				NettyMqttClientFactory factory = new NettyMqttClientFactory()) {
			return dead + ": " + run(factory, broker, (options) -> options.server("broker", broker.port())
				.transport(TransportOptions.DEFAULT.withProxy(new ProxyOptions(type, name, proxy.port()))));
		}
	}

	/**
	 * The proxy alone knows that the server has two addresses. It takes them in turns, so
	 * that every second attempt is in vain.
	 */
	private static String runBehindProxy(DeadServer.Kind kind, String name, ProxyOptions.Type type) throws Exception {
		try (ScriptedBroker broker = new ScriptedBroker();
				TestProxy proxy = new TestProxy(type, null);
				DeadServer dead = new DeadServer(kind, new InetSocketAddress("127.0.0.2", broker.port()));
				NettyMqttClientFactory factory = new NettyMqttClientFactory()) {
			proxy.lookUp();
			return dead + ": " + run(factory, broker, (options) -> options.server(name, broker.port())
				.connectTimeout(Duration.ofSeconds(1))
				.reconnect(new ReconnectOptions(Duration.ofMillis(20), Duration.ofMillis(200), 2, 0.25,
						Duration.ofSeconds(5)))
				.transport(TransportOptions.DEFAULT.withProxy(new ProxyOptions(type, "127.0.0.1", proxy.port()))));
		}
	}

	private static String run(NettyMqttClientFactory factory, ScriptedBroker broker,
			Consumer<MqttClientOptionsBuilder> where) throws Exception {
		List<MqttClient> clients = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			MqttClientOptionsBuilder options = MqttClientOptions.builder()
				.clientId("client" + i)
				.responseTime(Duration.ofSeconds(1))
				.failFast(false);
			where.accept(options);
			MqttClient client = factory.create(options.build());
			client.connect();
			clients.add(client);
		}
		boolean up = await(clients, broker, CLIENTS);
		int failed = clients.stream().mapToInt((client) -> client.status().attempts()).sum();
		int connects = broker.received(MqttMessageType.CONNECT).size();
		broker.closeConnections();
		boolean upAgain = await(clients, broker, 2 * CLIENTS);
		return "up " + up + ", failures " + failed + ", CONNECT " + connects + ", up again " + upAgain;
	}

	private static boolean await(List<MqttClient> clients, ScriptedBroker broker, int connects)
			throws InterruptedException {
		long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
		while (broker.received(MqttMessageType.CONNECT).size() < connects
				|| !clients.stream().allMatch(MqttClient::isConnected)) {
			if (System.nanoTime() - deadline > 0) {
				return false;
			}
			Thread.sleep(10);
		}
		return true;
	}

}
