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

import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PayloadFormat;
import io.resilientmqtt.message.Printable;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.util.MimeType;

/**
 * The converters of an application, asked one after the other: those that support the
 * Content Type of the message, or the application's default, or all of them if neither
 * tells. Bytes and text need none. Numbers, truth values, characters, enums and UUIDs are
 * text unless the application has a converter of its own for them or the Content Type
 * says otherwise. What no other converter wants is read from text by Spring's conversion
 * service.
 */
public final class MqttMessageConverters {

	private static final String REMEDY = ": add spring-boot-starter-jackson for JSON, or an MqttMessageConverter bean";

	private static final byte[] EMPTY = {};

	private final List<MqttMessageConverter> converters;

	private final ConverterSelection selection;

	/**
	 * Create the converters.
	 * @param converters the converters in the order they are asked
	 */
	public MqttMessageConverters(List<? extends MqttMessageConverter> converters) {
		this(converters, null);
	}

	/**
	 * Create the converters with a default Content Type.
	 * @param converters the converters in the order they are asked
	 * @param defaultContentType the Content Type of messages that don't tell, as those of
	 * MQTT 3.1.1, and of payloads to be written; {@code null} if there is none, so that
	 * all converters are asked
	 */
	public MqttMessageConverters(List<? extends MqttMessageConverter> converters,
			@Nullable MimeType defaultContentType) {
		this.converters = List.copyOf(converters);
		this.selection = new ConverterSelection(withText(this.converters), defaultContentType);
	}

	private static List<MqttMessageConverter> withText(List<MqttMessageConverter> converters) {
		List<MqttMessageConverter> all = new ArrayList<>(converters);
		for (int i = 0; i < all.size(); i++) {
			if (all.get(i) instanceof ObjectMqttMessageConverter) {
				all.add(i, TextMqttMessageConverter.SIMPLE_VALUES);
				break;
			}
		}
		all.add(TextMqttMessageConverter.INSTANCE);
		return List.copyOf(all);
	}

	/**
	 * Return the same converters with another default.
	 * @param defaultContentType the Content Type of messages that don't tell, and of
	 * payloads to be written
	 * @return the converters
	 */
	public MqttMessageConverters withDefault(MimeType defaultContentType) {
		return new MqttMessageConverters(this.converters, defaultContentType);
	}

	/**
	 * Convert an object to a payload: {@code null} to an empty one; a {@code byte[]} as
	 * it is, without a copy; a {@link CharSequence} to UTF-8; the remaining bytes of a
	 * {@link ByteBuffer}; everything else by the first converter that can.
	 * @param payload the object
	 * @return the bytes
	 * @throws MessageConversionException if no converter can
	 */
	public byte[] toPayload(@Nullable Object payload) {
		return toPayload(payload, null);
	}

	/**
	 * Convert an object to a payload of a Content Type, as {@link #toPayload(Object)}
	 * does with the converters that support it.
	 * @param payload the object
	 * @param contentType the Content Type, or {@code null} for the default
	 * @return the bytes
	 * @throws MessageConversionException if no converter can
	 */
	public byte[] toPayload(@Nullable Object payload, @Nullable String contentType) {
		if (payload == null) {
			return EMPTY;
		}
		byte[] bytes = asBytes(payload);
		return (bytes != null) ? bytes : convert(payload, contentType, null);
	}

	/**
	 * Convert an object to the payload of a message as {@link #toPayload(Object)} does,
	 * and set its Content Type: that of the converter, plain text for text, none for
	 * bytes.
	 * @param payload the object
	 * @param builder the message
	 * @throws MessageConversionException if no converter can
	 */
	public void toMessage(Object payload, MqttMessage.Builder builder) {
		toMessage(payload, null, builder);
	}

	/**
	 * Convert an object to the payload of a message as
	 * {@link #toMessage(Object, MqttMessage.Builder)} does, by one of the converters that
	 * support a Content Type.
	 * @param payload the object
	 * @param contentType the Content Type, or {@code null} for the default
	 * @param builder the message
	 * @throws MessageConversionException if no converter can
	 */
	public void toMessage(Object payload, @Nullable String contentType, MqttMessage.Builder builder) {
		byte[] bytes = asBytes(payload);
		if (bytes == null) {
			builder.wrapPayload(convert(payload, contentType, builder));
			return;
		}
		builder.wrapPayload(bytes);
		if (payload instanceof CharSequence) {
			builder.contentType(TextMqttMessageConverter.CONTENT_TYPE).payloadFormat(PayloadFormat.UTF_8);
		}
	}

	private static byte @Nullable [] asBytes(Object payload) {
		if (payload instanceof byte[] bytes) {
			return bytes;
		}
		if (payload instanceof CharSequence text) {
			return text.toString().getBytes(StandardCharsets.UTF_8);
		}
		if (payload instanceof ByteBuffer buffer) {
			byte[] bytes = new byte[buffer.remaining()];
			buffer.duplicate().get(bytes);
			return bytes;
		}
		return null;
	}

	private byte[] convert(Object payload, @Nullable String contentType, MqttMessage.@Nullable Builder builder) {
		for (MqttMessageConverter converter : this.selection.of(contentType)) {
			byte[] bytes = converter.toPayload(payload);
			if (bytes != null) {
				if (builder != null) {
					builder.contentType(converter.contentType());
				}
				return bytes;
			}
		}
		throw new MessageConversionException(
				"no converter for payloads of " + payload.getClass() + ofContentType(contentType) + REMEDY);
	}

	private static String ofContentType(@Nullable String contentType) {
		return (contentType != null) ? " with the content type '" + Printable.of(contentType) + "'" : "";
	}

	/**
	 * Return what makes objects of payloads: {@code byte[]} (also for {@code Object}),
	 * text and a read-only {@link ByteBuffer} of any payload, everything else as
	 * {@link #fromPayload(MqttMessage, Type)} does. Text is UTF-8, unless the Content
	 * Type has another charset.
	 * @param type what to convert to
	 * @return the function
	 */
	public Function<MqttMessage, Object> reader(Type type) {
		Class<?> raw = ResolvableType.forType(type).toClass();
		if (raw == byte[].class || raw == Object.class) {
			return MqttMessage::payload;
		}
		if (raw == String.class || raw == CharSequence.class) {
			return this.selection::text;
		}
		if (raw == ByteBuffer.class) {
			return MqttMessage::payloadBuffer;
		}
		return (message) -> fromPayload(message, type);
	}

	/**
	 * Return whether there are payloads that objects of a type can be made of.
	 * @param type what to convert to
	 * @return {@code false} if no converter can
	 */
	public boolean canRead(Type type) {
		Class<?> raw = ResolvableType.forType(type).toClass();
		return raw == byte[].class || raw == Object.class || raw == String.class || raw == CharSequence.class
				|| raw == ByteBuffer.class || this.selection.all().stream().anyMatch((one) -> one.canRead(type));
	}

	/**
	 * Convert the payload of a message received by the first converter that can.
	 * @param message the message
	 * @param type what to convert to
	 * @return the object
	 * @throws MessageConversionException if the payload is empty or no converter can
	 */
	public Object fromPayload(MqttMessage message, Type type) {
		if (message.payloadSize() == 0) {
			throw new MessageConversionException("the payload is empty and can't be converted to " + type.getTypeName()
					+ "; a parameter may be Optional or @Nullable");
		}
		String contentType = message.properties().contentType();
		for (MqttMessageConverter converter : this.selection.of(contentType)) {
			Object payload = converter.fromPayload(message, type);
			if (payload != null) {
				return payload;
			}
		}
		throw new MessageConversionException(
				"no converter from a payload" + ofContentType(contentType) + " to " + type.getTypeName() + REMEDY);
	}

}
