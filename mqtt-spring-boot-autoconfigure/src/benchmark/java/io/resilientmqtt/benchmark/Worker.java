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

package io.resilientmqtt.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * The JVM of a client under test: does what a cell says, and prints what it took.
 */
public final class Worker {

	private static final int MOST_SAMPLES = 10_000_000;

	private static final int CONNECTING_THREADS = 20;

	private final Contender contender;

	private final Cell cell;

	private final int port;

	private final long warmup;

	private final long seconds;

	private Worker(String[] args) {
		this.contender = Contender.valueOf(args[0]);
		this.cell = Cell.valueOf(args[1]);
		this.port = Integer.parseInt(args[2]);
		this.warmup = this.contender.warmup(this.cell.warmup(Integer.parseInt(args[3])));
		this.seconds = Long.parseLong(args[4]);
	}

	/**
	 * Run.
	 * @param args client, cell, port, seconds to warm up and seconds to measure
	 * @throws Exception if the client does not do what it should
	 */
	public static void main(String[] args) throws Exception {
		Worker worker = new Worker(args);
		switch (worker.cell.mode()) {
			case RECEIVE, TOPICS -> worker.receive();
			case LATENCY -> worker.latency();
			case PUBLISH, KEEP -> worker.publish();
			case IDLE, MANY -> worker.idle();
		}
		System.out.flush();
		Runtime.getRuntime().halt(0); // clients' threads would keep it alive
	}

	private static void result(Figure figure, double value) {
		System.out.println("RESULT " + figure + " " + value);
	}

	private void receive() throws Exception {
		BenchmarkClient client = this.contender.create();
		client.connect(this.port);
		LongSupplier count;
		if (this.cell.mode() == Cell.Mode.TOPICS) {
			LongAdder adder = new LongAdder();
			client.subscribe(this.cell.topic(), this.cell.qos(), (stamp) -> adder.increment());
			count = adder::sum;
		}
		else { // each client calls back on one thread at a time
			AtomicLong counter = new AtomicLong();
			client.subscribe(this.cell.topic(), this.cell.qos(), (stamp) -> counter.lazySet(counter.get() + 1));
			count = counter::get;
		}
		TimeUnit.SECONDS.sleep(this.warmup);
		Usage before = Usage.now(count.getAsLong());
		TimeUnit.SECONDS.sleep(this.seconds);
		report(before, Usage.now(count.getAsLong()));
	}

	private void publish() throws Exception {
		BenchmarkClient client = this.contender.create();
		client.connect(this.port);
		byte[] payload = new byte[this.cell.size()];
		Window window = new Window(this.cell.count());
		Runnable done = window::done;
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(this.warmup);
		publishUntil(end, client, payload, window, done);
		Usage before = Usage.now(window.count());
		publishUntil(before.nanos() + TimeUnit.SECONDS.toNanos(this.seconds), client, payload, window, done);
		report(before, Usage.now(window.count()));
	}

	private void publishUntil(long end, BenchmarkClient client, byte[] payload, Window window, Runnable done)
			throws Exception {
		String topic = "benchmark/" + this.cell.size();
		int untilClock = 0;
		while (untilClock > 0 || System.nanoTime() < end) {
			untilClock = (untilClock > 0) ? untilClock - 1 : 31;
			window.start();
			if (this.cell.count() == 1) {
				client.publishAndWait(topic, payload, this.cell.qos());
				done.run();
			}
			else {
				client.publish(topic, payload, this.cell.qos(), done);
			}
		}
	}

	private void report(Usage before, Usage after) {
		long messages = after.messages() - before.messages();
		if (messages <= 0) {
			throw new IllegalStateException("No message in the time measured");
		}
		if (this.cell.mode() != Cell.Mode.LATENCY) { // there the broker sets the rate
			result(Figure.RATE, messages * 1e9 / (after.nanos() - before.nanos()));
		}
		result(Figure.CPU, (after.cpu() - before.cpu()) / 1e3 / messages);
		result(Figure.ALLOCATED, (after.allocated() - before.allocated()) / (double) messages);
	}

	private void latency() throws Exception {
		long[] samples = new long[MOST_SAMPLES];
		AtomicLong count = new AtomicLong();
		BenchmarkClient client = this.contender.create();
		client.connect(this.port);
		client.subscribe(this.cell.topic(), this.cell.qos(), (stamp) -> {
			long now = System.nanoTime();
			long index = count.get();
			samples[(int) index] = now - stamp;
			count.lazySet(index + 1);
		});
		TimeUnit.SECONDS.sleep(this.warmup);
		Usage before = Usage.now(count.get());
		TimeUnit.SECONDS.sleep(this.seconds);
		Usage after = Usage.now(count.get());
		report(before, after);
		long[] sorted = Arrays.copyOfRange(samples, (int) before.messages(), (int) after.messages());
		Arrays.sort(sorted);
		result(Figure.P50, sorted[sorted.length / 2] / 1e3);
		result(Figure.P99, sorted[(int) (sorted.length * 0.99)] / 1e3);
		result(Figure.P999, sorted[(int) (sorted.length * 0.999)] / 1e3);
	}

	private void idle() throws Exception {
		int count = this.cell.count();
		List<BenchmarkClient> clients = new ArrayList<>(count);
		// What is there once, or once for each event loop, is there with the first few
		for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
			clients.add(connected());
		}
		long heap = Usage.heap();
		long direct = Usage.direct();
		int threads = Usage.threads();
		long start = System.nanoTime();
		clients.addAll(connectedAtOnce(count));
		result(Figure.CONNECTS, count * 1e9 / (System.nanoTime() - start));
		TimeUnit.SECONDS.sleep(this.warmup);
		result(Figure.HEAP, (Usage.heap() - heap) / 1024.0 / count);
		result(Figure.DIRECT, (Usage.direct() - direct) / 1024.0 / count);
		result(Figure.THREADS, (Usage.threads() - threads) / (double) count);
		Usage before = Usage.now(0);
		TimeUnit.SECONDS.sleep(this.seconds);
		Usage after = Usage.now(0);
		double cores = (after.cpu() - before.cpu()) / (double) Duration.ofSeconds(this.seconds).toNanos();
		result(Figure.LOAD, 100 * cores / count);
		if (this.cell.mode() == Cell.Mode.MANY) {
			for (BenchmarkClient client : clients) {
				if (!((EngineClient) client).isConnected()) {
					throw new IllegalStateException("A client has lost its connection");
				}
			}
		}
	}

	// Some clients wait a second for each connection
	private List<BenchmarkClient> connectedAtOnce(int count) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(CONNECTING_THREADS);
		try {
			Callable<BenchmarkClient> connect = this::connected;
			List<BenchmarkClient> clients = new ArrayList<>(count);
			for (Future<BenchmarkClient> client : threads.invokeAll(Collections.nCopies(count, connect))) {
				clients.add(client.get());
			}
			return clients;
		}
		finally {
			threads.shutdown();
			threads.awaitTermination(1, TimeUnit.MINUTES);
		}
	}

	private BenchmarkClient connected() throws Exception {
		BenchmarkClient client = this.contender.create();
		client.connect(this.port);
		if (this.contender == Contender.INTEGRATION) {
			client.subscribe("idle", 0, (stamp) -> {
			});
		}
		return client;
	}

}
