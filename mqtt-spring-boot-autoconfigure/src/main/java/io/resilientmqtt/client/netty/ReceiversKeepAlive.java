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

import java.util.concurrent.atomic.AtomicBoolean;

import io.resilientmqtt.client.KeepAlive;

/**
 * Keeps the virtual machine running while a client is active and has receivers that ask
 * for that. Used by any thread.
 */
final class ReceiversKeepAlive {

	private int receivers;

	private volatile boolean active;

	/**
	 * The client connects, or has ended.
	 * @param active whether it is active
	 */
	synchronized void active(boolean active) {
		this.active = active;
		update();
	}

	boolean isActive() {
		return this.active;
	}

	/**
	 * A receiver is there.
	 * @return what to run when it is gone
	 */
	Runnable received() {
		count(1);
		AtomicBoolean gone = new AtomicBoolean();
		return () -> {
			if (gone.compareAndSet(false, true)) {
				count(-1);
			}
		};
	}

	private synchronized void count(int change) {
		this.receivers += change;
		update();
	}

	private void update() {
		if (this.active && this.receivers > 0) {
			KeepAlive.hold(this);
		}
		else {
			KeepAlive.release(this);
		}
	}

}
