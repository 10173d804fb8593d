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
 * How topics of listeners are subscribed to that overlap while neither covers the other,
 * as {@code a/+} and {@code +/b} do. Many brokers send a message that matches both once
 * for each.
 */
public enum ListenerOverlap {

	/**
	 * Each as it is where the broker has Subscription Identifiers (MQTT 5), by which
	 * copies are recognized. Otherwise by one filter that covers them, so that a message
	 * comes once. What that matches besides comes too, and is acknowledged without being
	 * handled. If the broker refuses the filter, as {@link #SEPARATE}.
	 */
	MERGE,

	/**
	 * By one filter that covers them in any case. For brokers whose identifiers do not
	 * say which of its subscriptions a copy is for: Artemis 2.53 puts those of all on
	 * each, against [MQTT-3.3.4-5].
	 */
	MERGE_ALWAYS,

	/**
	 * Each as it is in any case. Copies are recognized where the broker has Subscription
	 * Identifiers; otherwise a message is handled as often as it comes.
	 */
	SEPARATE

}
