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

import java.util.List;

import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * A successful publication: written to the socket for QoS 0, acknowledged by the broker
 * for QoS 1 and 2.
 *
 * @param reasonCode {@link ReasonCode#SUCCESS} or
 * {@link ReasonCode#NO_MATCHING_SUBSCRIBERS}
 * @param reasonString what the broker says for people, or {@code null}
 * @param userProperties the user properties of the acknowledgement
 */
public record PublishResult(ReasonCode reasonCode, @Nullable String reasonString, List<UserProperty> userProperties) {

	/**
	 * The usual result.
	 */
	public static final PublishResult SUCCESS = new PublishResult(ReasonCode.SUCCESS, null, List.of());

	/**
	 * Accepted, but nobody listens.
	 */
	public static final PublishResult NO_MATCHING_SUBSCRIBERS = new PublishResult(ReasonCode.NO_MATCHING_SUBSCRIBERS,
			null, List.of());

}
