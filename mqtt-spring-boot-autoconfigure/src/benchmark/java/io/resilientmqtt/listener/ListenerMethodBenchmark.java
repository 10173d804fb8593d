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

package io.resilientmqtt.listener;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.listener.adapter.MqttListenerMethodFactory;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.TopicTemplate;
import io.resilientmqtt.messaging.JacksonJsonMqttMessageConverter;
import io.resilientmqtt.messaging.MqttHeaders;
import io.resilientmqtt.messaging.MqttMessageConverters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;

/**
 * What it costs to call a listener's method, with each kind of argument.
 */
@State(Scope.Thread)
public class ListenerMethodBenchmark {

	@Param({ "nothing", "bytes", "text", "buffer", "json", "mqttMessage", "springMessage", "header", "headers",
			"variable" })
	String argument;

	private final Handler handler = new Handler();

	private final MqttMessage message = MqttMessage.builder("sensors/kitchen/4").payload("{\"celsius\":21.5}").build();

	private MqttMessageListener listener;

	/**
	 * Make the listener.
	 */
	@Setup
	public void prepare() {
		MqttClient client = new NettyMqttClientFactory().create(MqttClientOptions.builder().build());
		MqttListenerMethodFactory factory = new MqttListenerMethodFactory(client,
				new MqttMessageConverters(List.of(new JacksonJsonMqttMessageConverter(JsonMapper.builder().build()))));
		Method method = Arrays.stream(Handler.class.getDeclaredMethods())
			.filter((candidate) -> candidate.getName().equals(this.argument))
			.findFirst()
			.orElseThrow();
		this.listener = factory.create(this.handler, method, List.of(TopicTemplate.of("sensors/{room}/{number}")));
	}

	/**
	 * Call it.
	 * @return the argument
	 * @throws Exception if it fails
	 */
	@Benchmark
	public Object call() throws Exception {
		this.listener.onMessage(this.message);
		return this.handler.last;
	}

	/**
	 * The methods, named as the parameter says.
	 */
	static class Handler {

		private Object last = "";

		void nothing() {
			this.last = "";
		}

		void bytes(byte[] payload) {
			this.last = payload;
		}

		void text(String payload) {
			this.last = payload;
		}

		void buffer(ByteBuffer payload) {
			this.last = payload;
		}

		void json(Reading payload) {
			this.last = payload;
		}

		void mqttMessage(MqttMessage message) {
			this.last = message;
		}

		void springMessage(Message<byte[]> message) {
			this.last = message;
		}

		void header(@Header(MqttHeaders.RECEIVED_TOPIC) String topic) {
			this.last = topic;
		}

		void headers(@Headers MessageHeaders headers) {
			this.last = headers;
		}

		void variable(@DestinationVariable String room) {
			this.last = room;
		}

	}

	/**
	 * What the payload is converted to.
	 *
	 * @param celsius a temperature
	 */
	record Reading(double celsius) {

	}

}
