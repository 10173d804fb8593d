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

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

import io.resilientmqtt.client.Forwarding;
import io.resilientmqtt.client.Registration;
import org.jspecify.annotations.Nullable;

/**
 * Something registered with a client that need not be there yet. Used by any thread.
 */
final class DeferredRegistration implements Registration {

	private final Deferred<NettyMqttClient> client;

	/** Set before what is done with it has its turn. */
	private volatile @Nullable Registration registration;

	private final @Nullable Runnable ended;

	/**
	 * Register as soon as the client is there.
	 * @param client the client
	 * @param register registers with it
	 * @param ended run when the registration is taken back, or {@code null}
	 */
	DeferredRegistration(Deferred<NettyMqttClient> client, Function<NettyMqttClient, Registration> register,
			@Nullable Runnable ended) {
		this.client = client;
		this.ended = ended;
		client.execute((made) -> this.registration = register.apply(made), (failure) -> {
		});
	}

	@Override
	public void close() {
		end();
		execute(Registration::close);
	}

	@Override
	public void suspend() {
		execute(Registration::suspend);
	}

	@Override
	public void pause() {
		execute(Registration::pause);
	}

	@Override
	public void resume() {
		execute(Registration::resume);
	}

	@Override
	public CompletableFuture<Void> finish() {
		CompletableFuture<Void> finished = new CompletableFuture<>();
		end();
		this.client.execute((made) -> Forwarding.forward(registration().finish(), finished),
				finished::completeExceptionally);
		return finished;
	}

	private void end() {
		if (this.ended != null) {
			this.ended.run();
		}
	}

	private void execute(Consumer<Registration> action) {
		this.client.execute((made) -> action.accept(registration()), (failure) -> {
		});
	}

	private Registration registration() {
		Registration registration = this.registration;
		if (registration == null) {
			throw new IllegalStateException("Used before it was registered");
		}
		return registration;
	}

}
