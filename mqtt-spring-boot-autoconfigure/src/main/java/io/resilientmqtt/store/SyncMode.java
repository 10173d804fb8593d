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

package io.resilientmqtt.store;

/**
 * When what a store has written is safe from a power cut. A process that is killed loses
 * nothing that {@code commit} has returned for, in any mode.
 */
public enum SyncMode {

	/**
	 * Before {@code commit} returns. A power cut loses nothing.
	 */
	ALWAYS,

	/**
	 * At the latest when the interval is over. A power cut loses what was written within
	 * it, the last first.
	 */
	INTERVAL,

	/**
	 * When the operating system or the database sees fit. A power cut loses what was
	 * written last, possibly of half a minute. What is left is whole.
	 */
	NEVER

}
