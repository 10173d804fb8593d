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

package io.resilientmqtt.listener.adapter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.resilientmqtt.listener.adapter.PayloadHandler.Kind;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.Printable;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.util.MimeTypeUtils;

/**
 * Chooses the method that handles a message, by the rule that
 * {@link MqttListenerMethodFactory#create(Object, List, List)} states. No class is ever
 * loaded for what a message says: types are names that the methods have.
 */
final class PayloadHandlers {

	private static final List<Kind> TEXT = List.of(Kind.TEXT, Kind.OBJECT, Kind.BYTES);

	private static final List<Kind> NO_TEXT = List.of(Kind.OBJECT, Kind.BYTES, Kind.TEXT);

	private static final List<Kind> BYTES = List.of(Kind.BYTES, Kind.OBJECT, Kind.TEXT);

	private static final List<Kind> UNTOLD = List.of(Kind.OBJECT, Kind.TEXT, Kind.BYTES);

	private final List<PayloadHandler> handlers;

	private final String typeProperty;

	/**
	 * Create the choice.
	 * @param handlers the methods
	 * @param typeProperty the User Property that names the type of a payload, or empty if
	 * none does
	 * @throws IllegalArgumentException if two methods can never be told apart, or two are
	 * the default
	 */
	PayloadHandlers(List<PayloadHandler> handlers, String typeProperty) {
		this.handlers = List.copyOf(handlers);
		this.typeProperty = typeProperty;
		for (int i = 0; i < handlers.size(); i++) {
			for (PayloadHandler other : handlers.subList(i + 1, handlers.size())) {
				PayloadHandler handler = handlers.get(i);
				if (handler.isDefault() && other.isDefault()) {
					throw new IllegalArgumentException("the handlers " + handler + " and " + other
							+ " are both the default; let one of them have isDefault = true");
				}
				if (handler.isConfusedWith(other)) {
					throw new IllegalArgumentException("the handlers " + handler + " and " + other
							+ " are for the same payloads; give them topics, contentTypes or types");
				}
			}
		}
	}

	/**
	 * Return the methods that may handle a message: the one that does, or several to be
	 * tried in this order, of which the first that can convert the payload does.
	 * @param message the message
	 * @return at least one
	 * @throws MessageConversionException if there is none, or no single one
	 */
	List<PayloadHandler> of(MqttMessage message) {
		List<PayloadHandler> eligible = eligible(message);
		String type = type(message);
		if (type != null) {
			return List.of(named(eligible, type, message));
		}
		eligible = preferConditional(eligible);
		String contentType = message.properties().contentType();
		List<PayloadHandler> chosen = new ArrayList<>();
		if (contentType == null) {
			for (Kind kind : UNTOLD) {
				addOfKind(chosen, eligible, kind, message);
			}
			addDefault(chosen, message);
		}
		else {
			for (Kind kind : order(contentType)) {
				if (chosen.isEmpty()) {
					addOfKind(chosen, eligible, kind, message);
				}
			}
			if (chosen.isEmpty()) {
				addDefault(chosen, message);
			}
		}
		if (chosen.isEmpty()) {
			throw none(message, (contentType != null) ? "with the content type '" + contentType + "'" : "");
		}
		return chosen;
	}

	private List<PayloadHandler> eligible(MqttMessage message) {
		List<PayloadHandler> eligible = new ArrayList<>(this.handlers.size());
		for (PayloadHandler handler : this.handlers) {
			if (handler.accepts(message)) {
				eligible.add(handler);
			}
		}
		return eligible;
	}

	private @Nullable String type(MqttMessage message) {
		if (!this.typeProperty.isEmpty()) {
			for (UserProperty property : message.properties().userProperties()) {
				if (property.name().equals(this.typeProperty)) {
					return property.value();
				}
			}
		}
		return null;
	}

	private static PayloadHandler named(List<PayloadHandler> eligible, String type, MqttMessage message) {
		PayloadHandler named = null;
		PayloadHandler otherwise = null;
		for (PayloadHandler handler : eligible) {
			if (handler.types().contains(type)) {
				if (named != null && named.isConditional() == handler.isConditional()) {
					throw several(named, handler, message);
				}
				named = (named == null || handler.isConditional()) ? handler : named;
			}
			otherwise = handler.isDefault() ? handler : otherwise;
		}
		if (named != null) {
			return named;
		}
		if (otherwise != null) {
			return otherwise;
		}
		throw none(message, "with the type '" + type + "'");
	}

	private static List<PayloadHandler> preferConditional(List<PayloadHandler> eligible) {
		List<PayloadHandler> conditional = new ArrayList<>(eligible.size());
		for (PayloadHandler handler : eligible) {
			if (handler.isConditional()) {
				conditional.add(handler);
			}
		}
		return conditional.isEmpty() ? eligible : conditional;
	}

	private static List<Kind> order(String contentType) {
		String type = contentType.toLowerCase(Locale.ROOT);
		if (type.startsWith("text/")) {
			return TEXT;
		}
		return type.startsWith(MimeTypeUtils.APPLICATION_OCTET_STREAM_VALUE) ? BYTES : NO_TEXT;
	}

	private static void addOfKind(List<PayloadHandler> chosen, List<PayloadHandler> eligible, Kind kind,
			MqttMessage message) {
		PayloadHandler found = null;
		for (PayloadHandler handler : eligible) {
			if (handler.kind() == kind && !handler.isDefault()) {
				if (found != null) {
					throw several(found, handler, message);
				}
				found = handler;
			}
		}
		if (found != null) {
			chosen.add(found);
		}
	}

	private void addDefault(List<PayloadHandler> chosen, MqttMessage message) {
		for (PayloadHandler handler : this.handlers) {
			if (handler.isDefault() && handler.accepts(message)) {
				chosen.add(handler);
			}
		}
	}

	private static MessageConversionException several(PayloadHandler first, PayloadHandler second,
			MqttMessage message) {
		return new MessageConversionException("the handlers " + first + " and " + second
				+ " could both take a message of topic '" + Printable.of(message.topic())
				+ "'; give them topics or contentTypes, or have the sender name the type in a user property");
	}

	private static MessageConversionException none(MqttMessage message, String what) {
		return new MessageConversionException("no handler takes a message of topic '" + Printable.of(message.topic())
				+ "' " + what + "; add one, or make one of them the default (isDefault = true)");
	}

}
