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

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.netty.publish.PendingPublish;
import io.resilientmqtt.client.netty.publish.PublishBuffer;
import io.resilientmqtt.client.netty.support.LossCounters;
import io.resilientmqtt.client.session.OutboundPublish;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * What it costs a publishing thread to hand a message to the event loop, which does
 * nothing but take it.
 */
@State(Scope.Benchmark)
public class PublishBufferBenchmark {

	private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final MqttMessage message = MqttMessage.builder("sensors/room-101/temperature")
		.wrapPayload(new byte[64])
		.qos(QoS.AT_LEAST_ONCE)
		.build();

	private PublishBuffer buffer;

	/**
	 * Make a buffer whose event loop releases what it collects.
	 */
	@Setup
	public void open() {
		EventLoop loop = this.group.next();
		PublishOptions options = new PublishOptions(65_536, 64L * 1024 * 1024, PublishOptions.Overflow.BLOCK,
				Duration.ofSeconds(60), null, 1024);
		this.buffer = new PublishBuffer(options, null, loop, Runnable::run,
				new LossCounters("benchmark", loop, System::nanoTime), this::collect, () -> {
				}, (publish) -> {
				});
	}

	private void collect() {
		for (OutboundPublish<PublishResult> publish = this.buffer.drain(); publish != null; publish = publish.link()) {
			this.buffer.release(publish);
		}
		this.buffer.settle();
	}

	/**
	 * End the event loop.
	 * @throws InterruptedException if this is interrupted
	 */
	@TearDown
	public void close() throws InterruptedException {
		this.buffer.close();
		CountDownLatch ended = new CountDownLatch(1);
		this.group.shutdownGracefully().addListener((future) -> ended.countDown());
		ended.await();
	}

	/**
	 * One publishing thread.
	 */
	@Benchmark
	@Threads(1)
	public void of1Producer() {
		this.buffer.accept(new PendingPublish(this.message, this.buffer));
	}

	/**
	 * Four.
	 */
	@Benchmark
	@Threads(4)
	public void of4Producers() {
		this.buffer.accept(new PendingPublish(this.message, this.buffer));
	}

	/**
	 * Sixteen.
	 */
	@Benchmark
	@Threads(16)
	public void of16Producers() {
		this.buffer.accept(new PendingPublish(this.message, this.buffer));
	}

}
