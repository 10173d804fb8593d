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

package io.resilientmqtt.store;

import java.nio.file.Path;
import java.time.Duration;

import io.resilientmqtt.client.session.SessionStore;

/**
 * Commits what a {@link StoreModel} says until it is killed, and prints the number of
 * each commit that has returned.
 */
public final class StoreProcess {

	private StoreProcess() {
	}

	/**
	 * Run.
	 * @param args the directory, the sync mode and the seed
	 */
	public static void main(String[] args) {
		SessionStore store = SessionStores.sqlite(Path.of(args[0]), "default", SyncMode.valueOf(args[1]),
				Duration.ofMillis(10));
		long seed = Long.parseLong(args[2]);
		StoreModel model = StoreModel.after(seed, StoreModel.commits(store.open(StoreFixture.CLIENT_ID)));
		System.out.println("open");
		while (true) {
			store.commit(model.next());
			System.out.println("committed " + model.commits() + ".");
		}
	}

}
