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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What was stopped before all that came was handled, and waits for the next start. Safe
 * for use by several threads.
 */
final class UnfinishedIntakes {

	private final List<Intake> intakes = new ArrayList<>();

	/**
	 * Keep what is left.
	 * @param intake what was stopped
	 */
	synchronized void keep(Intake intake) {
		intake.hold();
		this.intakes.add(intake);
	}

	/**
	 * Have it handled.
	 */
	synchronized void release() {
		this.intakes.forEach(Intake::release);
		this.intakes.clear();
	}

	/**
	 * Leave it to the broker.
	 */
	synchronized void leave() {
		for (Intake intake : this.intakes) {
			CompletableFuture<?> unused = intake.leave();
		}
		this.intakes.clear();
	}

}
