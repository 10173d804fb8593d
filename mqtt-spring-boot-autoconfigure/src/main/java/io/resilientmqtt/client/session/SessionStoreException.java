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

package io.resilientmqtt.client.session;

import org.jspecify.annotations.Nullable;

/**
 * A store can't be opened, read or written. The message says which, why, and what to do
 * about it.
 */
public class SessionStoreException extends RuntimeException {

	/**
	 * Create the exception.
	 * @param message which store, why, and the remedy
	 */
	public SessionStoreException(String message) {
		this(message, null);
	}

	/**
	 * Create the exception.
	 * @param message which store, why, and the remedy
	 * @param cause what the database said, or {@code null}
	 */
	public SessionStoreException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
