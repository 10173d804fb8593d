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

package io.resilientmqtt.autoconfigure.embedded;

import org.jspecify.annotations.Nullable;

/**
 * The embedded broker did not start or stop.
 */
public class EmbeddedMqttBrokerException extends RuntimeException {

	private final Reason reason;

	EmbeddedMqttBrokerException(Reason reason, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.reason = reason;
	}

	/**
	 * Return why.
	 * @return the reason
	 */
	public Reason getReason() {
		return this.reason;
	}

	/**
	 * Why a broker did not start or stop.
	 */
	public enum Reason {

		/**
		 * It can't listen on its port, usually because another process does.
		 */
		PORT_UNAVAILABLE,

		/**
		 * It can't use its directory: another broker does, or it can't be written.
		 */
		DIRECTORY_UNAVAILABLE,

		/**
		 * It can't keep data, for the JVM denies Netty the memory access that Artemis
		 * needs for its journal, as Java 24 and later do unless told otherwise.
		 */
		MEMORY_ACCESS_DENIED,

		/**
		 * Apache Artemis, or a part of it, is not on the class path.
		 */
		LIBRARY_MISSING,

		/**
		 * A user name without a password or a password without a user name.
		 */
		CREDENTIALS_INCOMPLETE,

		/**
		 * Anything else; see the cause.
		 */
		OTHER

	}

}
