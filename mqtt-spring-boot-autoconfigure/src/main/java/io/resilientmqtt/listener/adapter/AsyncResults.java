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

package io.resilientmqtt.listener.adapter;

import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import io.resilientmqtt.client.Forwarding;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;

/**
 * What a listener method may return before its value is there: a {@link CompletionStage},
 * or, with Reactor on the class path, whatever Spring adapts to a publisher of at most
 * one value.
 */
final class AsyncResults {

	private AsyncResults() {
	}

	/**
	 * Check what a method is declared to return.
	 * @param type the type
	 * @throws IllegalArgumentException if a result of that type can't be awaited
	 */
	static void check(Class<?> type) {
		if (Future.class.isAssignableFrom(type) && !CompletionStage.class.isAssignableFrom(type)) {
			throw new IllegalArgumentException("it returns a " + type.getSimpleName()
					+ ", which can only be awaited by blocking a thread; return a CompletableFuture");
		}
		ReactiveAdapter adapter = adapter(type);
		if (adapter != null && adapter.isMultiValue()) {
			throw new IllegalArgumentException("it returns a " + type.getSimpleName()
					+ " of many values, but there is one reply; return a Mono or a CompletableFuture of a list");
		}
	}

	/**
	 * Return whether a method returns no value, at once or later.
	 * @param method the method
	 * @param targetClass the class of the bean
	 * @return {@code true} for {@code void} and for a future of {@code Void} or anything
	 */
	static boolean isVoid(Method method, Class<?> targetClass) {
		ResolvableType type = ResolvableType.forMethodReturnType(method, targetClass);
		if (CompletionStage.class.isAssignableFrom(type.toClass()) || adapter(type.toClass()) != null) {
			type = type.getGeneric();
			return type.toClass() == Void.class || type.toClass() == Object.class;
		}
		return type.toClass() == void.class;
	}

	/**
	 * Return a result as a future.
	 * @param result what was returned
	 * @return the future, or {@code null} if the result is the value itself
	 */
	static @Nullable CompletableFuture<?> of(@Nullable Object result) {
		if (result == null) {
			return null;
		}
		CompletionStage<?> stage = stage(result);
		if (stage == null) {
			return null;
		}
		// A future of our own, for a stage of another make may complete more than once
		CompletableFuture<Object> future = new CompletableFuture<>();
		Forwarding.forward(stage, future);
		return future;
	}

	private static @Nullable CompletionStage<?> stage(Object result) {
		if (result instanceof CompletionStage<?> stage) {
			return stage;
		}
		ReactiveAdapter adapter = adapter(result.getClass());
		return (adapter != null) ? Reactive.subscribe(adapter, result) : null;
	}

	private static @Nullable ReactiveAdapter adapter(Class<?> type) {
		ReactiveAdapterRegistry registry = ReactiveAdapterRegistry.getSharedInstance();
		return registry.hasAdapters() ? registry.getAdapter(type) : null;
	}

	/**
	 * Not loaded without Reactive Streams.
	 */
	private static final class Reactive {

		static CompletionStage<?> subscribe(ReactiveAdapter adapter, Object result) {
			ReactiveAdapter target = ReactiveAdapterRegistry.getSharedInstance().getAdapter(CompletableFuture.class);
			if (target == null) {
				throw new IllegalStateException(
						"a " + result.getClass().getName() + " can't be awaited without Reactor; add reactor-core");
			}
			// What is bound to the listener's thread, its observation for one, is in the
			// context of what is subscribed to, if Context Propagation is there
			return Mono.from(adapter.toPublisher(result)).contextCapture().toFuture();
		}

	}

}
