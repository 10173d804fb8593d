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

package io.resilientmqtt.integration;

import java.util.ArrayList;
import java.util.List;

import io.resilientmqtt.client.DeliveryReceipt;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.FakeMqttClient;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.mqtt.event.MqttIntegrationEvent;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandler;

/**
 * Inbound adapters on a client without a network, and what their flow receives.
 */
class InboundAdapterFixture {

	final FakeMqttClient client;

	final ResilientMqttClientManager manager;

	final GenericApplicationContext context = new GenericApplicationContext();

	final List<MqttIntegrationEvent> events = new ArrayList<>();

	final DirectChannel channel = new DirectChannel();

	final List<Message<?>> received = new ArrayList<>();

	MessageHandler flow = (message) -> {
	};

	InboundAdapterFixture() {
		this(MqttClientOptions.builder().clientId("test").build());
	}

	InboundAdapterFixture(MqttClientOptions options) {
		this.client = new FakeMqttClient(options);
		this.manager = new ResilientMqttClientManager(this.client, options);
		this.manager.setApplicationEventPublisher(this.context);
		this.context.addApplicationListener((ApplicationEvent event) -> {
			if (event instanceof MqttIntegrationEvent mqttEvent) {
				this.events.add(mqttEvent);
			}
		});
		this.context.refresh();
		this.manager.start();
		this.channel.subscribe((message) -> {
			this.received.add(message);
			this.flow.handleMessage(message);
		});
	}

	static InboundAdapterFixture persistent() {
		return new InboundAdapterFixture(MqttClientOptions.builder().clientId("test").clean(false).build());
	}

	ResilientMqttMessageDrivenChannelAdapter adapter(String... topics) {
		ResilientMqttMessageDrivenChannelAdapter adapter = new ResilientMqttMessageDrivenChannelAdapter(this.manager,
				topics);
		adapter.setOutputChannel(this.channel);
		adapter.setBeanFactory(this.context.getBeanFactory());
		adapter.setApplicationContext(this.context);
		adapter.setApplicationEventPublisher(this.context);
		adapter.setBeanName("adapter");
		return adapter;
	}

	ResilientMqttMessageDrivenChannelAdapter started(String... topics) {
		return start(adapter(topics));
	}

	static ResilientMqttMessageDrivenChannelAdapter start(ResilientMqttMessageDrivenChannelAdapter adapter) {
		adapter.afterPropertiesSet();
		adapter.start();
		return adapter;
	}

	static MqttMessage message(String topic, String payload) {
		return MqttMessage.builder(topic).payload(payload).qos(QoS.AT_LEAST_ONCE).build();
	}

	/**
	 * Deliver to every receiver, as the client does if all of them match.
	 */
	Ack deliver(String topic, String payload) {
		Ack ack = new Ack();
		MqttMessage message = message(topic, payload);
		for (Receiver receiver : List.copyOf(this.client.receivers())) {
			if (receiver.filters().stream().anyMatch((filter) -> filter.matches(topic))) {
				receiver.receiver().receive(message, ack);
			}
		}
		return ack;
	}

	List<Object> payloads() {
		return this.received.stream().<Object>map((message) -> new String((byte[]) message.getPayload())).toList();
	}

	static final class Ack implements DeliveryReceipt {

		int acknowledged;

		int abandoned;

		@Override
		public void acknowledge() {
			this.acknowledged++;
		}

		@Override
		public void abandon() {
			this.abandoned++;
		}

	}

}
