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

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A broker that grants a lower QoS than was asked for, as it may [MQTT-3.8.4-8].
 */
class LoweredQosTests extends ScriptedBrokerFixture {

	@ParameterizedTest
	@EnumSource
	void aLowerQosIsToldOnceHoweverOftenTheClientReconnects(ProtocolVersion version) {
		this.broker.on(MqttMessageType.SUBSCRIBE, (connection, packet) -> {
			MqttSubscribeMessage subscribe = (MqttSubscribeMessage) packet;
			connection.suback(subscribe.variableHeader().messageId(),
					subscribe.payload().topicSubscriptions().stream().map((each) -> 0).toList());
		});
		Logger logger = (Logger) LoggerFactory.getLogger("io.resilientmqtt.client.netty.SubscriptionHandler");
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		logger.addAppender(log);
		try {
			MqttClient client = connect(version, (options) -> {
			});
			get(client.subscribe(Subscription.of("a", QoS.AT_LEAST_ONCE), Subscription.of("b", QoS.AT_MOST_ONCE),
					Subscription.of("c", QoS.EXACTLY_ONCE)));
			assertThat(client.subscriptions()).extracting(SubscriptionStatus::isLowered)
				.containsExactly(true, false, true);
			assertThat(client.subscriptions()).extracting(SubscriptionStatus::grantedQos)
				.containsOnly(QoS.AT_MOST_ONCE);
			this.broker.closeConnections();
			eventually(() -> assertThat(this.broker.received(MqttMessageType.SUBSCRIBE)).hasSize(2));
			eventually(() -> assertThat(client.subscriptions()).extracting(SubscriptionStatus::isLowered)
				.containsExactly(true, false, true));
			assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage)
				.singleElement()
				.asString()
				.contains(List.of("a (0 instead of 1)", "c (0 instead of 2)"));
		}
		finally {
			logger.detachAppender(log);
		}
	}

}
