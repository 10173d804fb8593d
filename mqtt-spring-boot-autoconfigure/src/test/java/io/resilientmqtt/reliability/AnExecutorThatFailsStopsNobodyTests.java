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

import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.Receiver.Overflow;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicFilter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever an executor of the application's does with what it is given, every receiver
 * and every listener goes on, and none of them comes to run on the event loop.
 */
class AnExecutorThatFailsStopsNobodyTests extends ScriptedBrokerFixture {

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<String> received = new CopyOnWriteArrayList<>();

	private final List<String> receivingThreads = new CopyOnWriteArrayList<>();

	@AfterEach
	void endThreads() {
		this.threads.shutdown();
	}

	static Stream<Arguments> failures() {
		return Stream.of(ProtocolVersion.values())
			.flatMap((version) -> Stream
				.<Supplier<Throwable>>of(() -> new OutOfMemoryError("unable to create native thread"),
						() -> new RejectedExecutionException("no"), () -> new IllegalStateException("no"),
						StackOverflowError::new, () -> new NoClassDefFoundError("no"))
				.map((failure) -> Arguments.of(version, failure)));
	}

	/**
	 * An executor that fails at every second call.
	 * @param failure what it throws
	 * @param takesAll whether it runs the task nevertheless
	 * @return the executor
	 */
	private Executor failing(Supplier<Throwable> failure, boolean takesAll) {
		AtomicInteger calls = new AtomicInteger();
		return (task) -> {
			boolean fails = calls.getAndIncrement() % 2 == 0;
			if (!fails || takesAll) {
				this.threads.execute(task);
			}
			if (fails) {
				sneakyThrow(failure.get());
			}
		};
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> void sneakyThrow(Throwable failure) throws T {
		throw (T) failure;
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await(60, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private Receiver receiver(@Nullable Executor executor) {
		return new Receiver("test", Set.of(TopicFilter.of("topic")), (message, acknowledgement) -> {
			this.received.add(message.payloadAsString());
			this.receivingThreads.add(Thread.currentThread().getName());
			acknowledgement.acknowledge();
		}, 10, Overflow.BACKPRESSURE, executor);
	}

	private MqttClient receiving(ProtocolVersion version, Executor executor) {
		return receiving(version, executor, (options) -> {
		});
	}

	private MqttClient receiving(ProtocolVersion version, @Nullable Executor executor,
			Consumer<MqttClientOptionsBuilder> options) {
		MqttClient client = connect(version, options);
		client.addReceiver(receiver(executor));
		get(client.subscribe(Subscription.of("topic", QoS.AT_LEAST_ONCE)));
		return client;
	}

	private void receiveOneByOne(int count) {
		for (int i = 0; i < count; i++) {
			this.broker.publish("topic", String.valueOf(i), 1);
			int expected = i + 1;
			eventually(() -> assertThat(this.received).hasSize(expected));
		}
		assertThat(this.received)
			.containsExactlyElementsOf(IntStream.range(0, count).mapToObj(String::valueOf).toList());
	}

	@ParameterizedTest
	@MethodSource("failures")
	void aReceiverGoesOn(ProtocolVersion version, Supplier<Throwable> failure) {
		receiving(version, failing(failure, false));
		receiveOneByOne(3);
	}

	@ParameterizedTest
	@MethodSource("failures")
	void aReceiverIsRunByOneThreadIfTheExecutorHasTakenWhatItSeemedNotTo(ProtocolVersion version,
			Supplier<Throwable> failure) {
		receiving(version, failing(failure, true));
		receiveOneByOne(4);
		IntStream.range(4, 500).forEach((i) -> this.broker.publish("topic", String.valueOf(i), 1));
		eventually(() -> assertThat(this.received).hasSize(500));
		assertThat(this.received).containsExactlyElementsOf(IntStream.range(0, 500).mapToObj(String::valueOf).toList());
	}

	@ParameterizedTest
	@MethodSource("failures")
	void connectionListenersGoOn(ProtocolVersion version, Supplier<Throwable> failure) {
		connect(version, (options) -> options.executor(failing(failure, false)));
		eventually(() -> assertThat(eventNames()).containsExactly("Up"));
		this.broker.closeConnections();
		eventually(() -> assertThat(eventNames()).containsExactly("Up", "Down", "Up"));
		this.broker.closeConnections();
		eventually(() -> assertThat(eventNames()).containsExactly("Up", "Down", "Up", "Down", "Up"));
	}

	@ParameterizedTest
	@EnumSource
	void aConnectionListenerMayThrowAnything(ProtocolVersion version) {
		MqttClient client = client(version, (options) -> {
		});
		List<String> told = new CopyOnWriteArrayList<>();
		client.onConnectionEvent((event) -> {
			told.add(event.getClass().getSimpleName());
			throw new AssertionError("listener");
		});
		get(client.connect());
		this.broker.closeConnections();
		eventually(() -> assertThat(told).containsExactly("Up", "Down", "Up"));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void aPublicationListenerThatFailsDoesNotEndTheLink(ProtocolVersion version, Supplier<Throwable> failure) {
		MqttClient client = connect(version, (options) -> {
		});
		AtomicInteger told = new AtomicInteger();
		client.onPublication((qos, reason, nanos) -> sneakyThrow(failure.get()));
		client.onPublication((qos, reason, nanos) -> told.incrementAndGet());
		for (QoS qos : QoS.values()) {
			get(publish(client, "x", qos));
		}
		eventually(() -> assertThat(told).hasValue(3));
		assertThat(this.events).hasSize(1);
		assertThat(this.broker.connections()).isOne();
	}

	static Stream<RejectedExecutionHandler> discards() {
		return Stream.of(new ThreadPoolExecutor.DiscardPolicy(), new ThreadPoolExecutor.DiscardOldestPolicy());
	}

	@ParameterizedTest
	@MethodSource("discards")
	void nobodyIsForgottenWhoseTurnWasDiscarded(RejectedExecutionHandler policy) {
		ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1),
				policy);
		AtomicInteger asked = new AtomicInteger();
		CountDownLatch held = new CountDownLatch(1);
		try {
			MqttClient client = receiving(ProtocolVersion.MQTT_5, null, (options) -> options.executor((task) -> {
				asked.incrementAndGet();
				pool.execute(task);
			}));
			receiveOneByOne(2);
			pool.execute(() -> awaitUninterruptibly(held));
			eventually(() -> assertThat(pool.getQueue()).isEmpty());
			pool.execute(() -> {
			});
			int before = asked.get();
			this.broker.publish("topic", "2", 1);
			eventually(() -> assertThat(asked).hasValue(before + 1));
			this.broker.closeConnections();
			eventually(() -> assertThat(asked).hasValue(before + 2));
			get(client.publish("other", new byte[0], QoS.AT_LEAST_ONCE, false).thenApply((result) -> "a stage"));
			held.countDown();
			eventually(() -> assertThat(this.received).containsExactly("0", "1", "2"));
			eventually(() -> assertThat(eventNames()).containsExactly("Up", "Down", "Up"));
		}
		finally {
			held.countDown();
			pool.shutdown();
		}
	}

	@ParameterizedTest
	@EnumSource
	void anExecutorThatRunsInTheCallersThreadBringsNoReceiverToTheEventLoop(ProtocolVersion version) {
		receiving(version, Runnable::run);
		receiveOneByOne(3);
		assertThat(this.receivingThreads).allMatch((name) -> name.contains("worker"));
	}

	@ParameterizedTest
	@EnumSource
	void aCallerRunsPolicyBringsNoReceiverToTheEventLoop(ProtocolVersion version) {
		ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new SynchronousQueue<>(),
				new ThreadPoolExecutor.CallerRunsPolicy());
		CountDownLatch held = new CountDownLatch(1);
		pool.execute(() -> awaitUninterruptibly(held));
		try {
			receiving(version, pool);
			receiveOneByOne(3);
			assertThat(this.receivingThreads).allMatch((name) -> name.contains("worker"));
		}
		finally {
			held.countDown();
			pool.shutdown();
		}
	}

	@Test
	void anExecutorThatRunsInTheCallersThreadBringsNoListenerToTheEventLoop() {
		List<String> names = new CopyOnWriteArrayList<>();
		MqttClient client = client(ProtocolVersion.MQTT_5, (options) -> options.executor(Runnable::run));
		client.onConnectionEvent((event) -> names.add(Thread.currentThread().getName()));
		client.onMessage("topic", (message) -> this.receivingThreads.add(Thread.currentThread().getName()));
		get(client.connect());
		get(client.subscribe(Subscription.of("topic", QoS.AT_LEAST_ONCE)));
		this.broker.publish("topic", "x", 1);
		eventually(() -> assertThat(this.receivingThreads).hasSize(1));
		this.broker.closeConnections();
		eventually(() -> assertThat(names).hasSize(3));
		assertThat(names).noneMatch((name) -> name.contains("loop"));
		assertThat(this.receivingThreads).noneMatch((name) -> name.contains("loop"));
	}

}
