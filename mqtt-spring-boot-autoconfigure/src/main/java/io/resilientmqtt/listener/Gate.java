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

import java.util.EnumSet;
import java.util.Set;

import io.resilientmqtt.client.Registration;
import org.jspecify.annotations.Nullable;

/**
 * Pauses a receiver while there is a reason to. Safe for use by several threads.
 */
final class Gate {

	private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);

	private @Nullable Registration registration;

	/**
	 * Set what to pause, now that it is there.
	 * @param registration the registration
	 */
	synchronized void attach(Registration registration) {
		this.registration = registration;
		if (!this.reasons.isEmpty()) {
			registration.pause();
		}
	}

	synchronized void close(Reason reason) {
		if (this.reasons.add(reason) && this.reasons.size() == 1 && this.registration != null) {
			this.registration.pause();
		}
	}

	synchronized void open(Reason reason) {
		if (this.reasons.remove(reason) && this.reasons.isEmpty() && this.registration != null) {
			this.registration.resume();
		}
	}

	/**
	 * Why no message is handed over.
	 */
	enum Reason {

		/** The application has paused the listener. */
		PAUSED,

		/** The listener is stopped, and its messages wait for it. */
		STOPPED,

		/** As many messages are unfinished as may be. */
		FULL

	}

}
