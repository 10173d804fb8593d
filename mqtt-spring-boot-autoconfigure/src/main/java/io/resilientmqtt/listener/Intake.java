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

import java.util.concurrent.CompletableFuture;

import io.resilientmqtt.client.Registration;

/**
 * What takes and hands over the messages of a listener from one start to the end of what
 * came until the next stop.
 *
 * @param registration the receiver
 * @param dispatch hands over
 * @param gate pauses the receiver
 */
record Intake(Registration registration, Dispatch dispatch, Gate gate) {

	/**
	 * Begin with no further message until {@link #release()}.
	 */
	void hold() {
		this.gate.close(Gate.Reason.STOPPED);
		this.dispatch.pause();
	}

	/**
	 * Go on.
	 */
	void release() {
		this.gate.open(Gate.Reason.STOPPED);
		this.dispatch.resume();
	}

	/**
	 * Leave to the broker what comes or waits.
	 * @return complete when the messages being handled have been
	 */
	CompletableFuture<Void> leave() {
		// It keeps messages from being acknowledged unhandled
		this.registration.suspend();
		return this.dispatch.close();
	}

}
