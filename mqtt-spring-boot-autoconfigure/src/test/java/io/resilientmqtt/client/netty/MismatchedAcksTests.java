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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Brokers that answer a QoS 2 message with PUBACK (RabbitMQ 3.x, Azure IoT Hub), and
 * their like: no copies, no dropped links.
 */
class MismatchedAcksTests {

	private static final int PUBACK = 0x40;

	private static final int PUBREC = 0x50;

	private static final int PUBCOMP = 0x70;

	private static VirtualClient client(ProtocolVersion version, boolean accepts) {
		VirtualClient client = new VirtualClient((options) -> options.protocolVersion(version)
			.publish(PublishOptions.DEFAULT.withAcceptPubackForQoS2(accepts)));
		if (version == ProtocolVersion.MQTT_5) {
			client.acceptMqtt5(false);
		}
		else {
			client.acceptMqtt();
		}
		return client;
	}

	private static CompletableFuture<PublishResult> publish(VirtualClient client, QoS qos) {
		CompletableFuture<PublishResult> future = client.publish(qos);
		assertThat(client.sent()).startsWith((qos == QoS.AT_LEAST_ONCE) ? "32" : "34");
		return future;
	}

	private static void assertThatItIsOver(VirtualClient client) {
		assertThat(client.context.publications().underWay()).isZero();
		assertThat(client.context.publications().buffer().pending()).isZero();
		for (int i = 0; i < 12; i++) {
			client.pass(Duration.ofSeconds(10));
			client.sent();
			client.receive(0xD0, 0);
		}
		assertThat(client.context.counters().republications()).isZero();
		assertThat(client.isClosed()).isFalse();
	}

	private static void assertThatDowngraded(CompletableFuture<PublishResult> future, String packet) {
		assertThat(future).isCompletedExceptionally();
		assertThatThrownBy(future::join).cause()
			.isInstanceOfSatisfying(MqttPublishException.class,
					(failure) -> assertThat(failure.reason()).isEqualTo(Reason.DOWNGRADED))
			.hasMessageContainingAll("'t'", packet, "Publish with QoS 1", "mqtt.publish.accept-puback-for-qos2");
	}

	@ParameterizedTest
	@EnumSource
	void pubackForQoS2FailsWithTheRemedy(ProtocolVersion version) {
		VirtualClient client = client(version, false);
		CompletableFuture<PublishResult> future = publish(client, QoS.EXACTLY_ONCE);
		client.receive(PUBACK, 2, 0, 1);
		assertThatDowngraded(future, "PUBACK");
		assertThatItIsOver(client);
	}

	@ParameterizedTest
	@EnumSource
	void pubackForQoS2IsSuccessWithConsent(ProtocolVersion version) {
		VirtualClient client = client(version, true);
		CompletableFuture<PublishResult> future = publish(client, QoS.EXACTLY_ONCE);
		client.receive(PUBACK, 2, 0, 1);
		assertThat(future).isCompletedWithValue(PublishResult.SUCCESS);
		assertThatItIsOver(client);
	}

	@Test
	void pubackForQoS2MakesRoomForTheNext() {
		VirtualClient client = client(ProtocolVersion.MQTT_3_1_1, true);
		for (int i = 0; i < 11; i++) {
			client.publish(QoS.EXACTLY_ONCE);
		}
		client.sent();
		client.receive(PUBACK, 2, 0, 1);
		assertThat(client.sent()).isEqualTo("3406000174000b78");
	}

	@Test
	void pubackForQoS2AfterAReconnectEndsItToo() {
		VirtualClient client = new VirtualClient((options) -> options.clientId("me").clean(false).cleanInit(false));
		client.acceptMqtt();
		CompletableFuture<PublishResult> future = publish(client, QoS.EXACTLY_ONCE);
		client.closeConnection();
		client.pass(Duration.ofSeconds(5));
		client.accept();
		client.receive(0x20, 2, 1, 0);
		assertThat(client.sent()).endsWith("3c06000174000178");
		client.receive(PUBACK, 2, 0, 1);
		assertThatDowngraded(future, "PUBACK");
	}

	@Test
	void aRefusalIsARefusalWhateverItsPacket() {
		for (int type : new int[] { PUBACK, PUBREC }) {
			VirtualClient client = client(ProtocolVersion.MQTT_5, true);
			CompletableFuture<PublishResult> future = publish(client,
					(type == PUBACK) ? QoS.EXACTLY_ONCE : QoS.AT_LEAST_ONCE);
			client.receive(type, 3, 0, 1, 0x87);
			assertThat(future).isCompletedExceptionally();
			assertThatThrownBy(future::join).cause()
				.isInstanceOfSatisfying(MqttPublishException.class,
						(failure) -> assertThat(failure.reason()).isEqualTo(Reason.REFUSED));
			assertThat(client.sent()).isEmpty();
			assertThatItIsOver(client);
		}
	}

	@ParameterizedTest
	@EnumSource
	void pubrecForQoS1IsAnAcknowledgementAndTheExchangeIsReleased(ProtocolVersion version) {
		VirtualClient client = client(version, false);
		CompletableFuture<PublishResult> future = publish(client, QoS.AT_LEAST_ONCE);
		client.receive(PUBREC, 2, 0, 1);
		assertThat(future).isCompletedWithValue(PublishResult.SUCCESS);
		assertThat(client.sent()).isEqualTo("62020001");
		client.receive(PUBCOMP, 2, 0, 1);
		assertThatItIsOver(client);
	}

	@ParameterizedTest
	@EnumSource
	void pubcompForQoS1IsAnAcknowledgement(ProtocolVersion version) {
		VirtualClient client = client(version, false);
		CompletableFuture<PublishResult> future = publish(client, QoS.AT_LEAST_ONCE);
		client.receive(PUBCOMP, 2, 0, 1);
		assertThat(future).isCompletedWithValue(PublishResult.SUCCESS);
		assertThatItIsOver(client);
	}

	@ParameterizedTest
	@EnumSource
	void pubcompBeforePubrecIsNotExactlyOnce(ProtocolVersion version) {
		VirtualClient client = client(version, false);
		CompletableFuture<PublishResult> future = publish(client, QoS.EXACTLY_ONCE);
		client.receive(PUBCOMP, 2, 0, 1);
		assertThatDowngraded(future, "PUBCOMP");
		assertThatItIsOver(client);
	}

	@ParameterizedTest
	@EnumSource
	void pubackInPlaceOfPubcompEndsTheExchange(ProtocolVersion version) {
		VirtualClient client = client(version, false);
		CompletableFuture<PublishResult> future = publish(client, QoS.EXACTLY_ONCE);
		client.receive(PUBREC, 2, 0, 1);
		assertThat(client.sent()).isEqualTo("62020001");
		client.receive(PUBACK, 2, 0, 1);
		assertThat(future).isCompletedWithValue(PublishResult.SUCCESS);
		assertThatItIsOver(client);
	}

	@Test
	void thereIsOneLineForAConnection() {
		Logger logger = (Logger) LoggerFactory.getLogger(MismatchedAcks.class);
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		logger.addAppender(log);
		try {
			VirtualClient client = client(ProtocolVersion.MQTT_3_1_1, false);
			for (int id = 1; id <= 3; id++) {
				publish(client, QoS.EXACTLY_ONCE);
				client.receive(PUBACK, 2, 0, id);
			}
			assertThat(log.list).singleElement()
				.satisfies((line) -> assertThat(line.getFormattedMessage()).contains("QoS 2 with PUBACK",
						"publish with QoS 1", "mqtt.publish.accept-puback-for-qos2=true"));
		}
		finally {
			logger.detachAppender(log);
		}
	}

	static Stream<Arguments> mismatched() {
		return Stream.of(ProtocolVersion.values())
			.flatMap((version) -> Stream.of(Arguments.of(version, QoS.EXACTLY_ONCE, PUBACK),
					Arguments.of(version, QoS.EXACTLY_ONCE, PUBCOMP), Arguments.of(version, QoS.AT_LEAST_ONCE, PUBREC),
					Arguments.of(version, QoS.AT_LEAST_ONCE, PUBCOMP)));
	}

	@ParameterizedTest
	@MethodSource("mismatched")
	void whoAnswersSlowlyButSteadilyIsWorking(ProtocolVersion version, QoS qos, int type) {
		VirtualClient client = client(version, true);
		List<CompletableFuture<PublishResult>> all = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			all.add(client.publish(qos));
		}
		for (int id = 1; id <= all.size(); id++) {
			client.pass(Duration.ofSeconds(8));
			client.receive(type, 2, 0, id);
		}
		assertThat(all).allMatch((future) -> future.isDone() && !future.isCompletedExceptionally());
		assertThatItIsOver(client);
	}

	@Test
	void notToKnowAnIdentifierIsNoAnswerToAMessage() {
		VirtualClient client = client(ProtocolVersion.MQTT_5, true);
		CompletableFuture<PublishResult> future = publish(client, QoS.EXACTLY_ONCE);
		client.receive(PUBCOMP, 3, 0, 1, 0x92);
		assertThat(future).isNotDone();
		assertThat(client.context.counters().unknownAcks()).isEqualTo(1);
	}

}
