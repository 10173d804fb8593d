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

import org.jspecify.annotations.Nullable;

/**
 * An {@link MqttCredentialsProvider} gave no credentials that could be used.
 */
public class MqttCredentialsException extends MqttException {

	/**
	 * Create the exception.
	 * @param message one sentence for people, free of secrets
	 * @param cause what the provider threw, or {@code null}
	 */
	public MqttCredentialsException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
