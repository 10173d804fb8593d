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
import java.util.function.Consumer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.MqttSubscribeException;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.RetainHandling;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.client.SubscriptionStatus.State;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What the client refuses to subscribe to without asking the broker, and says so.
 */
@Behaviour({ "S18", "S35" })
class RefusedSubscriptionsTests extends ScriptedBrokerFixture {

	private static final Consumer<MqttClientOptionsBuilder> DEFAULTS = (options) -> {
	};

	private List<String> subscribes() {
		return this.broker.receivedBytes(MqttMessageType.SUBSCRIBE);
	}

	private void excludes(int property) {
		this.broker.withConnack(new MqttProperties.IntegerProperty(property, 0));
	}

	private static SubscriptionStatus refused(MqttClient client, Subscription subscription) {
		MqttSubscribeException failure = catchThrowableOfType(MqttSubscribeException.class,
				() -> get(client.subscribe(subscription)));
		SubscriptionStatus status = failure.result().subscriptions().get(0);
		assertThat(status.state()).isEqualTo(State.REFUSED);
		assertThat(failure).hasMessageContainingAll("'" + subscription.filter() + "'", status.describeReason());
		assertThat(failure.reasonCode()).isEqualTo(status.reasonCode());
		assertThat(client.subscriptions()).contains(status);
		return status;
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void mqtt311RefusesOptionsItCannotCarry(boolean connected) {
		MqttClient client = client(ProtocolVersion.MQTT_3_1_1, DEFAULTS);
		if (connected) {
			get(client.connect());
		}
		assertNeedsMqtt5(client, Subscription.builder("a").noLocal(true).build(), "noLocal = true");
		assertNeedsMqtt5(client, Subscription.builder("b").retainAsPublished(true).build(), "retainAsPublished = true");
		assertNeedsMqtt5(client,
				Subscription.builder("c").retainHandling(RetainHandling.DO_NOT_SEND_AT_SUBSCRIBE).build(),
				"retainHandling = DO_NOT_SEND_AT_SUBSCRIBE");
		get(client.connect());
		assertThat(subscribes()).isEmpty();
		assertThat(client.subscriptions()).hasSize(3).allMatch((status) -> status.state() == State.REFUSED);
	}

	private static void assertNeedsMqtt5(MqttClient client, Subscription subscription, String option) {
		SubscriptionStatus status = refused(client, subscription);
		assertThat(status.reasonCode()).isEqualTo(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION);
		assertThat(status.reasonString()).contains(option, "3.1.1", "mqtt.protocol-version=5");
	}

	@Test
	void mqtt311RefusesNothingElseOfTheSameCall() {
		MqttClient client = connect(ProtocolVersion.MQTT_3_1_1, DEFAULTS);
		assertThatExceptionOfType(MqttSubscribeException.class)
			.isThrownBy(() -> get(client.subscribe(Subscription.builder("a").noLocal(true).build(),
					Subscription.of("b", QoS.AT_LEAST_ONCE))))
			.satisfies((failure) -> assertThat(failure.result().subscriptions()).extracting(SubscriptionStatus::state)
				.containsExactly(State.REFUSED, State.GRANTED));
		assertThat(subscribes()).containsExactly("8206" + "0001" + hex("b") + "01");
	}

	@Test
	void mqtt311LeavesIdentifierAndUserPropertiesOut() {
		Logger logger = (Logger) LoggerFactory.getLogger("io.resilientmqtt.client.netty.SubscriptionHandler");
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		logger.addAppender(log);
		logger.setLevel(Level.DEBUG);
		try {
			MqttClient client = connect(ProtocolVersion.MQTT_3_1_1, DEFAULTS);
			get(client.subscribe(Subscription.builder("a").identifier(7).userProperty("x", "1").build(),
					Subscription.builder("b").userProperty("x", "secret").build(),
					Subscription.of("c", QoS.AT_MOST_ONCE)));
			assertThat(subscribes())
				.containsExactly("820e" + "0001" + hex("a") + "01" + hex("b") + "01" + hex("c") + "00");
			assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage)
				.containsExactly("Subscription 'a' has an identifier or user properties, which MQTT 3.1.1 leaves out",
						"Subscription 'b' has an identifier or user properties, which MQTT 3.1.1 leaves out");
		}
		finally {
			logger.setLevel(null);
			logger.detachAppender(log);
		}
	}

	@Test
	void aBrokerWithoutWildcardsIsNotAskedForThem() {
		excludes(MqttProperties.WILDCARD_SUBSCRIPTION_AVAILABLE);
		assertRefused(Subscription.builder("a/#").build(), ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED,
				"excludes wildcards");
	}

	@Test
	void aBrokerWithoutSharedSubscriptionsIsNotAskedForThem() {
		excludes(MqttProperties.SHARED_SUBSCRIPTION_AVAILABLE);
		assertRefused(Subscription.builder("a").group("workers").build(), ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED,
				"group = 'workers'");
	}

	@Test
	void aBrokerWithoutIdentifiersIsNotSentAny() {
		excludes(MqttProperties.SUBSCRIPTION_IDENTIFIER_AVAILABLE);
		assertRefused(Subscription.builder("a").identifier(7).build(),
				ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED, "identifier = 7");
	}

	private void assertRefused(Subscription subscription, ReasonCode reasonCode, String reason) {
		MqttClient client = connect(ProtocolVersion.MQTT_5, DEFAULTS);
		SubscriptionStatus status = refused(client, subscription);
		assertThat(status.reasonCode()).isEqualTo(reasonCode);
		assertThat(status.reasonString()).contains(reason);
		assertThat(subscribes()).isEmpty();
		get(client.subscribe(Subscription.of("other", QoS.AT_MOST_ONCE)));
		assertThat(client.statistics().outages()).isZero();
		this.broker.withConnack();
		this.broker.closeConnections();
		eventually(() -> assertThat(client.subscriptions()).hasSize(2).allMatch((now) -> now.state() == State.GRANTED));
	}

	@Test
	void whatTheBrokerExcludesIsInTheLimits() {
		this.broker.withConnack(new MqttProperties.IntegerProperty(MqttProperties.WILDCARD_SUBSCRIPTION_AVAILABLE, 0),
				new MqttProperties.IntegerProperty(MqttProperties.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 1),
				new MqttProperties.IntegerProperty(MqttProperties.SHARED_SUBSCRIPTION_AVAILABLE, 0));
		MqttClient client = client(ProtocolVersion.MQTT_5, DEFAULTS);
		assertThat(get(client.connect()).limits()).satisfies((limits) -> {
			assertThat(limits.wildcardSubscriptionAvailable()).isFalse();
			assertThat(limits.subscriptionIdentifiersAvailable()).isTrue();
			assertThat(limits.sharedSubscriptionAvailable()).isFalse();
		});
	}

	@Test
	void aConnackThatSaysNeitherYesNorNoIsRefused() {
		this.broker.withConnack(new MqttProperties.IntegerProperty(MqttProperties.SHARED_SUBSCRIPTION_AVAILABLE, 2));
		MqttClient client = client(ProtocolVersion.MQTT_5, (options) -> options.failFast(true));
		assertThat(client.connect()).failsWithin(LONG)
			.withThrowableThat()
			.withMessageContaining("CONNACK with 2 for property 0x2A");
	}

	@Test
	void packetsAreNoLongerThanTheBrokerAccepts() { // [MQTT-3.2.2-15]
		this.broker.withConnack(new MqttProperties.IntegerProperty(MqttProperties.MAXIMUM_PACKET_SIZE, 20));
		MqttClient client = connect(ProtocolVersion.MQTT_5, DEFAULTS);
		get(client.subscribe(Subscription.of("1234", QoS.AT_MOST_ONCE), Subscription.of("5678", QoS.AT_MOST_ONCE),
				Subscription.of("9", QoS.AT_MOST_ONCE), Subscription.of("123456789012", QoS.AT_MOST_ONCE)));
		assertThat(subscribes()).containsExactly("8211" + "0001" + "00" + hex("1234") + "00" + hex("5678") + "00",
				"8207" + "0002" + "00" + hex("9") + "00", "8212" + "0003" + "00" + hex("123456789012") + "00");
		SubscriptionStatus status = refused(client, Subscription.of("1234567890123", QoS.AT_MOST_ONCE));
		assertThat(status.reasonCode()).isEqualTo(ReasonCode.PACKET_TOO_LARGE);
		assertThat(status.reasonString()).contains("20 bytes");
		assertThat(get(client.unsubscribe("1234", "123456789012345", "56789012", "x")).reasonCodes()).containsExactly(
				ReasonCode.SUCCESS, ReasonCode.PACKET_TOO_LARGE, ReasonCode.NO_SUBSCRIPTION_EXISTED,
				ReasonCode.NO_SUBSCRIPTION_EXISTED);
		assertThat(this.broker.receivedBytes(MqttMessageType.UNSUBSCRIBE)).allMatch((packet) -> packet.length() <= 40);
	}

}
