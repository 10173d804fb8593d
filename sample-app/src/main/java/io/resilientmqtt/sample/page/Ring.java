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

package io.resilientmqtt.sample.page;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Keeps the newest of what is added, and hands out what a reader has not had yet. Safe
 * for use by several threads.
 *
 * @param <T> what is kept
 */
final class Ring<T> {

	private final Deque<T> kept = new ArrayDeque<>();

	private final int capacity;

	/** How many were ever added. */
	private long added;

	Ring(int capacity) {
		this.capacity = capacity;
	}

	synchronized void add(T value) {
		if (this.kept.size() == this.capacity) {
			this.kept.removeFirst();
		}
		this.kept.addLast(value);
		this.added++;
	}

	/**
	 * Return what was added since.
	 * @param position where the reader is: 0, or the position of the last answer
	 * @return what is still kept of it, and the reader's new position
	 */
	synchronized News<T> since(long position) {
		long known = Math.max(0, this.kept.size() - (this.added - position));
		List<T> news = this.kept.stream().skip(known).toList();
		return new News<>(news, this.added);
	}

	/**
	 * What a reader has not had yet.
	 *
	 * @param <T> what is kept
	 * @param values the values, the oldest first
	 * @param position where the reader is now
	 */
	record News<T>(List<T> values, long position) {

	}

}
