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

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.support.HeadersMethodArgumentResolver;

/**
 * Resolves all headers, also for a parameter that is a list of those of each message of a
 * batch, which Spring's own resolver does not know.
 */
final class NestedHeadersResolver extends HeadersMethodArgumentResolver {

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return super.supportsParameter(parameter) || isNested(parameter);
	}

	private static boolean isNested(MethodParameter parameter) {
		Class<?> type = parameter.getNestedParameterType();
		return parameter.getNestingLevel() > 1
				&& (type == MessageHeaders.class || (parameter.hasParameterAnnotation(Headers.class)
						&& Map.class.isAssignableFrom(type) && type.isAssignableFrom(MessageHeaders.class)));
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) throws Exception {
		return isNested(parameter) ? message.getHeaders() : super.resolveArgument(parameter, message);
	}

}
