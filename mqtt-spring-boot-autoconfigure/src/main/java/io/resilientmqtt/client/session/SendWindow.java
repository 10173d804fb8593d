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

package io.resilientmqtt.client.session;

/**
 * How many publications may be unacknowledged on the present connection, and how many of
 * them of QoS 2. None without a connection. Belongs to the event loop.
 */
final class SendWindow {

	private int size;

	private int quota;

	private int exactlyOnce;

	private int exactlyOnceQuota;

	/**
	 * A connection begins.
	 * @param size how many may be unacknowledged, 1 to 65535
	 * @param exactlyOnce how many of them may be of QoS 2, 1 to 65535
	 */
	void open(int size, int exactlyOnce) {
		this.size = size;
		this.exactlyOnce = exactlyOnce;
		this.quota = size;
		this.exactlyOnceQuota = exactlyOnce;
	}

	/**
	 * The connection has ended.
	 */
	void close() {
		open(0, 0);
	}

	/**
	 * Let more be unacknowledged than the connection began with.
	 * @param size how many may be unacknowledged, 1 to 65535
	 * @param exactlyOnce how many of them may be of QoS 2, 1 to 65535
	 */
	void widen(int size, int exactlyOnce) {
		this.quota += size - this.size;
		this.size = size;
		this.exactlyOnceQuota += exactlyOnce - this.exactlyOnce;
		this.exactlyOnce = exactlyOnce;
	}

	boolean isFull() {
		return this.quota == 0;
	}

	boolean takesExactlyOnce() {
		return this.exactlyOnceQuota > 0;
	}

	int size() {
		return this.size;
	}

	int exactlyOnce() {
		return this.exactlyOnce;
	}

	void occupy(OutboundPublish<?> publish) {
		this.quota--;
		if (publish.isExactlyOnce()) {
			this.exactlyOnceQuota--;
		}
	}

	void vacate(OutboundPublish<?> publish) {
		this.quota = Math.min(this.size, this.quota + 1);
		if (publish.isExactlyOnce()) {
			this.exactlyOnceQuota = Math.min(this.exactlyOnce, this.exactlyOnceQuota + 1);
		}
	}

}
