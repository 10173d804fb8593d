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

package io.resilientmqtt.testsupport;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;

/**
 * A broker that nobody reaches before it has finished starting, for brokers that take
 * connections and drop them again meanwhile.
 */
final class GatedBroker implements RestartableBroker {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	/** How many calls in a row have to be answered. */
	private static final int ANSWERS = 50;

	private final RestartableBroker broker;

	private final FaultProxy gate;

	/**
	 * Create a broker that is not running.
	 * @param broker the broker, which is not running
	 */
	GatedBroker(RestartableBroker broker) {
		this.broker = broker;
		this.gate = new FaultProxy("127.0.0.1", broker.port());
		this.gate.refuse();
	}

	@Override
	public int port() {
		return this.gate.port();
	}

	@Override
	public void launch() {
		this.broker.launch();
		AtomicInteger answers = new AtomicInteger();
		Awaitility.await()
			.atMost(PATIENCE)
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(10))
			.until(() -> BrokerCall.isAnswered("127.0.0.1", this.broker.port(), Duration.ofSeconds(1))
					? answers.incrementAndGet() >= ANSWERS : answers.getAndSet(0) < 0);
		this.gate.restore();
	}

	@Override
	public void shutDown() {
		this.broker.shutDown();
		this.gate.refuse();
	}

	@Override
	public void kill() {
		this.broker.kill();
		this.gate.refuse();
	}

	@Override
	public void close() {
		this.gate.close();
		this.broker.close();
	}

}
