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
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.MqttSubscribeException;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.RetainHandling;
import io.resilientmqtt.client.SubscribeResult;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.client.SubscriptionStatus.State;
import io.resilientmqtt.client.UnsubscribeResult;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.UserProperty;
import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What SUBSCRIBE and UNSUBSCRIBE carry, byte by byte, and what their answers say.
 */
@Behaviour({ "S32", "S36" })
class SubscribingTests extends ScriptedBrokerFixture {

	private static final Consumer<MqttClientOptionsBuilder> DEFAULTS = (options) -> {
	};

	private List<String> subscribes() {
		return this.broker.receivedBytes(MqttMessageType.SUBSCRIBE);
	}

	private static int id(MqttMessage packet) {
		return ((MqttMessageIdVariableHeader) packet.variableHeader()).messageId();
	}

	private static MqttProperties properties(String reason) {
		MqttProperties properties = new MqttProperties();
		properties.add(new MqttProperties.StringProperty(MqttProperties.REASON_STRING, reason));
		properties.add(new MqttProperties.UserProperty("b", "1"));
		properties.add(new MqttProperties.UserProperty("a", "2"));
		properties.add(new MqttProperties.UserProperty("b", "3"));
		return properties;
	}

	private static List<UserProperty> userProperties() {
		return List.of(new UserProperty("b", "1"), new UserProperty("a", "2"), new UserProperty("b", "3"));
	}

	@Test
	void aSubscribeOfMqtt5CarriesOptionsIdentifierAndUserProperties() {
		MqttClient client = connect(ProtocolVersion.MQTT_5, DEFAULTS);
		get(client.subscribe(Subscription.builder("a/+")
			.qos(QoS.EXACTLY_ONCE)
			.noLocal(true)
			.retainAsPublished(true)
			.retainHandling(RetainHandling.DO_NOT_SEND_AT_SUBSCRIBE)
			.identifier(268_435_455)
			.userProperty("b", "1")
			.userProperty("a", "2")
			.userProperty("b", "3")
			.build()));
		String properties = "0bffffff7f" + "26" + hex("b") + hex("1") + "26" + hex("a") + hex("2") + "26" + hex("b")
				+ hex("3");
		assertThat(subscribes()).containsExactly("8223" + "0001" + "1a" + properties + hex("a/+") + "2e");
	}

	@ParameterizedTest
	@CsvSource({ "SEND_AT_SUBSCRIBE, 01", "SEND_AT_SUBSCRIBE_IF_NEW, 11", "DO_NOT_SEND_AT_SUBSCRIBE, 21" })
	void retainHandlingHasTheValuesOfTheSpecification(RetainHandling retainHandling, String options) {
		MqttClient client = connect(ProtocolVersion.MQTT_5, DEFAULTS);
		get(client.subscribe(Subscription.builder("a").retainHandling(retainHandling).build()));
		assertThat(subscribes()).containsExactly("8207" + "0001" + "00" + hex("a") + options);
	}

	@Test
	void aSubscribeOfMqtt311CarriesTheQosAlone() {
		MqttClient client = connect(ProtocolVersion.MQTT_3_1_1, DEFAULTS);
		get(client.subscribe(Subscription.of("a/+", QoS.EXACTLY_ONCE),
				Subscription.builder("b").group("g").qos(QoS.AT_MOST_ONCE).build()));
		assertThat(subscribes()).containsExactly("8215" + "0001" + hex("a/+") + "02" + hex("$share/g/b") + "00");
	}

	@Test
	void anUnsubscribeOfMqtt5CarriesUserProperties() {
		MqttClient client = connect(ProtocolVersion.MQTT_5, DEFAULTS);
		get(client.unsubscribe(List.of("a/+", "b"), userProperties()));
		get(client.unsubscribe("c"));
		assertThat(this.broker.receivedBytes(MqttMessageType.UNSUBSCRIBE)).containsExactly("a220" + "0001" + "15" + "26"
				+ hex("b") + hex("1") + "26" + hex("a") + hex("2") + "26" + hex("b") + hex("3") + hex("a/+") + hex("b"),
				"a206" + "0002" + "00" + hex("c"));
	}

	@Test
	void anUnsubscribeOfMqtt311CarriesFiltersAlone() {
		MqttClient client = connect(ProtocolVersion.MQTT_3_1_1, DEFAULTS);
		UnsubscribeResult result = get(client.unsubscribe(List.of("a/+", "b"), userProperties()));
		assertThat(this.broker.receivedBytes(MqttMessageType.UNSUBSCRIBE))
			.containsExactly("a20a" + "0001" + hex("a/+") + hex("b"));
		assertThat(result.reasonCodes()).containsExactly(ReasonCode.SUCCESS, ReasonCode.SUCCESS);
	}

	@Test
	void anUnsubscribeWithAPropertyThatCannotBeSentIsRefused() {
		MqttClient client = client(ProtocolVersion.MQTT_5, DEFAULTS);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> client.unsubscribe(List.of("a"), List.of(new UserProperty("\u0000", ""))))
			.withMessageContaining("user property name has U+0000");
	}

	@Test
	@Behaviour("S11")
	void packetsHoldWhatHasTheSameIdentifierAndUserProperties() {
		MqttClient client = client(ProtocolVersion.MQTT_5, DEFAULTS);
		CompletableFuture<SubscribeResult> subscribed = client.subscribe(Subscription.of("a", QoS.AT_MOST_ONCE),
				Subscription.builder("b").identifier(1).build(), Subscription.of("c", QoS.AT_LEAST_ONCE),
				Subscription.builder("d").userProperty("x", "1").build(),
				Subscription.builder("e").identifier(1).build(),
				Subscription.builder("f").identifier(1).userProperty("x", "1").build(),
				Subscription.builder("g").userProperty("x", "1").build());
		get(client.connect());
		get(subscribed);
		String userProperty = "26" + hex("x") + hex("1");
		List<String> packets = List.of("820b" + "0001" + "00" + hex("a") + "00" + hex("c") + "01",
				"820d" + "0002" + "02" + "0b01" + hex("b") + "01" + hex("e") + "01",
				"8212" + "0003" + "07" + userProperty + hex("d") + "01" + hex("g") + "01",
				"8210" + "0004" + "09" + "0b01" + userProperty + hex("f") + "01");
		assertThat(subscribes()).isEqualTo(packets);
		this.broker.closeConnections();
		eventually(() -> assertThat(eventNames()).containsExactly("Up", "Down", "Up"));
		assertThat(
				subscribes().subList(packets.size(), subscribes().size()).stream().map((packet) -> packet.substring(8)))
			.isEqualTo(packets.stream().map((packet) -> packet.substring(8)).toList());
	}

	@Test
	void theSubackOfMqtt5IsInTheResult() {
		this.broker.on(MqttMessageType.SUBSCRIBE, (connection, packet) -> connection.suback(id(packet),
				List.of(0x01, 0x87), properties("ask the administrator")));
		MqttClient client = connect(ProtocolVersion.MQTT_5, DEFAULTS);
		Subscription first = Subscription.of("a", QoS.EXACTLY_ONCE);
		Subscription second = Subscription.of("b", QoS.AT_MOST_ONCE);
		assertThatExceptionOfType(MqttSubscribeException.class).isThrownBy(() -> get(client.subscribe(first, second)))
			.withMessage("Not subscribed: 'b' (not authorized (0x87): ask the administrator)")
			.satisfies((failure) -> assertThat(failure.result().subscriptions()).containsExactly(
					new SubscriptionStatus(first, State.GRANTED, ReasonCode.GRANTED_QOS_1, "ask the administrator",
							userProperties()),
					new SubscriptionStatus(second, State.REFUSED, ReasonCode.NOT_AUTHORIZED, "ask the administrator",
							userProperties())));
	}

	@Test
	void theUnsubackOfMqtt5IsInTheResult() {
		this.broker.on(MqttMessageType.UNSUBSCRIBE, (connection, packet) -> connection.unsuback(id(packet),
				List.of(0x00, 0x11, 0x87), properties("one is unknown")));
		MqttClient client = connect(ProtocolVersion.MQTT_5, DEFAULTS);
		assertThat(get(client.unsubscribe("a", "b", "c"))).isEqualTo(new UnsubscribeResult(
				List.of(ReasonCode.SUCCESS, ReasonCode.NO_SUBSCRIPTION_EXISTED, ReasonCode.NOT_AUTHORIZED),
				"one is unknown", userProperties()));
	}

	@Test
	void anAnswerThatDoesNotFitTheRequestEndsTheConnection() {
		MqttProperties foreign = new MqttProperties();
		foreign.add(new MqttProperties.StringProperty(MqttProperties.CONTENT_TYPE, "text/plain"));
		this.broker
			.on(MqttMessageType.SUBSCRIBE, 1,
					(connection, packet) -> connection.suback(id(packet), List.of(0), foreign))
			.on(MqttMessageType.UNSUBSCRIBE, 1,
					(connection, packet) -> connection.unsuback(id(packet), List.of(), MqttProperties.NO_PROPERTIES));
		MqttClient client = connect(ProtocolVersion.MQTT_5, DEFAULTS);
		get(client.subscribe(Subscription.of("a", QoS.AT_MOST_ONCE)));
		get(client.unsubscribe("a"));
		eventually(() -> assertThat(this.events).filteredOn(ConnectionEvent.Down.class::isInstance)
			.extracting((event) -> ((ConnectionEvent.Down) event).cause())
			.satisfiesExactly(
					(cause) -> assertThat(cause).extracting(ConnectionCause::type, ConnectionCause::reasonCode)
						.containsExactly(ConnectionCause.Type.PROTOCOL, ReasonCode.MALFORMED_PACKET),
					(cause) -> assertThat(cause).extracting(ConnectionCause::type, ConnectionCause::reasonCode)
						.containsExactly(ConnectionCause.Type.PROTOCOL, ReasonCode.PROTOCOL_ERROR)));
	}

	@ParameterizedTest
	@EnumSource
	void packetsHoldOneHundredFilters(ProtocolVersion version) {
		MqttClient client = connect(version, DEFAULTS);
		String[] filters = IntStream.range(0, 101).mapToObj((i) -> "filter/" + i).toArray(String[]::new);
		UnsubscribeResult result = get(client.unsubscribe(filters));
		assertThat(this.broker.received(MqttMessageType.UNSUBSCRIBE)).extracting((packet) -> packet.topics().size())
			.containsExactly(100, 1);
		assertThat(result.reasonCodes()).hasSize(101);
	}

	@Test
	void anUnsubscribeOfSeveralPacketsIsRepeatedWholeOnTheNextConnection() {
		this.broker.withConnack(new MqttProperties.IntegerProperty(MqttProperties.MAXIMUM_PACKET_SIZE, 20));
		this.broker.on(MqttMessageType.UNSUBSCRIBE, 1,
				(connection, packet) -> connection.unsuback(id(packet), List.of(0), properties("lost")));
		this.broker.on(MqttMessageType.UNSUBSCRIBE, 1, (connection, packet) -> connection.channel().close());
		MqttClient client = connect(ProtocolVersion.MQTT_5, DEFAULTS);
		assertThat(get(client.unsubscribe("1234567890", "0987654321"))).isEqualTo(
				new UnsubscribeResult(List.of(ReasonCode.NO_SUBSCRIPTION_EXISTED, ReasonCode.NO_SUBSCRIPTION_EXISTED)));
		assertThat(this.broker.received(MqttMessageType.UNSUBSCRIBE)).extracting((packet) -> packet.connection())
			.containsExactly(1, 1, 2, 2);
	}

	@Test
	void identifiersComeWithTheMessage() {
		MqttClient client = connect(ProtocolVersion.MQTT_5, DEFAULTS);
		List<List<Integer>> identifiers = new CopyOnWriteArrayList<>();
		client.onMessage("a/#", (message) -> identifiers.add(message.properties().subscriptionIdentifiers()));
		get(client.subscribe(Subscription.builder("a/#").identifier(1).build(),
				Subscription.builder("a/+").identifier(268_435_455).build()));
		this.broker.send(new byte[] { 0x30, 13, 0, 3, 'a', '/', 'b', 7, 0x0B, 1, 0x0B, -1, -1, -1, 0x7F });
		eventually(() -> assertThat(identifiers).containsExactly(List.of(1, 268_435_455)));
	}

	@ParameterizedTest
	@EnumSource
	void aReceiverMayNameTheGroup(ProtocolVersion version) {
		MqttClient client = connect(version, DEFAULTS);
		List<String> received = new CopyOnWriteArrayList<>();
		client.onMessage("$share/workers/jobs/+", (message) -> received.add(message.payloadAsString()));
		get(client.subscribe(Subscription.builder("jobs/+").group("workers").build()));
		this.broker.publish("jobs/1", "first", 1);
		eventually(() -> assertThat(received).containsExactly("first"));
		this.broker.closeConnections();
		eventually(() -> assertThat(eventNames()).containsExactly("Up", "Down", "Up"));
		assertThat(this.broker.received(MqttMessageType.SUBSCRIBE)).extracting((packet) -> packet.topics())
			.containsExactly(List.of("$share/workers/jobs/+:1"), List.of("$share/workers/jobs/+:1"));
		this.broker.publish("jobs/2", "second", 1);
		eventually(() -> assertThat(received).containsExactly("first", "second"));
	}

}
