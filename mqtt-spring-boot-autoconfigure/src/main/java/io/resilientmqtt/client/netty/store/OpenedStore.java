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

package io.resilientmqtt.client.netty.store;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.StoreOptions;
import io.resilientmqtt.client.StoreOptions.OnFailure;
import io.resilientmqtt.client.StoreStatus;
import io.resilientmqtt.client.session.SessionStoreException;
import io.resilientmqtt.client.session.StoredSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store of a client that is being made.
 *
 * @param options the store, and how much it keeps
 * @param kept what it has kept
 * @param failure why it could not be opened, or {@code null} if it could
 * @param thread the one thread that waits for it
 */
public record OpenedStore(StoreOptions options, StoredSession kept, @Nullable String failure, ExecutorService thread) {

	private static final int KEPT_ALIVE_SECONDS = 10;

	private static final Logger logger = LoggerFactory.getLogger(OpenedStore.class);

	/**
	 * Open the store of a client.
	 * @param options the options of the client
	 * @return the store, or {@code null} if the client is to have none
	 * @throws SessionStoreException if it can't be opened, and the client can't be
	 * without
	 */
	public static @Nullable OpenedStore open(MqttClientOptions options) {
		StoreOptions store = options.store();
		String clientId = options.clientId();
		if (store == null || clientId == null) {
			return null;
		}
		try {
			return new OpenedStore(store, store.store().open(clientId), null, newThread());
		}
		catch (SessionStoreException ex) {
			if (store.onFailure() == OnFailure.STOP) {
				throw ex;
			}
			logger.warn("MQTT client '{}' goes on without its store, as mqtt.store.on-failure=memory asks for: what it "
					+ "has not published is lost when the process ends", clientId, ex);
			return new OpenedStore(store, StoredSession.EMPTY, String.valueOf(ex.getMessage()), newThread());
		}
	}

	private static ExecutorService newThread() {
		ThreadPoolExecutor thread = new ThreadPoolExecutor(1, 1, KEPT_ALIVE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), new DefaultThreadFactory("mqtt-store", true));
		thread.allowCoreThreadTimeOut(true);
		return thread;
	}

	/**
	 * Return how it is doing if it could not be opened.
	 * @return the failure, and nothing kept
	 */
	public StoreStatus status() {
		return new StoreStatus(this.options.store().location(), 0, this.options.maxMessages(), 0,
				this.options.maxBytes(), null, Duration.ZERO, null, this.failure);
	}

	/**
	 * Return whether it can be used.
	 * @return {@code true} if it was opened
	 */
	public boolean isOpen() {
		return this.failure == null;
	}

}
