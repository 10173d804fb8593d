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

package io.resilientmqtt.reliability;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.ApplicationProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Applications that are killed at random moments, with the defaults of the client and of
 * the broker. {@code -Dkills} says how often, {@code -Dkills.seed} when.
 */
abstract class KilledProcess {

	private static final Duration LONG = Duration.ofSeconds(120);

	private static final int KILLS = Integer.getInteger("kills", 4);

	private final long seed = Long.getLong("kills.seed", System.nanoTime());

	private final Random random = new Random(this.seed);

	private final NettyMqttClientFactory factory = new NettyMqttClientFactory();

	@TempDir
	private Path directory;

	abstract String host();

	abstract int port();

	@AfterEach
	void close() {
		this.factory.close();
	}

	private ApplicationProcess application(String profile, String version, int first) {
		return ApplicationProcess.start(KilledApplication.class, "--spring.profiles.active=" + profile,
				"--mqtt.server=" + host(), "--mqtt.port=" + port(), "--mqtt.client-id=" + profile + version,
				"--mqtt.clean=false", "--mqtt.protocol-version=" + version, "--first=" + first,
				"--mqtt.store.directory=" + this.directory);
	}

	private MqttClient client(String clientId) {
		MqttClient client = this.factory
			.create(MqttClientOptions.builder().server(host(), port()).clientId(clientId).build());
		client.connect().join();
		return client;
	}

	private static List<Integer> numbers(ApplicationProcess application, String word) {
		return application.output()
			.lines()
			.filter((line) -> line.startsWith(word + " "))
			.map((line) -> Integer.valueOf(line.substring(word.length() + 1)))
			.toList();
	}

	private void pause(int most) throws InterruptedException {
		TimeUnit.MILLISECONDS.sleep(this.random.nextInt(most));
	}

	/**
	 * Kill a publisher.
	 * @param version the protocol version
	 * @param exactlyOnce whether the broker hands QoS 2 on exactly once
	 * @throws InterruptedException never
	 */
	void publisher(String version, boolean exactlyOnce) throws InterruptedException {
		System.out.println("kills.seed=" + this.seed);
		List<Integer> once = new CopyOnWriteArrayList<>();
		List<Integer> atLeastOnce = new CopyOnWriteArrayList<>();
		MqttClient observer = client("observer" + version);
		observer.onMessage("flow/1", (message) -> atLeastOnce.add(Integer.valueOf(message.payloadAsString())));
		observer.onMessage("flow/2", (message) -> once.add(Integer.valueOf(message.payloadAsString())));
		observer.subscribe(Subscription.of("flow/1", QoS.AT_LEAST_ONCE), Subscription.of("flow/2", QoS.EXACTLY_ONCE))
			.join();
		Set<Integer> safe = new HashSet<>();
		int first = 1;
		for (int kill = 0; kill < KILLS; kill++) {
			try (ApplicationProcess application = application("publisher", version, first)) {
				application.awaitOutput("SAFE");
				pause(1000);
				application.kill();
				safe.addAll(numbers(application, "SAFE"));
				first += 100_000;
			}
		}
		try (ApplicationProcess last = application("publisher", version, first)) {
			await().atMost(LONG).untilAsserted(() -> assertThat(all(once, atLeastOnce)).containsAll(safe));
			assertThat(numbers(last, "FAILED")).isEmpty();
		}
		System.out.printf(
				"%d kills of a publisher, MQTT %s: %d safe, 0 lost, QoS 2 %d of which %d twice, QoS 1 twice %d%n",
				KILLS, version, safe.size(), once.size(), once.size() - new HashSet<>(once).size(),
				atLeastOnce.size() - new HashSet<>(atLeastOnce).size());
		assertThat(new ArrayList<>(new LinkedHashSet<>(atLeastOnce))).isSorted();
		if (exactlyOnce) {
			assertThat(once).doesNotHaveDuplicates().isSorted();
		}
	}

	private static Set<Integer> all(List<Integer> some, List<Integer> others) {
		Set<Integer> all = new HashSet<>(some);
		all.addAll(others);
		return all;
	}

	/**
	 * Kill a subscriber.
	 * @param version the protocol version
	 * @param mostAgain how many messages may be handled again for each kill
	 * @throws InterruptedException never
	 */
	void subscriber(String version, int mostAgain) throws InterruptedException {
		System.out.println("kills.seed=" + this.seed);
		MqttClient publisher = client("source" + version);
		List<Integer> handled = new ArrayList<>();
		int sent = 0;
		for (int kill = 0; kill <= KILLS; kill++) {
			try (ApplicationProcess application = application("subscriber", version, 0)) {
				application.awaitOutput("is connected");
				int end = sent + 200 + this.random.nextInt(300);
				while (sent < end) {
					publisher.publish("in", String.valueOf(sent++).getBytes(), QoS.EXACTLY_ONCE, false);
					TimeUnit.MILLISECONDS.sleep(2);
				}
				if (kill == KILLS) {
					int all = sent;
					await().atMost(LONG).until(() -> {
						Set<Integer> known = new HashSet<>(handled);
						known.addAll(numbers(application, "HANDLED"));
						return known.size() == all;
					});
				}
				else {
					application.kill();
				}
				handled.addAll(numbers(application, "HANDLED"));
			}
		}
		int again = handled.size() - new HashSet<>(handled).size();
		System.out.printf("%d kills of a subscriber, MQTT %s: %d sent, 0 lost, %d handled again%n", KILLS, version,
				sent, again);
		assertThat(again).isLessThanOrEqualTo(KILLS * mostAgain);
	}

}
