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

/**
 * What becomes of the bytes on their way through a {@link FaultProxy}. On its thread.
 */
final class LinkConditions {

	private boolean blackHoleTowardsClient;

	private boolean blackHoleTowardsBroker;

	private long latency;

	private long nanosPerByte;

	void blackHole(boolean towardsClient, boolean towardsBroker) {
		this.blackHoleTowardsClient = towardsClient;
		this.blackHoleTowardsBroker = towardsBroker;
	}

	void latency(long nanos) {
		this.latency = nanos;
	}

	void nanosPerByte(long nanos) {
		this.nanosPerByte = nanos;
	}

	void reset() {
		blackHole(false, false);
		this.latency = 0;
		this.nanosPerByte = 0;
	}

	boolean isPassable(boolean towardsClient) {
		return towardsClient ? !this.blackHoleTowardsClient : !this.blackHoleTowardsBroker;
	}

	boolean isPassable() {
		return isPassable(true) && isPassable(false);
	}

	long latency() {
		return this.latency;
	}

	long nanosPerByte() {
		return this.nanosPerByte;
	}

}
