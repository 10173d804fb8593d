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

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;

/**
 * The application of {@code coming-from-hivemq-client.adoc} as it is before. It is here
 * to be compiled, for no other class path has that client.
 */
class FlowOnHiveMq {

	void run() {
		Mqtt5AsyncClient client = Mqtt5Client.builder()
			.identifier("converter")
			.serverHost("broker.example.org")
			.automaticReconnectWithDefaultConfig()
			.buildAsync();
		client.toBlocking().connectWith().cleanStart(false).sessionExpiryInterval(3600).send();
		client.subscribeWith()
			.topicFilter("sensors/+/celsius")
			.qos(MqttQos.AT_LEAST_ONCE)
			.callback((celsius) -> client.publishWith()
				.topic("fahrenheit")
				.qos(MqttQos.AT_LEAST_ONCE)
				.payload(toFahrenheit(celsius.getPayloadAsBytes()))
				.send())
			.send();
	}

	private static byte[] toFahrenheit(byte[] celsius) {
		return String.valueOf(Double.parseDouble(new String(celsius)) * 9 / 5 + 32).getBytes();
	}

}
