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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.ProtocolVersion;
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
 * Whatever depends on a future of the client's, in whatever way, does not run on its
 * event loop, and may block.
 */
class StagesStayOffTheEventLoopTests extends ScriptedBrokerFixture {

	private static final Executor CALLER_RUNS = Runnable::run;

	/** Ways to depend on a future, each of which returns what its stage returns. */
	private static final Map<String, BiFunction<CompletableFuture<?>, Function<Object, String>, CompletableFuture<String>>> WAYS = Map
		.ofEntries(Map.entry("thenApply", (future, stage) -> future.thenApply(stage)),
				Map.entry("handle", (future, stage) -> future.handle((value, failure) -> stage.apply(value))),
				Map.entry("thenApplyAsync, caller runs", (future, stage) -> future.thenApplyAsync(stage, CALLER_RUNS)),
				Map.entry("whenCompleteAsync, caller runs",
						(future, stage) -> recorded((recorded) -> future.whenCompleteAsync(
								(value, failure) -> recorded.complete(stage.apply(value)), CALLER_RUNS))),
				Map.entry("allOf", (future, stage) -> CompletableFuture.allOf(future).thenApply(stage)),
				Map.entry("allOf two",
						(future, stage) -> CompletableFuture.allOf(CompletableFuture.completedFuture(1), future)
							.thenApply(stage)),
				Map.entry("anyOf",
						(future, stage) -> CompletableFuture.anyOf(new CompletableFuture<>(), future).thenApply(stage)),
				Map.entry("thenCompose of another",
						(future, stage) -> done().thenCompose((value) -> future).thenApply(stage)),
				Map.entry("exceptionallyCompose of another",
						(future, stage) -> CompletableFuture.<Object>failedFuture(new IllegalStateException())
							.exceptionallyCompose((failure) -> future.thenApply((value) -> value))
							.thenApply(stage)),
				Map.entry("thenCombine of another",
						(future, stage) -> done().thenCombine(future, (first, second) -> stage.apply(second))),
				Map.entry("thenCombine",
						(future, stage) -> future.thenCombine(done(), (first, second) -> stage.apply(first))),
				Map.entry("runAfterBoth of another",
						(future, stage) -> recorded(
								(recorded) -> done().runAfterBoth(future, () -> recorded.complete(stage.apply(null))))),
				Map.entry("runAfterEither of another",
						(future, stage) -> recorded((recorded) -> new CompletableFuture<>().runAfterEither(future,
								() -> recorded.complete(stage.apply(null))))),
				Map.entry("applyToEither of another",
						(future, stage) -> new CompletableFuture<>()
							.applyToEither(future.thenApply((value) -> value), stage)),
				Map.entry("copy", (future, stage) -> future.copy().thenApply(stage)),
				Map.entry("minimalCompletionStage",
						(future, stage) -> future.minimalCompletionStage().thenApply(stage).toCompletableFuture()),
				Map.entry("orTimeout", (future, stage) -> future.orTimeout(1, TimeUnit.MINUTES).thenApply(stage)));

	private static CompletableFuture<Object> done() {
		return CompletableFuture.completedFuture("done");
	}

	private static CompletableFuture<String> recorded(Function<CompletableFuture<String>, CompletableFuture<?>> stage) {
		CompletableFuture<String> recorded = new CompletableFuture<>();
		return stage.apply(recorded).thenCompose((value) -> recorded);
	}

	static Stream<Arguments> ways() {
		return Stream.of(ProtocolVersion.values())
			.flatMap((version) -> WAYS.keySet().stream().sorted().map((way) -> Arguments.of(version, way)));
	}

	private static String thread(Object value) {
		return Thread.currentThread().getName();
	}

	@ParameterizedTest
	@MethodSource("ways")
	void noStageOfAPublicationRunsOnIt(ProtocolVersion version, String way) {
		MqttClient client = client(version, (options) -> {
		});
		List<CompletableFuture<String>> stages = new ArrayList<>();
		for (QoS qos : QoS.values()) {
			stages.add(WAYS.get(way).apply(publish(client, "x", qos), StagesStayOffTheEventLoopTests::thread));
		}
		get(client.connect());
		stages.forEach((stage) -> assertThat(get(stage)).doesNotContain("loop"));
	}

	@ParameterizedTest
	@MethodSource("ways")
	void noStageOfAPublicationThatFailsRunsOnIt(ProtocolVersion version, String way) {
		MqttClient client = client(version, (options) -> {
		});
		CompletableFuture<?> failed = publish(client, "x", QoS.AT_LEAST_ONCE);
		CompletableFuture<String> stage = WAYS.get(way)
			.apply(failed, StagesStayOffTheEventLoopTests::thread)
			.handle((value, failure) -> thread(null));
		client.close();
		assertThat(get(stage)).doesNotContain("loop");
	}

	@ParameterizedTest
	@MethodSource("ways")
	void noStageOfAnyOtherCallRunsOnIt(ProtocolVersion version, String way) {
		MqttClient client = client(version, (options) -> {
		});
		Registration registration = client.addReceiver(Receiver.of("r", List.of("r"), (message, ack) -> {
		}));
		List<CompletableFuture<?>> calls = new ArrayList<>();
		List<CompletableFuture<String>> stages = new ArrayList<>();
		calls.add(client.subscribe(Subscription.of("a", QoS.AT_LEAST_ONCE)));
		calls.add(client.unsubscribe("b"));
		calls.add(client.connect());
		calls.forEach((call) -> stages.add(WAYS.get(way).apply(call, StagesStayOffTheEventLoopTests::thread)));
		stages.forEach((stage) -> assertThat(get(stage)).doesNotContain("loop"));
		for (Supplier<CompletableFuture<?>> call : List.<Supplier<CompletableFuture<?>>>of(client::brokerUp,
				client::reconnect, registration::finish, client::disconnect)) {
			assertThat(get(WAYS.get(way).apply(call.get(), StagesStayOffTheEventLoopTests::thread)))
				.doesNotContain("loop");
		}
	}

	@ParameterizedTest
	@EnumSource
	void aStageBehindTheFutureOfAnotherMayWaitForAPublication(ProtocolVersion version) {
		MqttClient client = connect(version, (options) -> {
		});
		CompletableFuture<String> plain = new CompletableFuture<>();
		CompletableFuture<Object> last = plain.thenCompose((value) -> publish(client, "1", QoS.AT_LEAST_ONCE))
			.thenApply((result) -> get(publish(client, "2", QoS.AT_LEAST_ONCE)));
		plain.complete("begin");
		assertThat(get(last)).isNotNull();
		CompletableFuture<Object> both = done().thenCombine(publish(client, "3", QoS.AT_LEAST_ONCE),
				(first, second) -> get(publish(client, "4", QoS.EXACTLY_ONCE)));
		assertThat(get(both)).isNotNull();
		CompletableFuture<Object> all = CompletableFuture
			.allOf(publish(client, "5", QoS.AT_MOST_ONCE), client.subscribe(Subscription.of("a", QoS.AT_MOST_ONCE)))
			.thenApply((none) -> get(publish(client, "6", QoS.EXACTLY_ONCE)));
		assertThat(get(all)).isNotNull();
	}

	@ParameterizedTest
	@EnumSource
	void noStageRunsOnItThatIsAddedWhileThePublicationEnds(QoS qos) {
		MqttClient client = connect(ProtocolVersion.MQTT_5, (options) -> {
		});
		Queue<String> threads = new ConcurrentLinkedQueue<>();
		List<CompletableFuture<?>> stages = new ArrayList<>();
		for (int i = 0; i < 5_000; i++) {
			CompletableFuture<?> publication = publish(client, "x", qos);
			for (int spins = i % 500; spins > 0; spins--) {
				Thread.onSpinWait(); // so that the one meets the other now and then
			}
			stages.add(CompletableFuture.allOf(publication).thenRun(() -> threads.add(thread(null))));
			stages.add(publication.thenRunAsync(() -> threads.add(thread(null)), CALLER_RUNS));
			stages.add(done().thenCombine(publication, (first, second) -> threads.add(thread(null))));
		}
		stages.forEach(ScriptedBrokerFixture::get);
		assertThat(threads).hasSize(15_000).noneMatch((name) -> name.contains("loop"));
	}

	@Test
	void whoWaitsIsNotHeldUpByAStageThatBlocks() throws Exception {
		MqttClient client = client(ProtocolVersion.MQTT_5, (options) -> {
		});
		CountDownLatch released = new CountDownLatch(1);
		CompletableFuture<?> publication = publish(client, "x", QoS.AT_LEAST_ONCE);
		CompletableFuture<Boolean> blocked = publication.thenApply((result) -> await(released));
		CompletableFuture<?> waiting = CompletableFuture.supplyAsync(publication::join);
		CompletableFuture<Boolean> blockedToo = publication.thenApply((result) -> await(released));
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> publication.get(1, TimeUnit.MILLISECONDS));
		get(client.connect());
		assertThat(publication.get(60, TimeUnit.SECONDS)).isNotNull();
		assertThat(get(waiting)).isNotNull();
		assertThat(blocked).isNotDone();
		released.countDown();
		assertThat(get(blocked)).isTrue();
		assertThat(get(blockedToo)).isTrue();
	}

	private static boolean await(CountDownLatch latch) {
		try {
			return latch.await(60, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
