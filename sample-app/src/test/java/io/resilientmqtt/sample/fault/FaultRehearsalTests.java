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

package io.resilientmqtt.sample.fault;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.event.MqttDownEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the client does about each fault that can be rehearsed over HTTP.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "mqtt.embedded.port=0", "sample.network.port=0", "sample.interval=200ms" })
class FaultRehearsalTests {

	@Nested
	@TestPropertySource(properties = "mqtt.protocol-version=3.1.1")
	class Mqtt311 extends Rehearsals {

	}

	@Nested
	@TestPropertySource(properties = "mqtt.protocol-version=5")
	class Mqtt5 extends Rehearsals {

	}

	@Import(Downs.class)
	abstract static class Rehearsals {

		private static final Duration LONG = Duration.ofSeconds(60);

		private final HttpClient http = HttpClient.newHttpClient();

		@LocalServerPort
		private int port;

		@Autowired
		private MqttClient client;

		@Autowired
		private Downs downs;

		private HttpResponse<String> post(String path, String... headers) throws Exception {
			HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
				.POST(HttpRequest.BodyPublishers.noBody());
			if (headers.length > 0) {
				request.headers(headers);
			}
			return this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
		}

		private void rehearse(String action) throws Exception {
			assertThat(post("/broker/" + action).statusCode()).isEqualTo(200);
		}

		private void awaitDown(ConnectionCause.Type cause) {
			await().atMost(LONG)
				.untilAsserted(() -> assertThat(this.downs.causes).extracting(ConnectionCause::type).contains(cause));
		}

		private void awaitState(SubscriptionStatus.State state) {
			await().atMost(LONG)
				.untilAsserted(() -> assertThat(this.client.subscriptions()).isNotEmpty()
					.allSatisfy((subscription) -> assertThat(subscription.state()).isEqualTo(state)));
		}

		@BeforeEach
		void connected() {
			await().atMost(LONG).until(this.client::isConnected);
			this.downs.causes.clear();
		}

		@AfterEach
		void heal() throws Exception {
			rehearse("start");
			rehearse("heal");
			await().atMost(LONG).until(this.client::isConnected);
		}

		@Test
		void aStoppedBrokerRefusesConnections() throws Exception {
			rehearse("stop");
			awaitDown(ConnectionCause.Type.NETWORK);
			await().atMost(LONG)
				.untilAsserted(
						() -> assertThat(String.valueOf(this.client.status().cause())).contains("Connection refused"));
		}

		@Test
		void aFrozenBrokerIsFoundDead() throws Exception {
			rehearse("freeze");
			awaitDown(ConnectionCause.Type.TIMEOUT);
		}

		@Test
		void aCutConnectionComesBack() throws Exception {
			rehearse("cut");
			awaitDown(ConnectionCause.Type.NETWORK);
			await().atMost(LONG).until(this.client::isConnected);
		}

		@Test
		void aSlowNetworkIsBorne() throws Exception {
			rehearse("slow");
			long published = this.client.statistics().published();
			await().atMost(LONG).until(() -> this.client.statistics().published() > published + 3);
			assertThat(this.downs.causes).isEmpty();
		}

		@Test
		void refusedSubscriptionsAreGrantedOnceTheyMayBe() throws Exception {
			rehearse("refuse");
			awaitState(SubscriptionStatus.State.REFUSED);
			assertThat(this.client.isConnected()).isTrue();
			rehearse("heal");
			awaitState(SubscriptionStatus.State.GRANTED);
		}

		@Test
		void aSessionThatIsTakenOverIsTakenBack() throws Exception {
			long connects = this.client.statistics().connects();
			rehearse("take-over");
			await().atMost(LONG).until(() -> !this.downs.causes.isEmpty());
			await().atMost(LONG).until(() -> this.client.statistics().connects() > connects);
		}

		@ParameterizedTest
		@ValueSource(strings = { "burn", "STOP" })
		void otherActionsAreNotFound(String action) throws Exception {
			HttpResponse<String> answer = post("/broker/" + action);
			assertThat(answer.statusCode()).isEqualTo(404);
			assertThat(answer.body()).contains("'" + action + "'", "take-over");
		}

		@ParameterizedTest
		@ValueSource(strings = { "https://example.org", "null", "http://localhost", "http://localhost:1" })
		void otherSitesAreRefused(String origin) throws Exception {
			assertThat(post("/broker/stop", "Origin", origin).statusCode()).isEqualTo(403);
			assertThat(post("/page/burst", "Origin", origin).statusCode()).isEqualTo(403);
			assertThat(this.client.isConnected()).isTrue();
		}

	}

	/**
	 * Why connections were lost.
	 */
	@TestConfiguration
	static class Downs {

		private final List<ConnectionCause> causes = new CopyOnWriteArrayList<>();

		@EventListener
		void onDown(MqttDownEvent event) {
			this.causes.add(event.getCause());
		}

	}

}
