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

package io.resilientmqtt.messaging;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageHeaders;

/**
 * Under which name a User Property becomes a header. Whoever may publish chooses the
 * names, and Spring's own libraries read some of them: as a number, as the class to make
 * of a payload, as the place where the message goes next. None of these may come from a
 * publisher.
 */
final class UserPropertyHeaders {

	/** What says who the message is from and where replies go. */
	private static final Set<String> LEFT_OUT = Set.of(MessageHeaders.ID, MessageHeaders.TIMESTAMP,
			MessageHeaders.REPLY_CHANNEL, MessageHeaders.ERROR_CHANNEL, MessageHeaders.CONTENT_TYPE);

	/** Read by Spring Integration and Spring Messaging, which mostly expect no text. */
	private static final Set<String> READ = Set.of("acknowledgmentCallback", "closeableResource", "controlBusArguments",
			"correlationId", "deliveryAttempt", "duplicateMessage", "expirationDate", "history", "lookupDestination",
			"nativeHeaders", "priority", "reactorContext", "routingSlip", "sequenceDetails", "sequenceNumber",
			"sequenceSize", "sourceData");

	/** Of the libraries that a message may be handed on to. */
	private static final List<String> PREFIXES = List.of("json", "spring", "simp", "scst_", "amqp_", "kafka_", "jms_",
			"pulsar_", "file_", "http_", "mail_", "ip_");

	private UserPropertyHeaders() {
	}

	/**
	 * Return the name of the header for a User Property.
	 * @param property the name of the User Property
	 * @return its own name unless that means something to Spring; {@code null} if there
	 * is to be no header
	 */
	static @Nullable String nameFor(String property) {
		if (LEFT_OUT.contains(property) || property.startsWith(MqttHeaders.PREFIX)) {
			return null;
		}
		if (READ.contains(property) || PREFIXES.stream().anyMatch(property::startsWith)) {
			return MqttHeaderMapper.USER_PROPERTY_PREFIX + property;
		}
		return property;
	}

}
