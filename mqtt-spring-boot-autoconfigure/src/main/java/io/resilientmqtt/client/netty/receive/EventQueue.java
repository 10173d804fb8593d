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

package io.resilientmqtt.client.netty.receive;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.resilientmqtt.client.MessageQueue;
import io.resilientmqtt.client.MqttClosedException;
import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * The queue of received messages (behaviour S22, S23). The event loop puts, any number of
 * threads take.
 */
public final class EventQueue implements MessageQueue {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition notEmpty = this.lock.newCondition();

	private final ArrayDeque<MqttMessage> messages = new ArrayDeque<>();

	private final int capacity;

	private long discards;

	private boolean closed;

	public EventQueue(int capacity) {
		this.capacity = capacity;
	}

	/**
	 * Add a message, dropping the oldest if there is no room.
	 * @param message the message
	 * @return whether there was room
	 */
	public boolean put(MqttMessage message) {
		this.lock.lock();
		try {
			boolean full = this.messages.size() == this.capacity;
			if (full) {
				this.messages.poll();
				this.discards++;
			}
			this.messages.add(message);
			this.notEmpty.signal();
			return !full;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Let waiting readers go; what is in the queue can still be read.
	 */
	public void close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.notEmpty.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public MqttMessage take() throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			while (true) {
				MqttMessage message = this.messages.poll();
				if (message != null) {
					return message;
				}
				if (this.closed) {
					throw new MqttClosedException("The client is closed and its message queue empty");
				}
				this.notEmpty.await();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public @Nullable MqttMessage poll(Duration timeout) throws InterruptedException {
		Objects.requireNonNull(timeout, "'timeout' must not be null");
		long left = TimeUnit.NANOSECONDS.convert(timeout);
		this.lock.lockInterruptibly();
		try {
			while (true) {
				MqttMessage message = this.messages.poll();
				if (message != null || left <= 0 || this.closed) {
					return message;
				}
				left = this.notEmpty.awaitNanos(left);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public int size() {
		this.lock.lock();
		try {
			return this.messages.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public int capacity() {
		return this.capacity;
	}

	@Override
	public long discards() {
		this.lock.lock();
		try {
			return this.discards;
		}
		finally {
			this.lock.unlock();
		}
	}

}
