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
 * Version of the MQTT protocol.
 */
public enum ProtocolVersion {

	/**
	 * MQTT 3.1.1.
	 */
	MQTT_3_1_1("3.1.1", 4),

	/**
	 * MQTT 5.0.
	 */
	MQTT_5("5", 5);

	private final String text;

	private final int level;

	ProtocolVersion(String text, int level) {
		this.text = text;
		this.level = level;
	}

	/**
	 * Return the Protocol Level sent in CONNECT.
	 * @return 4 or 5
	 */
	public int level() {
		return this.level;
	}

	/**
	 * Return the version a text names.
	 * @param text {@code 3.1.1} or {@code 5}; {@code 5.0} is understood too
	 * @return the version
	 * @throws IllegalArgumentException if there is none
	 */
	public static ProtocolVersion of(String text) {
		return switch (text.trim()) {
			case "3.1.1" -> MQTT_3_1_1;
			case "5", "5.0" -> MQTT_5;
			default ->
				throw new IllegalArgumentException("protocol version '" + text + "' is not supported; use 3.1.1 or 5");
		};
	}

	/**
	 * Return the version as people write it.
	 */
	@Override
	public String toString() {
		return this.text;
	}

}
