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

import java.util.concurrent.Executor;
import java.util.function.Supplier;

import org.slf4j.MDC;

/**
 * Runs a receiver with the client and the receiver in the logging context: put there once
 * for a turn, however many messages it handles, and taken out after it.
 */
public final class ReceiverContextExecutor implements Executor {

	/**
	 * Key of the Client Identifier.
	 */
	public static final String CLIENT = "mqtt.client";

	/**
	 * Key of the receiver's name, which is a listener's id.
	 */
	public static final String LISTENER = "mqtt.listener";

	private final Executor executor;

	private final Supplier<String> clientId;

	private final String receiver;

	/**
	 * Create an executor.
	 * @param executor runs the receiver
	 * @param clientId returns the Client Identifier
	 * @param receiver the receiver's name
	 */
	public ReceiverContextExecutor(Executor executor, Supplier<String> clientId, String receiver) {
		this.executor = Arguments.required("executor", executor);
		this.clientId = Arguments.required("clientId", clientId);
		this.receiver = Arguments.required("receiver", receiver);
	}

	@Override
	public void execute(Runnable turn) {
		this.executor.execute(() -> run(turn));
	}

	private void run(Runnable turn) {
		MDC.put(CLIENT, this.clientId.get());
		MDC.put(LISTENER, this.receiver);
		try {
			turn.run();
		}
		finally {
			MDC.remove(LISTENER);
			MDC.remove(CLIENT);
		}
	}

}
