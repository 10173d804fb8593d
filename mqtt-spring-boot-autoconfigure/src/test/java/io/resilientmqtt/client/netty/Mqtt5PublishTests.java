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
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.resilientmqtt.client.Mqtt5Options;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.netty.codec.PublishEncoder;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PayloadFormat;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an MQTT 5 client publishes, byte by byte, and what it makes of the answers.
 */
class Mqtt5PublishTests {

	/** Topic Alias Maximum 2. */
	private static final int[] TWO_ALIASES = { 0x22, 0, 2 };

	private static VirtualClient client(Consumer<MqttClientOptionsBuilder> options) {
		return new VirtualClient((builder) -> {
			builder.protocolVersion(ProtocolVersion.MQTT_5).clientId("client").clean(false).cleanInit(false);
			options.accept(builder);
		});
	}

	private static VirtualClient connected(int... connackProperties) {
		VirtualClient client = client((options) -> {
		});
		client.acceptMqtt5(false, connackProperties);
		return client;
	}

	private static void reconnect(VirtualClient client, int... connackProperties) {
		client.closeConnection();
		client.pass(Duration.ofSeconds(1));
		client.acceptMqtt5(true, connackProperties);
	}

	private static MqttMessage.Builder message(String topic) {
		return MqttMessage.builder(topic).payload("x");
	}

	private static String hex(String text) {
		return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
	}

	private static MqttPublishException failure(CompletableFuture<PublishResult> future) {
		assertThat(future).isCompletedExceptionally();
		return (MqttPublishException) future.handle((result, failure) -> failure).join();
	}

	@Test
	void limitsOfOursAreAnnounced() {
		VirtualClient client = client(
				(options) -> options.maximumPacketSize(65536).v5((v5) -> v5.receiveMaximum(10).topicAliasMaximum(5)));
		client.accept();
		assertThat(client.sent()).isEqualTo("102300044d5154540500003c" + "10" + "11ffffffff" + "21000a" + "220005"
				+ "2700010000" + "0006" + hex("client"));
	}

	@Test
	void limitsThatAreTheDefaultOfTheSpecificationAreNot() {
		VirtualClient client = client((options) -> options.maximumPacketSize(268_435_460));
		client.accept();
		assertThat(client.sent()).isEqualTo("101800044d5154540500003c" + "05" + "11ffffffff" + "0006" + hex("client"));
	}

	@Test
	void everyPropertyOfAPublishIsSentAndUserPropertiesKeepTheirOrder() {
		VirtualClient client = connected();
		client.publish(message("t").payloadFormat(PayloadFormat.UTF_8)
			.messageExpiry(Duration.ofSeconds(4294967295L))
			.contentType("a/b")
			.responseTopic("r")
			.correlationData(new byte[] { 1, 2 })
			.userProperty("k", "2")
			.userProperty("a", "")
			.userProperty("k", "1")
			.subscriptionIdentifier(5) // never sent by a client [MQTT-3.3.4-6]
			.build());
		assertThat(client.sent()).isEqualTo("302f" + "000174" + "2a" + "0101" + "02ffffffff" + "030003612f62"
				+ "08000172" + "0900020102" + "2600016b000132" + "260001610000" + "2600016b000131" + "78");
	}

	static Stream<Arguments> emptyValues() {
		return Stream.of(Arguments.of("0100", message("t").payloadFormat(PayloadFormat.BYTES)),
				Arguments.of("0200000000", message("t").messageExpiry(Duration.ZERO)),
				Arguments.of("030000", message("t").contentType("")),
				Arguments.of("090000", message("t").correlationData(new byte[0])),
				Arguments.of("2600000000", message("t").userProperty("", "")));
	}

	@ParameterizedTest
	@MethodSource("emptyValues")
	void anEmptyValueIsSent(String property, MqttMessage.Builder message) {
		VirtualClient client = connected();
		client.publish(message.build());
		int length = property.length() / 2;
		assertThat(client.sent()).isEqualTo("30%02x000174%02x%s78".formatted(length + 5, length, property));
	}

	@Test
	void underMqtt311PropertiesAreLeftOutWithOneWordAboutIt() {
		Logger logger = (Logger) LoggerFactory.getLogger(PublishEncoder.class);
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		logger.addAppender(log);
		logger.setLevel(Level.DEBUG);
		try {
			VirtualClient client = new VirtualClient((options) -> {
			});
			client.acceptMqtt();
			client.publish(message("t").contentType("secret").build());
			client.publish(message("t").userProperty("k", "v").build());
			assertThat(client.sent()).isEqualTo("300400017478" + "300400017478");
			assertThat(log.list).singleElement()
				.satisfies((event) -> assertThat(event.getFormattedMessage()).contains("'t'").doesNotContain("secret"));
		}
		finally {
			logger.setLevel(null);
			logger.detachAppender(log);
		}
	}

	@Test
	void aTopicIsSentOnceAndByItsAliasFromThenOn() {
		VirtualClient client = connected(TWO_ALIASES);
		for (int i = 0; i < 2; i++) {
			client.publish(message("sensors/a").build());
			client.publish(message("sensors/b").qos(QoS.AT_LEAST_ONCE).contentType("c").build());
			client.publish(message("short").build());
		}
		assertThat(client.sent()).isEqualTo("3010" + "0009" + hex("sensors/a") + "03" + "230001" + "78" //
				+ "3216" + "0009" + hex("sensors/b") + "0001" + "07" + "230002" + "03000163" + "78" //
				+ "3009" + "0005" + hex("short") + "00" + "78" //
				+ "3007" + "0000" + "03" + "230001" + "78" //
				+ "320d" + "0000" + "0002" + "07" + "230002" + "03000163" + "78" //
				+ "3009" + "0005" + hex("short") + "00" + "78");
		assertThat(client.context.counters().topicAliasBytesSaved()).isEqualTo(2 * (9 - 3 - 3));
	}

	@Test
	void noAliasIsUsedUnlessTheBrokerAllowsIt() {
		VirtualClient client = connected();
		client.publish(message("sensors/a").build());
		client.publish(message("sensors/a").build());
		String plain = "300d" + "0009" + hex("sensors/a") + "00" + "78";
		assertThat(client.sent()).isEqualTo(plain + plain);
	}

	@Test
	void noAliasIsUsedWhenTheyAreOff() {
		VirtualClient client = client((options) -> options.v5((v5) -> v5.topicAlias(Mqtt5Options.TopicAlias.OFF)));
		client.acceptMqtt5(false, TWO_ALIASES);
		client.publish(message("sensors/a").build());
		client.publish(message("sensors/a").build());
		assertThat(client.sent()).doesNotContain("230001");
	}

	@Test
	void whatIsSentAgainHasItsTopicAndAliasesAreSetAnewOnEachConnection() {
		VirtualClient client = connected(TWO_ALIASES);
		client.publish(message("sensors/a").qos(QoS.AT_LEAST_ONCE).build());
		client.publish(message("sensors/a").qos(QoS.AT_LEAST_ONCE).build());
		assertThat(client.sent()).endsWith("3209" + "0000" + "0002" + "03" + "230001" + "78");
		client.closeConnection();
		client.pass(Duration.ofSeconds(1));
		client.accept();
		client.sent();
		client.receive(0x20, 6, 1, 0, 3, 0x22, 0, 2);
		String again = "3a0f" + "0009" + hex("sensors/a") + "%04d" + "00" + "78";
		assertThat(client.sent()).isEqualTo(again.formatted(1) + again.formatted(2));
		client.publish(message("sensors/a").build());
		assertThat(client.sent()).isEqualTo("3010" + "0009" + hex("sensors/a") + "03" + "230001" + "78");
	}

	@Test
	void whatExpiresBeforeItIsSentSetsNoAlias() {
		VirtualClient client = client((options) -> options.publish(
				new PublishOptions(10, 1000, PublishOptions.Overflow.FAIL, Duration.ZERO, Duration.ofSeconds(1), 10)));
		assertThat(failure(expired(client)).reason()).isEqualTo(Reason.EXPIRED);
		client.acceptMqtt5(false, TWO_ALIASES);
		client.publish(message("sensors/a").build());
		assertThat(client.sent()).isEqualTo("3010" + "0009" + hex("sensors/a") + "03" + "230001" + "78");
	}

	private static CompletableFuture<PublishResult> expired(VirtualClient client) {
		CompletableFuture<PublishResult> future = client.publish(message("sensors/a").build());
		client.pass(Duration.ofMillis(1_100));
		return future;
	}

	@Test
	void anAliasMakesNoPacketTooLongAndOneThatIsTooLongSetsNone() {
		VirtualClient client = connected(0x22, 0, 2, 0x27, 0, 0, 0, 18); // Maximum Packet
																			// Size
		assertThat(failure(client.publish(message("sensors/abcdef").build())).reason()).isEqualTo(Reason.BROKER_LIMIT);
		client.publish(message("sensors/ab").build()); // 16 bytes
		assertThat(client.sent()).isEqualTo("300e" + "000a" + hex("sensors/ab") + "00" + "78");
		client.publish(message("sensor/a").build()); // 14 bytes
		assertThat(client.sent()).isEqualTo("300f" + "0008" + hex("sensor/a") + "03" + "230001" + "78");
	}

	@Test
	void aQoSAboveTheMaximumIsRefusedBeforeItIsSent() {
		VirtualClient client = connected(0x24, 1); // Maximum QoS
		MqttPublishException failure = failure(client.publish(QoS.EXACTLY_ONCE));
		assertThat(failure.reason()).isEqualTo(Reason.BROKER_LIMIT);
		assertThat(failure).hasMessageContaining("Maximum QoS is 1").hasMessageContaining("mqtt.v5.qos-downgrade");
		assertThat(client.sent()).isEmpty();
		client.publish(QoS.AT_LEAST_ONCE);
		assertThat(client.sent()).isEqualTo("320700017400020078");
	}

	@Test
	void aQoSAboveTheMaximumIsLoweredIfAskedFor() {
		VirtualClient client = client((options) -> options.v5((v5) -> v5.qosDowngrade(true)));
		client.acceptMqtt5(false, 0x24, 1);
		CompletableFuture<PublishResult> future = client.publish(QoS.EXACTLY_ONCE);
		assertThat(client.sent()).isEqualTo("320700017400010078");
		client.receive(0x40, 2, 0, 1);
		assertThat(future).isCompletedWithValue(PublishResult.SUCCESS);
		client.closeConnection();
		client.pass(Duration.ofSeconds(1));
		client.acceptMqtt5(false, 0x24, 0);
		assertThat(client.publish(QoS.EXACTLY_ONCE)).isCompletedWithValue(PublishResult.SUCCESS);
		assertThat(client.sent()).isEqualTo("300500017400" + "78");
	}

	@Test
	void aLoweredQoSIsThatOfTheMessageAgainForABrokerWithoutTheSession() {
		VirtualClient client = client((options) -> options.v5((v5) -> v5.qosDowngrade(true)));
		client.acceptMqtt5(false, 0x24, 1);
		client.publish(QoS.EXACTLY_ONCE);
		assertThat(client.sent()).isEqualTo("320700017400010078");
		client.closeConnection();
		client.pass(Duration.ofSeconds(1));
		client.accept();
		client.sent();
		client.receive(0x20, 3, 0, 0, 0);
		assertThat(client.sent()).isEqualTo("340700017400020078");
	}

	@Test
	void whatABrokerWithLowerLimitsThanBeforeWouldRefuseIsNotSentAgain() {
		VirtualClient client = connected();
		CompletableFuture<PublishResult> future = client.publish(QoS.EXACTLY_ONCE);
		reconnect(client, 0x24, 1);
		assertThat(failure(future).reason()).isEqualTo(Reason.BROKER_LIMIT);
		client.publish(QoS.AT_LEAST_ONCE);
		assertThat(client.sent()).isEqualTo("320700017400020078");
	}

	@Test
	void aMessageToRetainIsRefusedWhereNoneAreRetained() {
		VirtualClient client = connected(0x25, 0); // Retain Available
		MqttPublishException failure = failure(client.publish(message("t").retain(true).build()));
		assertThat(failure.reason()).isEqualTo(Reason.BROKER_LIMIT);
		assertThat(failure).hasMessageContaining("does not retain");
		assertThat(client.sent()).isEmpty();
	}

	@Test
	void aPacketTooLongForTheBrokerIsRefusedBeforeItIsSent() {
		VirtualClient client = connected(0x27, 0, 0, 0, 13); // Maximum Packet Size
		client.publish(message("t").contentType("abc").build());
		assertThat(client.sent()).isEqualTo("300b" + "000174" + "06" + "030003616263" + "78");
		MqttPublishException failure = failure(client.publish(message("t").contentType("abcd").build()));
		assertThat(failure.reason()).isEqualTo(Reason.BROKER_LIMIT);
		assertThat(failure).hasMessageContaining("14 bytes")
			.hasMessageContaining("13 of the broker's Maximum Packet Size");
		assertThat(client.sent()).isEmpty();
	}

}
