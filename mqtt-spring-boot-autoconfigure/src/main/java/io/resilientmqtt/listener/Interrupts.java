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

package io.resilientmqtt.listener;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of interrupts: one that a listener has caused, or not dealt with, ends
 * with its message. The next one is handled by a thread that is not interrupted.
 */
final class Interrupts {

	private static final int DEPTH = 32;

	private Interrupts() {
	}

	/**
	 * Take an interrupt of the calling thread back.
	 * @return whether there was one
	 */
	static boolean clear() {
		return Thread.interrupted();
	}

	/**
	 * Return whether a failure is that somebody was interrupted.
	 * @param failure the failure
	 * @return {@code true} if it, or what caused it, is an {@link InterruptedException}
	 */
	static boolean isInterrupt(@Nullable Throwable failure) {
		Throwable cause = failure;
		for (int depth = 0; cause != null && depth < DEPTH; depth++) {
			if (cause instanceof InterruptedException) {
				return true;
			}
			cause = cause.getCause();
		}
		return false;
	}

}
