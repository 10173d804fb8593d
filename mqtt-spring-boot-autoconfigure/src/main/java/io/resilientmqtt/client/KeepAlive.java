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
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the Java virtual machine running while there is somebody to receive messages, as
 * all other threads of a client are daemons: one thread for all clients, which is there
 * while somebody holds it and ends with the last. Safe for use by several threads.
 */
public final class KeepAlive {

	private static final Set<Object> holders = Collections.newSetFromMap(new IdentityHashMap<>());

	/** For how long who has stopped may be started again. */
	private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(10);

	private static @Nullable Thread thread;

	private static boolean lingering;

	private static long lingerUntil;

	private KeepAlive() {
	}

	/**
	 * Keep the virtual machine running. Holding twice does nothing.
	 * @param holder who receives, compared by identity
	 */
	public static void hold(Object holder) {
		synchronized (holders) {
			lingering = false;
			if (holders.add(holder) && thread == null) {
				Thread keeper = new Thread(KeepAlive::run, "mqtt-keep-alive");
				keeper.setDaemon(false);
				keeper.setContextClassLoader(null);
				thread = keeper;
				keeper.start();
			}
		}
	}

	/**
	 * Let the virtual machine end as far as this holder is concerned, at once if nobody
	 * else holds it.
	 * @param holder who receives no more, whether or not it holds
	 */
	public static void release(Object holder) {
		synchronized (holders) {
			holders.remove(holder);
			if (holders.isEmpty()) {
				lingering = false;
				holders.notifyAll();
			}
		}
	}

	/**
	 * Let the virtual machine end as far as this holder is concerned, but not before 10
	 * seconds have passed in which nobody was started, as it may be started again.
	 * @param holder who has stopped receiving
	 */
	public static void stopped(Object holder) {
		synchronized (holders) {
			if (holders.remove(holder) && holders.isEmpty()) {
				lingering = true;
				lingerUntil = System.nanoTime() + LINGER_NANOS;
				holders.notifyAll();
			}
		}
	}

	private static boolean isNeeded() {
		return !holders.isEmpty() || (lingering && System.nanoTime() - lingerUntil < 0);
	}

	private static void run() {
		synchronized (holders) {
			while (isNeeded()) {
				try {
					holders.wait(lingering ? TimeUnit.NANOSECONDS.toMillis(LINGER_NANOS) / 10 : 0);
				}
				catch (InterruptedException ex) {
					// Nobody's business: it ends with the last holder
				}
			}
			thread = null;
		}
	}

}
