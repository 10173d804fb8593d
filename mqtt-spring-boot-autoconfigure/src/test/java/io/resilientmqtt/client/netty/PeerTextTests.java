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
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.SubscribeResult;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.netty.receive.Inbox;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a peer or a broker says forges no line of the log nor of an exception.
 */
@ExtendWith(OutputCaptureExtension.class)
class PeerTextTests {

	private static final String FORGED = "a\r\nERROR forged";

	private final VirtualClient client = new VirtualClient(
			(options) -> options.protocolVersion(ProtocolVersion.MQTT_5));

	private static String string(String value) {
		byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
		return "%04x%s".formatted(bytes.length, HexFormat.of().formatHex(bytes));
	}

	private static String packet(int first, String body) {
		return "%02x%02x%s".formatted(first, body.length() / 2, body);
	}

	@Test
	void theTopicOfAMessageThatAReceiverFailsOn(CapturedOutput output) {
		Receiver receiver = Receiver.of("test", List.of("#"), (message, acknowledgement) -> {
			throw new IllegalStateException("no good");
		});
		this.client.context.inboxes().add(new Inbox(receiver, Runnable::run, this.client.context.loop(), () -> {
		}, () -> {
		}));
		this.client.acceptMqtt5(false);
		this.client.receive(packet(0x30, string(FORGED) + "00"));
		assertThat(output).contains("message of topic 'a  ERROR forged'");
	}

	@Test
	void theReasonStringOfPuback() {
		this.client.acceptMqtt5(false);
		CompletableFuture<?> published = this.client
			.publish(MqttMessage.builder("t\nforged").qos(QoS.AT_LEAST_ONCE).build());
		String reason = "1f" + string(FORGED);
		this.client.receive(packet(0x40, "000197%02x%s".formatted(reason.length() / 2, reason)));
		assertThatExceptionOfType(Exception.class).isThrownBy(published::join)
			.havingCause()
			.withMessageContaining("topic 't forged'")
			.withMessageContaining("a  ERROR forged");
	}

	@Test
	void theReasonStringOfSuback() {
		this.client.acceptMqtt5(false);
		CompletableFuture<SubscribeResult> subscribed = new CompletableFuture<>();
		this.client.context.subscriptions().subscribe(List.of(Subscription.of("a", QoS.AT_LEAST_ONCE)), subscribed);
		String reason = "1f" + string(FORGED);
		this.client.receive(packet(0x90, "0001%02x%s87".formatted(reason.length() / 2, reason)));
		assertThatExceptionOfType(Exception.class).isThrownBy(subscribed::join)
			.havingCause()
			.withMessageContaining("a  ERROR forged")
			.withMessageNotContaining("\n");
	}

	@Test
	void theClientIdentifierAndTheServerReferenceOfABroker(CapturedOutput output) {
		this.client.accept();
		String properties = "12" + string(FORGED);
		this.client.receive(packet(0x20, "0000%02x%s".formatted(properties.length() / 2, properties)));
		assertThat(output).contains("MQTT client 'a  ERROR forged' is connected").doesNotContain("\nERROR forged");
	}

	@Test
	void aMessageAsText() {
		assertThat(MqttMessage.builder(FORGED).build())
			.hasToString("MqttMessage[topic=a  ERROR forged, payload=0 bytes, qos=0]");
	}

}
