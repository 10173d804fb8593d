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

package io.resilientmqtt.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.resilientmqtt.autoconfigure.MqttConnectionDetails;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "mqtt.embedded.port=0", "sample.network.port=0", "sample.interval=200ms" })
@ExtendWith(OutputCaptureExtension.class)
class SampleApplicationTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	private final HttpClient http = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@Autowired
	private MqttConnectionDetails broker;

	private String send(HttpRequest.Builder request, String path) throws IOException, InterruptedException {
		return this.http
			.send(request.uri(URI.create("http://localhost:" + this.port + path)).build(),
					HttpResponse.BodyHandlers.ofString())
			.body();
	}

	private void awaitHealth(String... parts) {
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(send(HttpRequest.newBuilder(), "/actuator/health/mqtt")).contains(parts));
	}

	private void broker(String command) throws IOException, InterruptedException {
		send(HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.noBody()), "/broker/" + command);
	}

	@Test
	void countsOnThroughAnOutageOfTheBroker(CapturedOutput output) throws Exception {
		List<String> results = new CopyOnWriteArrayList<>();
		try (NettyMqttClientFactory factory = new NettyMqttClientFactory()) {
			MqttClient other = factory
				.create(MqttClientOptions.builder().servers(this.broker.getServers()).failFast(false).build());
			other.onMessage("result", (message) -> results.add(message.payloadAsString()));
			other.subscribe(Subscription.of("result", QoS.AT_LEAST_ONCE));
			other.connect();
			awaitHealth("\"status\":\"UP\"", "range-demo");
			await().atMost(LONG).until(() -> !results.isEmpty());
			broker("stop");
			awaitHealth("\"status\":\"DOWN\"", "\"cause\"");
			broker("start");
			awaitHealth("\"status\":\"UP\"");
			await().atMost(LONG).until(() -> results.stream().anyMatch((result) -> result.contains("outages: 1 ")));
			await().atMost(LONG).until(other::isConnected);
			other.publish("foo_topic", "hello".getBytes(), QoS.AT_LEAST_ONCE, false).join();
			await().atMost(LONG)
				.untilAsserted(() -> assertThat(output).contains("Link UP", "Link DOWN", "message: 'hello'"));
		}
	}

}
