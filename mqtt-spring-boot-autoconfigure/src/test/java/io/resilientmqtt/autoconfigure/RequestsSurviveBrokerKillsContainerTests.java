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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.messaging.MqttReplyTimeoutException;
import io.resilientmqtt.messaging.MqttTemplate;
import io.resilientmqtt.testsupport.MosquittoContainer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A broker that is killed between a request and its reply costs neither, as long as it
 * keeps the session.
 * <p>
 * On a mosquitto without limits: one that holds back what it has acknowledged, while 20
 * messages are in flight, has it only on disk when it is killed, if at all. How the
 * client fares with one in default configuration: MosquittoGuaranteesContainerTests.
 */
@Testcontainers(disabledWithoutDocker = true)
@Tag("container")
class RequestsSurviveBrokerKillsContainerTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	private static final int REQUESTS = 200;

	@Container
	private final MosquittoContainer broker = new MosquittoContainer().withoutLimits().withPersistence();

	private ApplicationContextRunner runner(String clientId, String... properties) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class,
					TaskExecutionAutoConfiguration.class))
			.withPropertyValues("mqtt.server=" + this.broker.getHost(), "mqtt.port=" + this.broker.port(),
					"mqtt.protocol-version=5", "mqtt.client-id=" + clientId, "mqtt.template.reply-timeout=60s")
			.withPropertyValues(properties);
	}

	private static void awaitConnected(ApplicationContext context) {
		await().atMost(LONG).until(context.getBean(MqttClient.class)::isConnected);
	}

	@Test
	void allRequestsInFlightAreAnswered() {
		String[] persistent = { "mqtt.clean=false", "mqtt.clean-init=false", "mqtt.v5.session-expiry-interval=1h" };
		runner("answering", persistent).withUserConfiguration(Answering.class).run((answering) -> {
			awaitConnected(answering);
			Answering application = answering.getBean(Answering.class);
			runner("asking", persistent).run((asking) -> {
				awaitConnected(asking);
				MqttTemplate template = asking.getBean(MqttTemplate.class);
				List<CompletableFuture<String>> replies = new ArrayList<>();
				for (int number = 0; number < REQUESTS; number++) {
					replies.add(template.sendAndReceive("held", String.valueOf(number), String.class));
				}
				await().atMost(LONG).until(() -> application.held.size() == REQUESTS);
				this.broker.kill();
				await().atMost(LONG).until(() -> !asking.getBean(MqttClient.class).isConnected());
				List.copyOf(application.held).forEach((held) -> held.complete("answer"));
				replies.add(template.sendAndReceive("held", String.valueOf(REQUESTS), String.class));
				this.broker.startAgain();
				for (int number = 0; number < REQUESTS; number++) {
					assertThat(replies.get(number).get(60, TimeUnit.SECONDS)).isEqualTo(number + " answer");
				}
				assertThat(replies.get(REQUESTS)).isNotDone();
				CompletableFuture<String> last = replies.get(REQUESTS);
				await().atMost(LONG).until(() -> {
					application.held.forEach((held) -> held.complete("answer"));
					return last.isDone();
				});
				assertThat(last).isCompletedWithValue(REQUESTS + " answer");
				assertThat(template.pendingRequests()).isZero();
			});
		});
	}

	@Test
	void aLostSessionIsTheReasonOfTheTimeout() {
		runner("answering").withUserConfiguration(Answering.class).run((answering) -> {
			awaitConnected(answering);
			runner("asking").run((asking) -> {
				awaitConnected(asking);
				MqttTemplate template = asking.getBean(MqttTemplate.class);
				CompletableFuture<String> reply = template.sendAndReceive("held", "x", String.class,
						Duration.ofSeconds(20));
				await().atMost(LONG).until(() -> !answering.getBean(Answering.class).held.isEmpty());
				this.broker.kill();
				this.broker.startAgain();
				assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> reply.get(60, TimeUnit.SECONDS))
					.withCauseInstanceOf(MqttReplyTimeoutException.class)
					.withMessageContaining("has not kept the session");
				// The reply subscription is renewed all the same
				CompletableFuture<String> next = template.sendAndReceive("held", "y", String.class);
				await().atMost(LONG).until(() -> {
					answering.getBean(Answering.class).held.forEach((held) -> held.complete("answer"));
					return next.isDone();
				});
				assertThat(next).isCompletedWithValue("y answer");
			});
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Answering {

		final BlockingQueue<CompletableFuture<String>> held = new LinkedBlockingQueue<>();

		@MqttListener(topics = "held")
		CompletableFuture<String> held(String text) {
			CompletableFuture<String> answer = new CompletableFuture<>();
			this.held.add(answer);
			return answer.thenApply((value) -> text + " " + value);
		}

	}

}
