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

package io.resilientmqtt.documentation;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.resilientmqtt.autoconfigure.embedded.EmbeddedMqttBroker;
import io.resilientmqtt.event.MqttDownEvent;
import io.resilientmqtt.event.MqttUpEvent;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code embedded-broker.adoc} shows of an outage.
 */
@SpringBootTest(classes = EmbeddedBrokerPageTests.Application.class,
		webEnvironment = SpringBootTest.WebEnvironment.NONE, properties = "mqtt.embedded.enabled=true")
class EmbeddedBrokerPageTests {

	@Autowired
	EmbeddedMqttBroker broker;

	@Autowired
	Application application;

	@Test
	void anOutageIsRehearsed() throws Exception {
		assertThat(this.application.events.poll(60, TimeUnit.SECONDS)).isInstanceOf(MqttUpEvent.class);
		this.broker.stop(); // every client loses its connection
		this.broker.start();
		assertThat(this.application.events.poll(60, TimeUnit.SECONDS)).isInstanceOf(MqttDownEvent.class);
		assertThat(this.application.events.poll(60, TimeUnit.SECONDS)).isInstanceOf(MqttUpEvent.class);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

		@EventListener({ MqttUpEvent.class, MqttDownEvent.class })
		void on(Object event) {
			this.events.add(event);
		}

	}

}
