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

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the endpoint {@code mqtt} does over HTTP.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = { "mqtt.embedded.port=0",
		"sample.network.port=0", "mqtt.fail-fast=true", "management.endpoints.web.exposure.include=mqtt" })
class MqttEndpointOverHttpTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	private static final String LISTENER = "listeners['rangeDemo.onMessage']";

	private final HttpClient http = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	private HttpResponse<String> send(HttpRequest.Builder request, String path) throws Exception {
		return this.http.send(
				request.uri(URI.create("http://localhost:" + this.port + "/actuator/mqtt" + path)).build(),
				HttpResponse.BodyHandlers.ofString());
	}

	private int post(String path, String body) throws Exception {
		return send(HttpRequest.newBuilder()
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body)), path).statusCode();
	}

	private Object read(String path) throws Exception {
		HttpResponse<String> response = send(HttpRequest.newBuilder(), "");
		assertThat(response.statusCode()).isEqualTo(200);
		return JsonPath.read(response.body(), path);
	}

	private void listener(String action) throws Exception {
		assertThat(post("/listeners/rangeDemo.onMessage", "{\"action\":\"" + action + "\"}")).isEqualTo(204);
	}

	@Test
	void aListenerIsPausedAndResumed() throws Exception {
		listener("pause");
		assertThat(read(LISTENER + ".paused")).isEqualTo(true);
		listener("resume");
		assertThat(read(LISTENER + ".paused")).isEqualTo(false);
	}

	@Test
	void aListenerIsStoppedAndStarted() throws Exception {
		listener("stop");
		await().atMost(LONG).untilAsserted(() -> assertThat(read(LISTENER + ".running")).isEqualTo(false));
		listener("start");
		await().atMost(LONG).untilAsserted(() -> assertThat(read(LISTENER + ".running")).isEqualTo(true));
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(read("clients.mqttClient.subscriptions[0].state")).isEqualTo("GRANTED"));
	}

	@Test
	void aClientReconnects() throws Exception {
		await().atMost(LONG).untilAsserted(() -> assertThat(connects()).isPositive());
		int connects = connects();
		assertThat(post("/clients/mqttClient", "{\"action\":\"reconnect\"}")).isEqualTo(204);
		await().atMost(LONG).untilAsserted(() -> {
			assertThat(connects()).isEqualTo(connects + 1);
			assertThat(read("clients.mqttClient.state")).isEqualTo("CONNECTED");
		});
	}

	private int connects() throws Exception {
		return (Integer) read("clients.mqttClient.counters.connects");
	}

	@ParameterizedTest
	@CsvSource({ "/listeners/none, pause", "/listeners/rangeDemo.onMessage, reconnect", "/clients/none, reconnect",
			"/clients/mqttClient, stop", "/clients/mqttClient, burn", "/brokers/mqttClient, reconnect" })
	void whatCanNotBeDoneIsABadRequest(String path, String action) throws Exception {
		assertThat(post(path, "{\"action\":\"" + action + "\"}")).isEqualTo(400);
	}

}
