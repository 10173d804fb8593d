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
 * Rules for topic names, the topics of a PUBLISH [MQTT 5, 4.7.3].
 */
public final class Topic {

	private Topic() {
	}

	/**
	 * Check a topic name.
	 * @param topic the name
	 * @return the same name
	 * @throws IllegalArgumentException if it is empty [MQTT-4.7.3-1], has a wildcard
	 * [MQTT-3.3.2-2], U+0000 [MQTT-4.7.3-2] or more than 65535 bytes in UTF-8
	 * [MQTT-4.7.3-3]
	 */
	public static String check(String topic) {
		return check("topic", Objects.requireNonNull(topic, "'topic' must not be null"));
	}

	static String check(String what, String topic) {
		if (topic.isEmpty()) {
			throw new IllegalArgumentException(what + " is empty; a topic name has at least one character");
		}
		Utf8.check(what, topic);
		if (topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0) {
			throw new IllegalArgumentException(
					what + " '" + Printable.of(topic) + "' has a wildcard; '+' and '#' are for subscriptions only");
		}
		return topic;
	}

}
