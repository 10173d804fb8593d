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

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.netty.handler.codec.mqtt.MqttMessageType;
import io.resilientmqtt.client.ConnectionState;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.Behaviour;
import io.resilientmqtt.testsupport.Packet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is under way gets {@code mqtt.shutdown-timeout}, and what is left is reported.
 */
@ExtendWith(OutputCaptureExtension.class)
class ShutdownTests extends ScriptedBrokerFixture {

	@Test
	@Behaviour("S29")
	void aPublicationAndAReceiverUnderWayAreWaitedFor() throws InterruptedException {
		MqttClient client = connect(ProtocolVersion.MQTT_5, (options) -> options.shutdownTimeout(LONG));
		CountDownLatch receiving = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		client.onMessage("in", (message) -> {
			receiving.countDown();
			try {
				release.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		get(client.subscribe(Subscription.of("in", QoS.AT_LEAST_ONCE)));
		this.broker.publish("in", "1", 1);
		receiving.await();
		this.broker.delay(MqttMessageType.PUBLISH, 100);
		CompletableFuture<PublishResult> published = publish(client, "out", QoS.AT_LEAST_ONCE);
		CompletableFuture<Void> disconnected = client.disconnect();
		get(published);
		assertThat(disconnected).isNotDone();
		release.countDown();
		get(disconnected);
		eventually(() -> assertThat(this.broker.received(MqttMessageType.DISCONNECT)).hasSize(1));
		List<MqttMessageType> types = this.broker.received().stream().map(Packet::type).toList();
		assertThat(types).endsWith(MqttMessageType.PUBACK, MqttMessageType.DISCONNECT);
	}

	@Test
	@Behaviour("S29")
	void whatIsNotFinishedInTimeIsReportedAndKept(CapturedOutput output) {
		MqttClient client = connect(ProtocolVersion.MQTT_3_1_1, (options) -> options.shutdownTimeout(SHORT));
		this.broker.drop(MqttMessageType.PUBLISH, 2);
		CompletableFuture<PublishResult> first = publish(client, "1", QoS.AT_LEAST_ONCE);
		publish(client, "2", QoS.AT_LEAST_ONCE);
		get(client.disconnect());
		assertThat(client.state()).isEqualTo(ConnectionState.DISCONNECTED);
		assertThat(output).contains("with 2 publications under way");
		assertThat(first).isNotDone();
		get(client.connect());
		get(first);
		eventually(() -> assertThat(payloads()).containsExactly("1", "2", "1", "2"));
	}

	@Test
	@Behaviour("S30")
	void whatIsLeftWhenTheClientIsClosedIsReported(CapturedOutput output) {
		MqttClient client = client(ProtocolVersion.MQTT_3_1_1, (options) -> {
		});
		List<Throwable> failures = new CopyOnWriteArrayList<>();
		publish(client, "1", QoS.AT_LEAST_ONCE).whenComplete((result, failure) -> failures.add(failure));
		client.close();
		eventually(() -> assertThat(failures).hasSize(1));
		assertThat(output).contains("1 publications fail because the client is closed");
	}

}
