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

import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.StoreOptions;
import io.resilientmqtt.client.netty.store.OpenedStore;
import org.jspecify.annotations.Nullable;

/**
 * The store of a client in virtual time: it works when a test says so.
 */
final class VirtualStore {

	private final ManualExecutor thread = new ManualExecutor();

	@Nullable OpenedStore open(MqttClientOptions options) {
		StoreOptions store = options.store();
		return (store != null) ? new OpenedStore(store, store.store().open("client"), null, this.thread) : null;
	}

	/**
	 * Do what the store has to, and go on from there until there is no more.
	 * @param loop runs what the event loop has to do
	 * @return how much the store had to do
	 */
	int works(Runnable loop) {
		loop.run();
		int tasks = 0;
		for (int done = this.thread.run(); done > 0; done = this.thread.run()) {
			tasks += done;
			loop.run();
		}
		return tasks;
	}

}
