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

import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;
import tools.jackson.dataformat.cbor.CBORMapper;

import org.springframework.util.MimeType;

/**
 * Converts every object to and from CBOR [RFC 8949] with Jackson 3: payloads of the
 * Content Types {@code application/cbor} and <code>application/&#42;+cbor</code>, and
 * nothing that does not say it is CBOR.
 */
public class JacksonCborMqttMessageConverter implements ObjectMqttMessageConverter {

	private static final String CBOR = "cbor";

	private final JacksonPayloads payloads;

	/**
	 * Create the converter.
	 * @param mapper the mapper to use
	 */
	public JacksonCborMqttMessageConverter(CBORMapper mapper) {
		this.payloads = new JacksonPayloads(mapper, "CBOR");
	}

	@Override
	public boolean supports(@Nullable MimeType contentType) {
		return contentType != null
				&& (CBOR.equals(contentType.getSubtype()) || CBOR.equals(contentType.getSubtypeSuffix()));
	}

	@Override
	public boolean canRead(Type type) {
		return this.payloads.canRead(type);
	}

	@Override
	public byte[] toPayload(Object payload) {
		return this.payloads.write(payload);
	}

	@Override
	public @Nullable Object fromPayload(MqttMessage message, Type type) {
		return this.payloads.read(message, type);
	}

	@Override
	public String contentType() {
		return "application/cbor";
	}

}
