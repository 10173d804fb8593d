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

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import org.springframework.core.convert.ConversionException;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;

/**
 * What kind of failure an attempt to handle a message failed with.
 */
public final class FailureCauses {

	private FailureCauses() {
	}

	/**
	 * Return what a future or a task failed with.
	 * @param failure the failure, as the caller gets it
	 * @return what is behind the exceptions that only say that something was asynchronous
	 */
	static Throwable unwrap(Throwable failure) {
		Throwable unwrapped = failure;
		while ((unwrapped instanceof CompletionException || unwrapped instanceof ExecutionException)
				&& unwrapped.getCause() != null) {
			unwrapped = unwrapped.getCause();
		}
		return unwrapped;
	}

	/**
	 * Return whether a message is not what a listener takes, which no further attempt can
	 * change.
	 * @param failure what an attempt failed with
	 * @return {@code true} if it can't be converted or validated, or lacks an argument
	 */
	public static boolean isConversion(Throwable failure) {
		return failure instanceof MessageConversionException || failure instanceof ConversionException
				|| failure instanceof MethodArgumentResolutionException;
	}

}
