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

/**
 * Whether the broker sends its retained messages when it is asked for a subscription, an
 * option of MQTT 5 [MQTT 5, 3.8.3.1].
 */
public enum RetainHandling {

	/**
	 * Send retained messages at the time of the subscribe: after every SUBSCRIBE, also
	 * when a subscription is renewed. What MQTT 3.1.1 does.
	 */
	SEND_AT_SUBSCRIBE(0),

	/**
	 * Send retained messages at subscribe only if the subscription does not currently
	 * exist.
	 */
	SEND_AT_SUBSCRIBE_IF_NEW(1),

	/**
	 * Do not send retained messages at the time of the subscribe.
	 */
	DO_NOT_SEND_AT_SUBSCRIBE(2);

	private final int value;

	RetainHandling(int value) {
		this.value = value;
	}

	/**
	 * Return the value used on the wire.
	 * @return 0, 1 or 2
	 */
	public int value() {
		return this.value;
	}

}
