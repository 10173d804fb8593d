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

package io.resilientmqtt.listener;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who is first: the end of an attempt, or the thread that began it and wants to know
 * whether it goes on with the lane.
 */
final class InlineCompletion {

	private static final int FREE = 1;

	private static final int KEPT = 2;

	private static final int LEFT = 3;

	private final AtomicInteger state = new AtomicInteger();

	/**
	 * The attempt has ended.
	 * @param free whether the lane may go on
	 * @return whether the thread that began it has left the lane
	 */
	boolean complete(boolean free) {
		return !this.state.compareAndSet(0, free ? FREE : KEPT);
	}

	/**
	 * Leave the lane unless it may go on.
	 * @return whether it may
	 */
	boolean isFree() {
		return !this.state.compareAndSet(0, LEFT) && this.state.get() == FREE;
	}

}
