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

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClosedException;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.Registration;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Every future that a client hands out is completed, and a publication whose future its
 * caller completes gives its room back at once.
 */
class EveryFutureEndsTests extends ScriptedBrokerFixture {

	private static final Map<String, Function<MqttClient, CompletableFuture<?>>> CALLS = Map.of("connect",
			MqttClient::connect, "subscribe", (client) -> client.subscribe(Subscription.of("a", QoS.AT_LEAST_ONCE)),
			"unsubscribe", (client) -> client.unsubscribe("a"), "publish",
			(client) -> publish(client, "x", QoS.AT_LEAST_ONCE), "brokerUp", MqttClient::brokerUp, "wanOk",
			MqttClient::wanOk, "reconnect", MqttClient::reconnect, "disconnect", (client) -> client.disconnect(),
			"finish", (client) -> client.onMessage("a", (message) -> {
			}).finish());

	static Stream<Arguments> calls() {
		return Stream.of(ProtocolVersion.values())
			.flatMap((version) -> CALLS.keySet().stream().sorted().map((call) -> Arguments.of(version, call)));
	}

	private static void assertEnds(CompletableFuture<?> future) {
		CompletableFuture<Boolean> ended = future.handle((value, failure) -> true);
		assertThat(get(ended)).isTrue();
	}

	@ParameterizedTest
	@MethodSource("calls")
	void afterTheFactoryIsClosed(ProtocolVersion version, String call) {
		MqttClient client = connect(version, (options) -> {
		});
		this.factory.close();
		assertEnds(CALLS.get(call).apply(client));
	}

	@ParameterizedTest
	@MethodSource("calls")
	void whenTheClientIsClosedMeanwhile(ProtocolVersion version, String call) {
		this.broker.freeze();
		MqttClient client = client(version, (options) -> {
		});
		CompletableFuture<?> future = CALLS.get(call).apply(client);
		client.close();
		assertEnds(future);
		assertEnds(CALLS.get(call).apply(client));
	}

	@ParameterizedTest
	@MethodSource("calls")
	void whenTheFactoryIsClosedMeanwhile(ProtocolVersion version, String call) {
		MqttClient client = connect(version, (options) -> {
		});
		this.broker.freeze();
		CompletableFuture<?> future = CALLS.get(call).apply(client);
		this.factory.close();
		assertEnds(future);
	}

	@ParameterizedTest
	@EnumSource
	void finishEndsWhenTheFactoryIsClosed(ProtocolVersion version) {
		MqttClient client = connect(version, (options) -> {
		});
		Registration before = client.onMessage("a", (message) -> {
		});
		Registration paused = client.onMessage("b", (message) -> {
		});
		Registration withoutThread = client
			.addReceiver(new Receiver("c", Receiver.of("c", List.of("c"), (message, ack) -> {
			}).filters(), (message, ack) -> {
			}, 10, Receiver.Overflow.BACKPRESSURE, (task) -> {
				throw new RejectedExecutionException("ended");
			}));
		paused.pause();
		CompletableFuture<Void> ofPaused = paused.finish();
		CompletableFuture<Void> ofWithoutThread = withoutThread.finish();
		this.factory.close();
		assertEnds(ofPaused);
		assertEnds(ofWithoutThread);
		assertEnds(before.finish());
	}

	@Test
	void whoTakesFromTheQueueIsLetGo() {
		MqttClient client = connect(ProtocolVersion.MQTT_5,
				(options) -> options.runtime((runtime) -> runtime.queueLength(1)));
		CompletableFuture<Object> taken = CompletableFuture.supplyAsync(() -> {
			try {
				return client.queue().take();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		this.factory.close();
		assertThatExceptionOfType(MqttClosedException.class).isThrownBy(() -> get(taken));
	}

	static Stream<Consumer<CompletableFuture<PublishResult>>> ends() {
		return Stream.of((future) -> future.cancel(false), (future) -> future.complete(PublishResult.SUCCESS),
				(future) -> future.completeExceptionally(new IllegalStateException("given up")),
				(future) -> future.obtrudeValue(PublishResult.SUCCESS),
				(future) -> future.obtrudeException(new IllegalStateException("given up")),
				(future) -> future.completeAsync(() -> PublishResult.SUCCESS), (future) -> future.completeAsync(() -> {
					throw new IllegalStateException("given up");
				}, Runnable::run), (future) -> future.orTimeout(1, TimeUnit.MILLISECONDS),
				(future) -> future.completeOnTimeout(PublishResult.SUCCESS, 1, TimeUnit.MILLISECONDS));
	}

	@ParameterizedTest
	@MethodSource("ends")
	void aPublicationThatItsCallerEndsGivesItsRoomBackAndIsNotSent(Consumer<CompletableFuture<PublishResult>> end) {
		for (QoS qos : QoS.values()) {
			MqttClient client = client(ProtocolVersion.MQTT_5,
					(options) -> options.clientId("client-" + qos.value())
						.publish(new PublishOptions(1, 1_000_000, PublishOptions.Overflow.FAIL, Duration.ofSeconds(1),
								null, 10)));
			CompletableFuture<PublishResult> givenUp = publish(client, "given up", qos);
			CompletableFuture<?> waiting = CompletableFuture
				.supplyAsync(() -> givenUp.handle((value, failure) -> true).join());
			end.accept(givenUp);
			assertEnds(givenUp);
			assertEnds(waiting);
			eventually(() -> assertThat(client.statistics().buffer().pending()).isZero());
			CompletableFuture<PublishResult> next = publish(client, "next", qos);
			get(client.connect());
			assertThat(get(next).reasonCode().isError()).isFalse();
			client.close();
		}
		assertThat(payloads()).containsOnly("next").hasSize(3);
	}

}
