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

import java.util.Arrays;
import java.util.List;

import io.resilientmqtt.message.Printable;
import io.resilientmqtt.message.UserProperty;
import io.resilientmqtt.message.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * What explains a Reason Code: the properties that every acknowledgement of MQTT 5, AUTH
 * and DISCONNECT may have. Immutable.
 *
 * @param reasonString a sentence for people, at most 65,535 bytes of UTF-8, or
 * {@code null}
 * @param userProperties the User Properties in order; names may repeat
 */
public record ReasonProperties(@Nullable String reasonString, List<UserProperty> userProperties) {

	/**
	 * Nothing to explain.
	 */
	public static final ReasonProperties NONE = new ReasonProperties(null, List.of());

	/**
	 * Create properties.
	 * @throws IllegalArgumentException if a string can't be sent as a UTF-8 Encoded
	 * String [MQTT 5, 1.5.4]
	 */
	public ReasonProperties {
		if (reasonString != null) {
			Utf8.check("reasonString", reasonString);
		}
		userProperties = Arguments.list("userProperties", userProperties);
		userProperties.forEach(UserProperty::checkUtf8);
	}

	/**
	 * Create properties.
	 * @param reasonString a sentence for people, or {@code null}
	 * @param userProperties the User Properties in order
	 * @return the properties
	 * @throws IllegalArgumentException if a string can't be sent as a UTF-8 Encoded
	 * String [MQTT 5, 1.5.4]
	 */
	public static ReasonProperties of(@Nullable String reasonString, UserProperty... userProperties) {
		return new ReasonProperties(reasonString, Arrays.asList(Arguments.required("userProperties", userProperties)));
	}

	/**
	 * Return whether there is nothing.
	 * @return {@code true} without a Reason String and User Properties
	 */
	public boolean isEmpty() {
		return this.reasonString == null && this.userProperties.isEmpty();
	}

	/**
	 * Leave out the values of the User Properties: they may be secrets.
	 */
	@Override
	public String toString() {
		return "ReasonProperties[reasonString=" + Printable.of(this.reasonString) + ", userProperties="
				+ Printable.of(this.userProperties.stream().map(UserProperty::name).toList()) + "]";
	}

}
