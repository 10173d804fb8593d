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

package io.resilientmqtt.client.netty.publish;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Stages in the order added. They come in batches, so that the event loop pays for
 * handing them over once in a while and not for each, and are taken one by one, so that
 * none waits behind another of its batch while there is a thread for it.
 */
final class StageQueue {

	private final Queue<Batch> batches = new ConcurrentLinkedQueue<>();

	/**
	 * Add a stage. On any thread.
	 * @param stage the stage
	 */
	void add(Runnable stage) {
		Batch batch = new Batch(1);
		batch.add(stage);
		add(batch);
	}

	/**
	 * Add stages. On any thread.
	 * @param batch the stages, to which nothing is added any more
	 */
	void add(Batch batch) {
		this.batches.add(batch);
	}

	/**
	 * Take the oldest stage. On any thread.
	 * @return the stage or {@code null} if there is none
	 */
	@Nullable Runnable poll() {
		for (Batch batch = this.batches.peek(); batch != null; batch = this.batches.peek()) {
			int index = batch.taken.getAndIncrement();
			if (index >= batch.size - 1) {
				removeFirst(batch);
			}
			if (index < batch.size) {
				return batch.stages[index];
			}
		}
		return null;
	}

	/**
	 * Remove the first batch, unless another thread has: it would be looked for in vain,
	 * through all there are.
	 * @param batch the batch
	 */
	private void removeFirst(Batch batch) {
		if (batch == this.batches.peek()) {
			this.batches.remove(batch);
		}
	}

	boolean isEmpty() {
		return this.batches.isEmpty();
	}

	/**
	 * Stages that are added at once.
	 */
	static final class Batch {

		private final Runnable[] stages;

		private int size;

		private final AtomicInteger taken = new AtomicInteger();

		/**
		 * Create a batch.
		 * @param capacity how many stages it takes, 1 or more
		 */
		Batch(int capacity) {
			this.stages = new Runnable[capacity];
		}

		/**
		 * Add a stage. On the thread that makes the batch.
		 * @param stage the stage
		 */
		void add(Runnable stage) {
			this.stages[this.size++] = stage;
		}

		boolean isFull() {
			return this.size == this.stages.length;
		}

	}

}
