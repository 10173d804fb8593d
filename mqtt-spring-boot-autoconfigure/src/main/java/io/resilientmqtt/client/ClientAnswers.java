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

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * Completes what a client answers for the parts of this library that set it up. A client
 * answers always; a mock that an application's test has in its place answers nothing, and
 * the application is to start with it. Safe for use by several threads.
 */
public final class ClientAnswers {

	private static final Registration NOTHING = new Registration() {

		@Override
		public void close() {
			// There is nothing to take back
		}

		@Override
		public void pause() {
			// Nothing comes
		}

		@Override
		public void resume() {
			// Nothing comes
		}

	};

	private ClientAnswers() {
	}

	/**
	 * Return a registration.
	 * @param answer what the client answered
	 * @return the answer, or a registration of nothing
	 */
	public static Registration registration(@Nullable Registration answer) {
		return (answer != null) ? answer : NOTHING;
	}

	/**
	 * Return a future.
	 * @param answer what the client answered
	 * @param <T> the type of the result
	 * @return the answer, or a future that has been completed with {@code null}
	 */
	@SuppressWarnings("NullAway") // a mock has no result
	public static <T> CompletableFuture<T> future(@Nullable CompletableFuture<T> answer) {
		return (answer != null) ? answer : CompletableFuture.completedFuture(null);
	}

	/**
	 * Return a list.
	 * @param answer what the client answered
	 * @param <T> the type of the elements
	 * @return the answer, or an empty list
	 */
	public static <T> List<T> list(@Nullable List<T> answer) {
		return (answer != null) ? answer : List.of();
	}

}
