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

package io.resilientmqtt.testsupport;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.resilientmqtt.client.ConnectResult;

/**
 * Records what a client is told, and does no more for what it need not do.
 */
public abstract class CallRecorder extends FakeCounts {

	final List<String> calls = Collections.synchronizedList(new ArrayList<>());

	/**
	 * Return the calls that change something, in order.
	 * @return for example {@code subscribe a/b}
	 */
	public List<String> calls() {
		return List.copyOf(this.calls);
	}

	@Override
	public CompletableFuture<Void> reauthenticate() {
		this.calls.add("reauthenticate");
		return CompletableFuture.completedFuture(null);
	}

	/**
	 * Nothing becomes of it.
	 */
	@Override
	public CompletableFuture<ConnectResult> reconnect() {
		this.calls.add("reconnect");
		return new CompletableFuture<>();
	}

}
