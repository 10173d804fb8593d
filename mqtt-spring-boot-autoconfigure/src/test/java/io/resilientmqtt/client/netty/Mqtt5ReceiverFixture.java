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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

import io.resilientmqtt.client.ConnectionCause.Type;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.DeliveryReceipt;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.netty.receive.Inbox;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.ReasonCode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An MQTT 5 client, unless said otherwise, in virtual time and what it has received.
 */
class Mqtt5ReceiverFixture {

	final List<MqttMessage> received = new ArrayList<>();

	final List<DeliveryReceipt> acknowledgements = new ArrayList<>();

	VirtualClient client(Consumer<MqttClientOptionsBuilder> options, String... filters) {
		VirtualClient client = new VirtualClient((builder) -> {
			builder.protocolVersion(ProtocolVersion.MQTT_5).clientId("client").clean(false).cleanInit(false);
			options.accept(builder);
		});
		for (String filter : filters) {
			Receiver receiver = Receiver.of(filter, List.of(filter), (message, acknowledgement) -> {
				this.received.add(message);
				this.acknowledgements.add(acknowledgement);
			});
			client.context.inboxes().add(new Inbox(receiver, Runnable::run, client.context.loop(), () -> {
			}, () -> {
			}));
		}
		if (client.context.options().protocolVersion() == ProtocolVersion.MQTT_5) {
			client.acceptMqtt5(false);
		}
		else {
			client.acceptMqtt();
		}
		return client;
	}

	VirtualClient client(Consumer<MqttClientOptionsBuilder> options) {
		return client(options, "#");
	}

	VirtualClient client() {
		return client((options) -> {
		});
	}

	static void receive(VirtualClient client, String hex) {
		client.receive(HexFormat.of().parseHex(hex));
	}

	static String hex(String text) {
		return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
	}

	List<String> topics() {
		return this.received.stream().map(MqttMessage::topic).toList();
	}

	static void assertViolation(VirtualClient client, ReasonCode reasonCode) {
		assertThat(client.isClosed()).isTrue();
		assertThat(client.sent()).isEqualTo("e002%02x00".formatted(reasonCode.value()));
		ConnectionEvent last = client.events.get(client.events.size() - 1);
		assertThat(last).isInstanceOfSatisfying(ConnectionEvent.Down.class, (down) -> {
			assertThat(down.cause().type()).isEqualTo(Type.PROTOCOL);
			assertThat(down.cause().reasonCode()).isEqualTo(reasonCode);
		});
	}

}
