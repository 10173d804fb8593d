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

package io.resilientmqtt.client;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Clients that are connected by the thread that makes the beans of an application, once
 * all of them are made. If that thread waits for one of them before, it waits for itself:
 * the client refuses that at once. Safe for use by several threads.
 */
public final class ConnectsLater {

	private static final Map<MqttClient, Thread> threads = Collections.synchronizedMap(new WeakHashMap<>());

	private ConnectsLater() {
	}

	/**
	 * The calling thread will connect a client.
	 * @param client the client
	 */
	public static void begin(MqttClient client) {
		threads.put(client, Thread.currentThread());
	}

	/**
	 * A client is connected now, or nobody is going to do that.
	 * @param client the client
	 */
	public static void end(MqttClient client) {
		threads.remove(client);
	}

	/**
	 * Return whether the calling thread will connect a client.
	 * @param client the client
	 * @return {@code true} if it must not wait for the client
	 */
	public static boolean isHeldUp(MqttClient client) {
		return threads.get(client) == Thread.currentThread();
	}

}
