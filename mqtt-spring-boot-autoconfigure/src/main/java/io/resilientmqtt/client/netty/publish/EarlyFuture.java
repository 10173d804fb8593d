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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.resilientmqtt.client.ConnectsLater;
import io.resilientmqtt.client.Forwarding;
import io.resilientmqtt.client.MqttClient;

/**
 * What the thread that is going to connect a client gets before it does: a future that it
 * can go on from and can't wait for, as it would wait for itself. Used by any thread.
 *
 * @param <T> the result
 */
public final class EarlyFuture<T> extends CompletableFuture<T> {

	private final MqttClient client;

	private final Executor callers;

	private EarlyFuture(MqttClient client, Executor callers) {
		this.client = client;
		this.callers = callers;
	}

	/**
	 * Guard a future.
	 * @param future the future
	 * @param client what completes it once it is connected
	 * @param callers runs its stages
	 * @param <T> the result
	 * @return the same, except for whom it must not hold up
	 */
	public static <T> CompletableFuture<T> of(CompletableFuture<T> future, MqttClient client, Executor callers) {
		EarlyFuture<T> early = new EarlyFuture<>(client, callers);
		Forwarding.forward(future, early);
		// Should it be given up; else it is complete
		CompletableFuture<?> unused = early.whenComplete((result, failure) -> future.cancel(false));
		return early;
	}

	@Override
	public Executor defaultExecutor() {
		return this.callers;
	}

	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		return new EarlyFuture<>(this.client, this.callers);
	}

	@Override
	public T join() {
		check();
		return super.join();
	}

	@Override
	public T get() throws InterruptedException, ExecutionException {
		check();
		return super.get();
	}

	@Override
	public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
		check();
		return super.get(timeout, unit);
	}

	private void check() {
		if (!isDone() && !this.client.state().isActive() && ConnectsLater.isHeldUp(this.client)) {
			throw new IllegalStateException("A constructor or @PostConstruct method waits for an MQTT client that "
					+ "connects when all beans are made, and so for itself. Don't wait there (the message is sent when "
					+ "the client is connected), or publish in an ApplicationRunner or on MqttUpEvent; for a message at "
					+ "each connection there is mqtt.birth.topic");
		}
	}

}
