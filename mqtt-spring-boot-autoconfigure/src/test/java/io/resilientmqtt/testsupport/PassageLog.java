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

package io.resilientmqtt.testsupport;

import java.util.ArrayList;
import java.util.List;

/**
 * When traffic could pass a {@link FaultProxy}, and when connections were ended, in the
 * terms of {@link System#nanoTime()}. Written on the proxy's thread, read on any.
 */
public final class PassageLog {

	private final List<Change> changes = new ArrayList<>(List.of(new Change(System.nanoTime(), true)));

	private final List<Long> interruptions = new ArrayList<>();

	synchronized void passable(boolean passable) {
		if (this.changes.get(this.changes.size() - 1).passable != passable) {
			this.changes.add(new Change(System.nanoTime(), passable));
		}
	}

	synchronized void interrupted() {
		this.interruptions.add(System.nanoTime());
	}

	/**
	 * Return whether traffic could pass at some time of a period.
	 * @param from its beginning
	 * @param to its end
	 * @return whether it could
	 */
	public synchronized boolean couldPass(long from, long to) {
		return was(true, from, to);
	}

	/**
	 * Return whether there was a reason for a connection to end, or for none to come
	 * about, in a period.
	 * @param from its beginning
	 * @param to its end
	 * @return whether connections were ended or nothing could pass
	 */
	public synchronized boolean wasDisturbed(long from, long to) {
		return was(false, from, to) || this.interruptions.stream().anyMatch((at) -> at - from >= 0 && at - to <= 0);
	}

	private boolean was(boolean passable, long from, long to) {
		for (int i = 0; i < this.changes.size(); i++) {
			Change change = this.changes.get(i);
			boolean endsBefore = i + 1 < this.changes.size() && this.changes.get(i + 1).at - from < 0;
			if (change.passable == passable && change.at - to <= 0 && !endsBefore) {
				return true;
			}
		}
		return false;
	}

	private static final class Change {

		private final long at;

		private final boolean passable;

		Change(long at, boolean passable) {
			this.at = at;
			this.passable = passable;
		}

	}

}
