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

import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.client.MqttClient;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * {@code @MqttListener} methods in an application with all of Spring Boot's
 * auto-configuration and every default of this project: acknowledged after success, with
 * meters.
 */
final class ListenerClient implements BenchmarkClient {

	private static volatile @Nullable LongConsumer handler;

	private final Class<?> application;

	private int port;

	/**
	 * Create a client whose listener takes bytes, one message at a time.
	 */
	ListenerClient() {
		this(Bytes.class);
	}

	ListenerClient(Class<?> application) {
		this.application = application;
	}

	@Override
	public void connect(int port) {
		this.port = port;
	}

	static ConfigurableApplicationContext run(Class<?> configuration, int port, String topic) {
		return new SpringApplicationBuilder(configuration).web(WebApplicationType.NONE)
			.properties("mqtt.servers=127.0.0.1:" + port, "mqtt.protocol-version=5", "mqtt.shutdown-timeout=0",
					"spring.docker.compose.enabled=false", "benchmark.topic=" + topic)
			.run();
	}

	@Override
	public void subscribe(String topic, int qos, LongConsumer handler) throws Exception {
		ListenerClient.handler = handler;
		// QoS 1 at most: what is sent with QoS 0 comes so
		ConfigurableApplicationContext context = run(this.application, this.port, topic);
		context.getBean(MqttClient.class).connect().get(); // joins what the start began
	}

	@Override
	public void publish(String topic, byte[] payload, int qos, Runnable done) {
		throw new UnsupportedOperationException();
	}

	private static void handle(byte[] payload) {
		handler.accept(ByteBuffer.wrap(payload).getLong(0));
	}

	/**
	 * Bytes, one at a time.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	public static class Bytes {

		@MqttListener(topics = "${benchmark.topic}")
		void listen(byte[] payload) {
			handle(payload);
		}

	}

	/**
	 * Text, one at a time.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	public static class Strings {

		@MqttListener(topics = "${benchmark.topic}")
		void listen(String payload) {
			handler.accept(payload.length());
		}

	}

	/**
	 * Bytes, four at a time, those of a topic in order.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	public static class Concurrent {

		@MqttListener(topics = "${benchmark.topic}", concurrency = "4")
		void listen(byte[] payload) {
			handle(payload);
		}

	}

	/**
	 * Text, four at a time, those of a topic in order.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	public static class ConcurrentStrings {

		@MqttListener(topics = "${benchmark.topic}", concurrency = "4")
		void listen(String payload) {
			handler.accept(payload.length());
		}

	}

}
