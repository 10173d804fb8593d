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

/**
 * Decides what becomes of a message that a listener could not handle, when no further
 * attempt is due. Called by a thread of the listener, or one that completes what the
 * listener returned.
 */
@FunctionalInterface
public interface MqttListenerErrorHandler {

	/**
	 * Handle a failure. When this returns the message counts as handled and is
	 * acknowledged.
	 * @param failure what failed and why
	 * @throws Exception if the failure can't be dealt with here, maybe its
	 * {@linkplain MqttListenerFailure#cause() cause}: the message goes to the dead-letter
	 * topic, or without one is logged and acknowledged
	 */
	void handleError(MqttListenerFailure failure) throws Exception;

}
