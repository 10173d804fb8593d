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

package io.resilientmqtt.client.netty;

import java.util.List;

import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a PUBACK, PUBREC, PUBREL or PUBCOMP.
 *
 * @param reasonString what the broker says for people, or {@code null}
 * @param userProperties the user properties in order
 */
record AckProperties(@Nullable String reasonString, List<UserProperty> userProperties) {

	static final AckProperties NONE = new AckProperties(null, List.of());

	boolean isEmpty() {
		return this.reasonString == null && this.userProperties.isEmpty();
	}

}
