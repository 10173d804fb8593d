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

import java.util.regex.Pattern;

import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.Printable;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * The other side answered a request with an error reply: a reply with the User Property
 * {@value #EXCEPTION_PROPERTY}, as {@code @MqttListener} methods send it with
 * {@code mqtt.listener.error-reply}.
 */
public class MqttRemoteException extends MqttReplyException {

	/**
	 * User Property that makes a reply an error reply. Its value is the class of the
	 * exception.
	 */
	public static final String EXCEPTION_PROPERTY = "mqtt_exception";

	/**
	 * User Property of an error reply whose value is a {@link Kind}.
	 */
	public static final String KIND_PROPERTY = "mqtt_errorKind";

	// What a peer says goes into a message and into logs
	private static final Pattern CLASS_NAME = Pattern.compile("[\\w$.]{1,255}");

	private final String exceptionType;

	private final Kind kind;

	/**
	 * Create the exception.
	 * @param topic the topic of the error reply
	 * @param exceptionType the class of the exception on the other side
	 * @param kind what went wrong
	 */
	public MqttRemoteException(String topic, String exceptionType, Kind kind) {
		super("The request was answered with an error (" + kind + ", " + Printable.of(exceptionType) + ") on '"
				+ Printable.of(topic) + "'; the log of the other side has the details");
		this.exceptionType = exceptionType;
		this.kind = kind;
	}

	/**
	 * Return the exception an error reply stands for.
	 * @param reply a reply
	 * @return the exception, or {@code null} if it is no error reply
	 */
	static @Nullable MqttRemoteException of(MqttMessage reply) {
		String exceptionType = null;
		Kind kind = Kind.FAILED;
		for (UserProperty property : reply.properties().userProperties()) {
			if (property.name().equals(EXCEPTION_PROPERTY)) {
				exceptionType = CLASS_NAME.matcher(property.value()).matches() ? property.value() : "unknown";
			}
			else if (property.name().equals(KIND_PROPERTY) && property.value().equals(Kind.INVALID_REQUEST.text)) {
				kind = Kind.INVALID_REQUEST;
			}
		}
		return (exceptionType != null) ? new MqttRemoteException(reply.topic(), exceptionType, kind) : null;
	}

	/**
	 * Return the class of the exception on the other side, as that side names it.
	 * @return the name, which need not be that of a class here
	 */
	public String exceptionType() {
		return this.exceptionType;
	}

	/**
	 * Return what went wrong.
	 * @return the kind
	 */
	public Kind kind() {
		return this.kind;
	}

	/**
	 * What went wrong on the other side.
	 */
	public enum Kind {

		/**
		 * The request could not be read: its payload does not convert, is not valid, or a
		 * header is missing. Sending it again will not help.
		 */
		INVALID_REQUEST("invalid-request"),

		/**
		 * The request was read but not carried out.
		 */
		FAILED("failed");

		private final String text;

		Kind(String text) {
			this.text = text;
		}

		/**
		 * Return the kind as it is written in an error reply.
		 */
		@Override
		public String toString() {
			return this.text;
		}

	}

}
