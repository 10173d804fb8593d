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

package io.resilientmqtt.benchmark;

import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.mqtt.event.MqttMessageDeliveredEvent;
import org.springframework.integration.mqtt.inbound.Mqttv5PahoMessageDrivenChannelAdapter;
import org.springframework.integration.mqtt.outbound.Mqttv5PahoMessageHandler;
import org.springframework.integration.mqtt.support.MqttHeaders;
import org.springframework.messaging.support.MessageBuilder;

/**
 * Spring Integration's channel adapters on Paho v5: inbound to a direct channel, outbound
 * asynchronous and told of deliveries by its events, or one at a time. Paho as in
 * {@link Paho5Client}.
 */
final class IntegrationClient implements BenchmarkClient {

	private int port;

	private AnnotationConfigApplicationContext context;

	private @Nullable Mqttv5PahoMessageHandler outbound;

	private volatile @Nullable Runnable done;

	@Override
	public void connect(int port) {
		this.port = port;
		this.context = new AnnotationConfigApplicationContext(Flow.class);
	}

	@Override
	public void subscribe(String topic, int qos, LongConsumer handler) {
		DirectChannel channel = new DirectChannel();
		channel.subscribe((message) -> handler.accept(ByteBuffer.wrap((byte[]) message.getPayload()).getLong(0)));
		this.context.registerBean("channel", DirectChannel.class, () -> channel);
		MqttConnectionOptions options = Paho5Client.options();
		options.setServerURIs(new String[] { "tcp://127.0.0.1:" + this.port });
		this.context.registerBean("inbound", Mqttv5PahoMessageDrivenChannelAdapter.class, () -> {
			Mqttv5PahoMessageDrivenChannelAdapter inbound = new Mqttv5PahoMessageDrivenChannelAdapter(options,
					"inbound" + System.nanoTime(), topic);
			inbound.setQos(qos);
			inbound.setPayloadType(byte[].class);
			inbound.setOutputChannel(channel);
			return inbound;
		});
		this.context.getBean(Mqttv5PahoMessageDrivenChannelAdapter.class).start();
	}

	@Override
	public void publish(String topic, byte[] payload, int qos, Runnable done) {
		if (this.outbound == null) {
			this.done = done;
			this.outbound = outbound(true);
		}
		handle(topic, payload, qos);
	}

	@Override
	public void publishAndWait(String topic, byte[] payload, int qos) {
		if (this.outbound == null) {
			this.outbound = outbound(false);
		}
		handle(topic, payload, qos);
	}

	private void handle(String topic, byte[] payload, int qos) {
		this.outbound.handleMessage(MessageBuilder.withPayload(payload)
			.setHeader(MqttHeaders.TOPIC, topic)
			.setHeader(MqttHeaders.QOS, qos)
			.build());
	}

	private Mqttv5PahoMessageHandler outbound(boolean async) {
		this.context.registerBean("outbound", Mqttv5PahoMessageHandler.class, () -> {
			MqttConnectionOptions options = Paho5Client.options();
			options.setServerURIs(new String[] { "tcp://127.0.0.1:" + this.port });
			Mqttv5PahoMessageHandler outbound = new Mqttv5PahoMessageHandler(options, "outbound" + System.nanoTime());
			outbound.setAsync(async);
			outbound.setAsyncEvents(async);
			return outbound;
		});
		Mqttv5PahoMessageHandler outbound = this.context.getBean(Mqttv5PahoMessageHandler.class);
		// Straight to the one who waits, not through the context
		outbound.setApplicationEventPublisher((event) -> {
			if (event instanceof MqttMessageDeliveredEvent) {
				this.done.run();
			}
		});
		outbound.start();
		return outbound;
	}

	/**
	 * The application.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableIntegration
	static class Flow {

	}

}
