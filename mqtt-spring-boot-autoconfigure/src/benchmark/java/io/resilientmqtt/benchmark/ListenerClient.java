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
 * A {@code @MqttListener} method that takes {@code byte[]}, in an application with all of
 * Spring Boot's auto-configuration and every default of this project: concurrency 1,
 * acknowledged after success.
 */
final class ListenerClient implements BenchmarkClient {

	private static volatile @Nullable LongConsumer handler;

	private int port;

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
		ConfigurableApplicationContext context = run(Listening.class, this.port, topic);
		context.getBean(MqttClient.class).connect().get(); // joins what the start began
	}

	@Override
	public void publish(String topic, byte[] payload, int qos, Runnable done) {
		throw new UnsupportedOperationException();
	}

	/**
	 * The application.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	public static class Listening {

		@MqttListener(topics = "${benchmark.topic}", qos = 1)
		void handle(byte[] payload) {
			handler.accept(ByteBuffer.wrap(payload).getLong(0));
		}

	}

}
