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

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocatorMetric;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * After 500 reconnects under traffic there are as many threads, sockets and buffers as
 * before, and as much memory is in use, on the heap and off it.
 */
class ThreadsAndMemoryComeBackTests extends ScriptedBrokerFixture {

	private static final int RECONNECTS = 500;

	/** Far less than a link and what belongs to it take, so many times. */
	private static final long HEAP_MARGIN = 2 * 1024 * 1024;

	private static Set<String> eventLoopThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.contains("-loop-"))
			.collect(Collectors.toSet());
	}

	private static long sockets() {
		try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
			return descriptors.filter(ThreadsAndMemoryComeBackTests::isSocket).count();
		}
		catch (IOException ex) {
			return -1; // no Linux
		}
	}

	private static boolean isSocket(Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
		}
		catch (IOException ex) { // closed meanwhile
			return false;
		}
	}

	private static long buffersInUse() {
		PooledByteBufAllocatorMetric metric = PooledByteBufAllocator.DEFAULT.metric();
		return Stream.of(metric.heapArenas(), metric.directArenas())
			.flatMap(List::stream)
			.mapToLong(PoolArenaMetric::numActiveAllocations)
			.sum();
	}

	private static long heapInUse() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	private static long directMemory() {
		long unpooled = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
			.stream()
			.filter((pool) -> pool.getName().equals("direct"))
			.mapToLong(BufferPoolMXBean::getMemoryUsed)
			.sum();
		return unpooled + PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
	}

	@ParameterizedTest
	@EnumSource
	void after500Reconnects(ProtocolVersion version) {
		AtomicInteger received = new AtomicInteger();
		MqttClient client = connect(version, ScriptedBrokerFixture::persistent);
		client.onMessage("topic", (message) -> received.incrementAndGet());
		get(client.subscribe(Subscription.of("topic", QoS.AT_LEAST_ONCE)));
		for (int i = 0; i < 20; i++) {
			reconnect(client, i + 2);
		}
		Set<String> threads = eventLoopThreads();
		long sockets = sockets();
		long buffers = buffersInUse();
		long direct = directMemory();
		forget();
		long heap = heapInUse();
		for (int i = 20; i < RECONNECTS; i++) {
			reconnect(client, i + 2);
		}
		eventually(() -> assertThat(sockets()).isLessThanOrEqualTo(sockets));
		eventually(() -> assertThat(buffersInUse()).isLessThanOrEqualTo(buffers));
		forget();
		eventually(() -> assertThat(heapInUse()).isLessThanOrEqualTo(heap + HEAP_MARGIN));
		assertThat(directMemory()).isLessThanOrEqualTo(direct + PooledByteBufAllocator.DEFAULT.metric().chunkSize());
		assertThat(eventLoopThreads()).isEqualTo(threads);
		assertThat(received.get()).isGreaterThanOrEqualTo(RECONNECTS);
		assertThat(client.statistics().pending()).isZero();
		assertThat(client.statistics().inFlight()).isZero();
	}

	/**
	 * Forget what the test itself keeps.
	 */
	private void forget() {
		this.broker.forgetReceived();
		this.events.clear();
	}

	private void reconnect(MqttClient client, int connections) {
		publish(client, "before", QoS.EXACTLY_ONCE);
		this.broker.closeConnections();
		eventually(() -> assertThat(this.broker.connections()).isGreaterThanOrEqualTo(connections));
		get(publish(client, "after", QoS.AT_LEAST_ONCE));
	}

}
