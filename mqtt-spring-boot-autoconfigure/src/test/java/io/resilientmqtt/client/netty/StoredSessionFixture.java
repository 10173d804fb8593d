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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.StoreOptions;
import io.resilientmqtt.client.netty.publish.StoredPublications;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.MemorySessionStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients with a store that survives them.
 */
abstract class StoredSessionFixture {

	final MemorySessionStore store = new MemorySessionStore();

	static String hex(String payload) {
		StringBuilder hex = new StringBuilder();
		payload.chars().forEach((character) -> hex.append(String.format("%02x", character)));
		return hex.toString();
	}

	/**
	 * Return a PUBLISH for topic t with one byte of payload.
	 * @param version the protocol version
	 * @param flags the first byte
	 * @param packetId the Packet Identifier
	 * @param payload the payload
	 * @return the bytes in hexadecimal
	 */
	static String publish(ProtocolVersion version, String flags, int packetId, String payload) {
		boolean v5 = version == ProtocolVersion.MQTT_5;
		return flags + (v5 ? "07" : "06") + "000174" + String.format("%04x", packetId) + (v5 ? "00" : "")
				+ hex(payload);
	}

	final VirtualClient client(ProtocolVersion version) {
		return client(version, (options) -> {
		});
	}

	final VirtualClient client(ProtocolVersion version, Consumer<MqttClientOptionsBuilder> more) {
		return client(version, new StoreOptions(this.store), more);
	}

	final VirtualClient client(ProtocolVersion version, StoreOptions store, Consumer<MqttClientOptionsBuilder> more) {
		return new VirtualClient((options) -> {
			options.protocolVersion(version).clientId("client").clean(false).store(store);
			more.accept(options);
		});
	}

	static VirtualClient connected(VirtualClient client, ProtocolVersion version, boolean sessionPresent) {
		client.accept();
		int present = sessionPresent ? 1 : 0;
		if (version == ProtocolVersion.MQTT_5) {
			client.receive(0x20, 3, present, 0, 0);
		}
		else {
			client.receive(0x20, 2, present, 0);
		}
		return client;
	}

	/** Make a client whose session is known to the store, and forget what it has said. */
	final VirtualClient up(ProtocolVersion version) {
		// MQTT 3.1.1 connects once only to clean the session
		VirtualClient client = client(version, (options) -> options.cleanInit(false));
		connected(client, version, false);
		client.storeWorks();
		client.sent();
		return client;
	}

	static MqttMessage message(String payload, QoS qos) {
		return MqttMessage.builder("t").payload(payload).qos(qos).build();
	}

	static CompletableFuture<PublishResult> send(VirtualClient client, String payload, QoS qos) {
		return client.publish(message(payload, qos));
	}

	static CompletableFuture<Void> store(VirtualClient client, String payload) {
		CompletableFuture<Void> safe = new CompletableFuture<>();
		stored(client).store(message(payload, QoS.AT_LEAST_ONCE), null, safe);
		client.runTasks();
		return safe;
	}

	static StoredPublications stored(VirtualClient client) {
		StoredPublications stored = client.context.publications().stored();
		assertThat(stored).isNotNull();
		return stored;
	}

	/** Acknowledge everything until so many have come. */
	static List<String> drain(VirtualClient client, ProtocolVersion version, int count) {
		List<String> payloads = new ArrayList<>();
		int start = (version == ProtocolVersion.MQTT_5) ? 16 : 14;
		for (int turn = 0; payloads.size() < count && turn < 2 * count; turn++) {
			client.storeWorks();
			for (String packet : packets(client.sent())) {
				if (packet.startsWith("32") || packet.startsWith("3a")) {
					payloads.add(text(packet.substring(start)));
					int id = Integer.parseInt(packet.substring(10, 14), 16);
					client.receive(0x40, 2, id >> 8, id & 0xFF);
				}
			}
		}
		client.storeWorks();
		return payloads;
	}

	static List<String> packets(String hex) {
		List<String> packets = new ArrayList<>();
		int from = 0;
		while (from < hex.length()) {
			int length = Integer.parseInt(hex.substring(from + 2, from + 4), 16);
			packets.add(hex.substring(from, from + 4 + 2 * length));
			from += 4 + 2 * length;
		}
		return packets;
	}

	static String text(String hex) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < hex.length(); i += 2) {
			text.append((char) Integer.parseInt(hex.substring(i, i + 2), 16));
		}
		return text.toString();
	}

	static void join(CompletableFuture<?> future) throws Throwable {
		try {
			future.join();
		}
		catch (CompletionException ex) {
			throw ex.getCause();
		}
	}

}
