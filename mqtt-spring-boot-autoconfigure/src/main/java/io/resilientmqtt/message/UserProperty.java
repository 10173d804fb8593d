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

import java.util.Objects;

/**
 * One MQTT 5 User Property. Names may repeat and their order is kept [MQTT-3.3.2-18].
 *
 * @param name the name
 * @param value the value
 */
public record UserProperty(String name, String value) {

	public UserProperty {
		Objects.requireNonNull(name, "'name' must not be null");
		Objects.requireNonNull(value, "'value' must not be null");
	}

	/**
	 * Check that the property can be sent.
	 * @throws IllegalArgumentException if the name or the value can't be sent as a UTF-8
	 * Encoded String
	 */
	public void checkUtf8() {
		Utf8.check("user property name", this.name);
		Utf8.check("user property value", this.value);
	}

}
