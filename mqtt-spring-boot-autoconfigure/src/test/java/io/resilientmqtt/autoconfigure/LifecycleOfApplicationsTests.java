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

package io.resilientmqtt.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.resilientmqtt.autoconfigure.embedded.EmbeddedMqttBroker;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.ApplicationProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * When applications in a JVM of their own end, and what they say before they do. The
 * bounds are far above what it takes, which is printed.
 */
class LifecycleOfApplicationsTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	private final EmbeddedMqttBroker broker = EmbeddedMqttBroker.builder().build();

	private final NettyMqttClientFactory factory = new NettyMqttClientFactory();

	private final List<String> received = new CopyOnWriteArrayList<>();

	@BeforeEach
	void start() {
		this.broker.start();
	}

	@AfterEach
	void stop() {
		this.factory.close();
		this.broker.close();
	}

	private ApplicationProcess application(String profiles, String... arguments) {
		String[] all = new String[arguments.length + 5];
		all[0] = "--mqtt.server=127.0.0.1";
		all[1] = "--mqtt.port=" + this.broker.port();
		all[2] = "--mqtt.will.topic=status";
		all[3] = "--mqtt.will.payload=died";
		all[4] = "--spring.profiles.active=" + profiles;
		System.arraycopy(arguments, 0, all, 5, arguments.length);
		return ApplicationProcess.start(LifecycleApplication.class, all);
	}

	private MqttClient observer() {
		MqttClient client = this.factory
			.create(MqttClientOptions.builder().server("127.0.0.1", this.broker.port()).build());
		client.connect().join();
		client.onMessage("status", (message) -> this.received.add(message.payloadAsString()));
		client.subscribe(Subscription.of("status", QoS.AT_LEAST_ONCE)).join();
		return client;
	}

	private void send(MqttClient client, String payload) {
		client.publish("in", payload.getBytes(), QoS.AT_LEAST_ONCE, false).join();
	}

	private static void report(String what, double seconds) {
		System.out.printf("%s: %.1f s%n", what, seconds);
	}

	@ParameterizedTest
	@ValueSource(strings = { "listener", "receiver", "adapter" })
	void anApplicationThatReceivesStaysUntilItIsTerminated(String profile) {
		MqttClient client = observer();
		try (ApplicationProcess application = application(profile)) {
			application.awaitOutput("UP");
			application.awaitOutput("MAIN HAS RETURNED");
			assertThat(application.runsFor(Duration.ofSeconds(2))).isTrue();
			send(client, "1");
			application.awaitOutput("RECEIVED 1");
			assertThat(application.runsFor(Duration.ofSeconds(1))).isTrue();
			double seconds = application.terminate();
			report("Ended by SIGTERM with a " + profile, seconds);
			assertThat(seconds).isLessThan(20);
		}
		assertThat(this.received).isEmpty();
	}

	@Test
	void anApplicationThatReceivesEndsWhenItsContextIsClosed() {
		try (ApplicationProcess application = application("listener,receiver,close")) {
			application.awaitOutput("CLOSED");
			double seconds = application.awaitEnd();
			report("Ended after close()", seconds);
			assertThat(seconds).isLessThan(20);
		}
	}

	@Test
	void anApplicationThatReceivesNothingEndsAfterMain() {
		try (ApplicationProcess application = application("none")) {
			application.awaitOutput("MAIN HAS RETURNED");
			double seconds = application.awaitEnd();
			report("Ended after main()", seconds);
			assertThat(seconds).isLessThan(20);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "3.1.1", "5" })
	void whatIsPublishedWhileBeansAreDestroyedArrives(String version) {
		observer();
		try (ApplicationProcess application = application("listener,bye", "--mqtt.protocol-version=" + version)) {
			application.awaitOutput("UP");
			double seconds = application.terminate();
			report("Said good-bye within", seconds);
			assertThat(seconds).isLessThan(20);
			assertThat(application.output()).contains("BYE SENT");
		}
		await().atMost(LONG).untilAsserted(() -> assertThat(this.received).containsExactly("offline"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "3.1.1", "5" })
	void anApplicationSaysThatItIsThereAndThatItIsGone(String version) {
		observer();
		try (ApplicationProcess application = application("listener", "--mqtt.protocol-version=" + version,
				"--mqtt.birth.topic=status", "--mqtt.birth.payload=online", "--mqtt.birth.qos=1")) {
			application.awaitOutput("UP");
			await().atMost(LONG).untilAsserted(() -> assertThat(this.received).containsExactly("online"));
			double seconds = application.terminate();
			report("Gone within", seconds);
		}
		await().atMost(LONG).untilAsserted(() -> assertThat(this.received).containsExactly("online", "died"));
	}

	@Test
	void whatIsPublishedWhileBeansAreDestroyedFailsInTimeWithoutABroker() {
		try (ApplicationProcess application = application("listener,bye", "--mqtt.shutdown-timeout=2s")) {
			application.awaitOutput("UP");
			this.broker.stop();
			double seconds = application.terminate();
			report("Failed to say good-bye within", seconds);
			assertThat(seconds).isLessThan(20);
			assertThat(application.output()).contains("BYE FAILED");
		}
	}

	@ParameterizedTest
	@CsvSource({ "stuck,3.1.1", "stuck,5", "interruptible,5" })
	void aListenerThatIsStuckHoldsTheEndUpNoLongerThanTheTimeout(String profile, String version) {
		MqttClient client = observer();
		try (ApplicationProcess application = application(profile + ",work", "--mqtt.shutdown-timeout=2s",
				"--mqtt.protocol-version=" + version)) {
			application.awaitOutput("UP");
			application.awaitOutput("MAIN HAS RETURNED");
			send(client, "1");
			application.awaitOutput("STUCK");
			double seconds = application.terminate();
			report("Ended with a stuck listener and shutdown-timeout=2s", seconds);
			assertThat(seconds).isLessThan(20);
		}
		assertThat(this.received).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "true", "false" })
	void whoWaitsForAPublicationBeforeTheClientConnectsIsToldSoAtOnce(String clean) {
		try (ApplicationProcess application = application("listener,joins-early", "--mqtt.clean=" + clean,
				"--mqtt.client-id=test")) {
			double seconds = application.awaitEnd();
			report("Failed to start within", seconds);
			assertThat(application.output()).contains("connects when all beans are made");
		}
	}

	@Test
	void whoDoesNotWaitMayPublishBeforeTheClientConnects() {
		observer();
		try (ApplicationProcess application = application("listener,sends-early")) {
			application.awaitOutput("SENT EARLY");
		}
		await().atMost(LONG).untilAsserted(() -> assertThat(this.received).contains("early"));
	}

	@Test
	void aListenerMayCloseItsApplication() {
		MqttClient client = observer();
		try (ApplicationProcess application = application("closing,work")) {
			application.awaitOutput("UP");
			send(client, "1");
			application.awaitOutput("CLOSED BY LISTENER");
			double seconds = application.awaitEnd();
			System.out.println(application.output().lines().filter((line) -> line.contains("BY LISTENER")).toList());
			assertThat(seconds).isLessThan(20);
		}
		assertThat(this.received).isEmpty();
	}

}
