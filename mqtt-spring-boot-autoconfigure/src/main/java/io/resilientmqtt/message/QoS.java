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

package io.resilientmqtt.message;

/**
 * Quality of Service of a PUBLISH or a subscription [MQTT 5, 4.3].
 */
public enum QoS {

	/**
	 * At most once: sent once, never acknowledged.
	 */
	AT_MOST_ONCE,

	/**
	 * At least once: acknowledged by PUBACK, may arrive more than once.
	 */
	AT_LEAST_ONCE,

	/**
	 * Exactly once: PUBREC, PUBREL and PUBCOMP.
	 */
	EXACTLY_ONCE;

	private static final QoS[] VALUES = values();

	/**
	 * Return the value used on the wire.
	 * @return 0, 1 or 2
	 */
	public int value() {
		return ordinal();
	}

	/**
	 * Return the QoS for a wire value.
	 * @param value 0, 1 or 2
	 * @return the QoS
	 * @throws IllegalArgumentException if the value is out of range
	 */
	public static QoS of(int value) {
		if (value < 0 || value >= VALUES.length) {
			throw new IllegalArgumentException("QoS " + value + " does not exist; use 0, 1 or 2");
		}
		return VALUES[value];
	}

	/**
	 * Return the lower of two levels, which is what a delivery gets when publisher and
	 * subscriber differ [MQTT-3.8.4-8].
	 * @param other the other level
	 * @return the lower level
	 */
	public QoS min(QoS other) {
		return (ordinal() <= other.ordinal()) ? this : other;
	}

}
