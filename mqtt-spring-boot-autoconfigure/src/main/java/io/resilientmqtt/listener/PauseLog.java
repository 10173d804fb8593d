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

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that a listener is paused, or goes on: while it is paused nothing else would tell
 * why its messages wait. Stateless.
 */
final class PauseLog {

	private static final Logger logger = LoggerFactory.getLogger(MqttListenerContainer.class);

	private PauseLog() {
	}

	/**
	 * Log a change, if it is one.
	 * @param listener the id of the listener
	 * @param before whether it was paused
	 * @param paused whether it is now
	 * @return the same
	 */
	static boolean changed(String listener, boolean before, boolean paused) {
		if (paused && !before) {
			logger.info("Listener '{}' is paused: its messages wait, unacknowledged, until it is resumed", listener);
		}
		else if (before && !paused) {
			logger.info("Listener '{}' is resumed", listener);
		}
		return paused;
	}

}
