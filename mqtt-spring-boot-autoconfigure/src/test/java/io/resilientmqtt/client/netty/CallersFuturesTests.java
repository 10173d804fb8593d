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

package io.resilientmqtt.client.netty;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

import io.resilientmqtt.client.ConnectionState;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttClosedException;
import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Nothing user-written runs on the event loop, and no future is left open by
 * {@link MqttClient#close()}.
 */
class CallersFuturesTests {

	private final NettyMqttClientFactory factory = new NettyMqttClientFactory();

	private final MqttClient client = this.factory.create(MqttClientOptions.builder().build());

	@AfterEach
	void close() {
		this.factory.close();
	}

	private CompletableFuture<PublishResult> publish() {
		return this.client.publish("a/b", new byte[] { 1 }, QoS.AT_LEAST_ONCE, false);
	}

	@ParameterizedTest
	@MethodSource("stages")
	void stagesRunOnThreadsOfTheCallers(Function<CompletableFuture<?>, CompletableFuture<String>> stage)
			throws Exception {
		CompletableFuture<String> onPublish = stage.apply(publish());
		CompletableFuture<String> onSubscribe = stage
			.apply(this.client.subscribe(Subscription.of("a/#", QoS.AT_LEAST_ONCE)));
		this.client.close();
		assertThat(onPublish.get(30, TimeUnit.SECONDS)).contains("worker").doesNotContain("loop");
		assertThat(onSubscribe.get(30, TimeUnit.SECONDS)).contains("worker").doesNotContain("loop");
	}

	static Stream<Function<CompletableFuture<?>, CompletableFuture<String>>> stages() {
		return Stream.of((future) -> future.handle((result, failure) -> thread()),
				(future) -> future.thenApply((result) -> thread()).exceptionally((failure) -> thread()),
				(future) -> future.thenCompose((result) -> CompletableFuture.completedFuture(thread()))
					.exceptionallyCompose((failure) -> CompletableFuture.completedFuture(thread())),
				CallersFuturesTests::recordOnCompletion);
	}

	private static CompletableFuture<String> recordOnCompletion(CompletableFuture<?> future) {
		CompletableFuture<String> recorded = new CompletableFuture<>();
		future.whenComplete((result, failure) -> recorded.complete(thread()));
		return recorded;
	}

	private static String thread() {
		return Thread.currentThread().getName();
	}

	@Test
	void stagesOfACompleteFutureRunAtOnce() {
		this.client.close();
		List<String> threads = new ArrayList<>();
		publish().whenComplete((result, failure) -> threads.add(thread()));
		assertThat(threads).containsExactly(thread());
	}

	@Test
	void stagesRunAfterTheFactoryIsClosed() {
		CompletableFuture<String> thirdStage = publish().handle((result, failure) -> thread())
			.thenApply((name) -> thread())
			.thenApply((name) -> "ran");
		this.factory.close();
		assertThat(thirdStage).succeedsWithin(30, TimeUnit.SECONDS).isEqualTo("ran");
	}

	@Test
	void closeFailsWhatIsPending() {
		CompletableFuture<PublishResult> publish = publish();
		CompletableFuture<?> subscribe = this.client.subscribe(Subscription.of("a/#", QoS.AT_LEAST_ONCE));
		CompletableFuture<?> unsubscribe = this.client.unsubscribe("b/#");
		this.client.close();
		assertThat(this.client.state()).isEqualTo(ConnectionState.CLOSED);
		assertThatExceptionOfType(MqttPublishException.class).isThrownBy(() -> resultOf(publish))
			.matches((ex) -> ex.reason() == Reason.CLOSED);
		assertThatExceptionOfType(MqttClosedException.class).isThrownBy(() -> resultOf(subscribe));
		assertThatExceptionOfType(MqttClosedException.class).isThrownBy(() -> resultOf(unsubscribe));
	}

	@Test
	void aClosedClientFailsEveryCall() {
		this.client.close();
		assertThatExceptionOfType(MqttPublishException.class).isThrownBy(() -> resultOf(publish()))
			.matches((ex) -> ex.reason() == Reason.CLOSED);
		assertThatExceptionOfType(MqttClosedException.class).isThrownBy(() -> resultOf(this.client.connect()));
		assertThatExceptionOfType(MqttClosedException.class)
			.isThrownBy(() -> resultOf(this.client.subscribe(Subscription.of("a/#", QoS.AT_LEAST_ONCE))));
		assertThatExceptionOfType(MqttClosedException.class).isThrownBy(() -> resultOf(this.client.unsubscribe("a/#")));
		assertThat(this.client.brokerUp()).succeedsWithin(30, TimeUnit.SECONDS).isEqualTo(false);
		assertThat(this.client.disconnect()).succeedsWithin(30, TimeUnit.SECONDS);
	}

	private static <T> T resultOf(CompletableFuture<T> future) throws Throwable {
		try {
			return future.get(30, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			throw ex.getCause();
		}
	}

}
