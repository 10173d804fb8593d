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

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Refuses arguments that are not there, by name. Stateless.
 */
final class Arguments {

	private Arguments() {
	}

	/**
	 * Check that an argument is there.
	 * @param name its name
	 * @param value its value
	 * @param <T> its type
	 * @return the value
	 */
	static <T> T required(String name, @Nullable T value) {
		return Objects.requireNonNull(value, () -> "'" + name + "' must not be null");
	}

	/**
	 * Check that an argument is there with all its elements.
	 * @param name its name
	 * @param values its elements
	 * @param <T> their type
	 * @return a list of them that nobody can change
	 */
	static <T> List<T> list(String name, @Nullable Collection<? extends T> values) {
		List<T> copy = new ArrayList<>(required(name, values));
		copy.forEach((value) -> Objects.requireNonNull(value, () -> "'" + name + "' must not contain null"));
		return List.copyOf(copy);
	}

}
