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

import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.function.Function;

import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.messaging.MqttHeaderMapper;
import io.resilientmqtt.messaging.MqttMessageConverters;
import org.jspecify.annotations.Nullable;

import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.util.StringUtils;
import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.SmartValidator;
import org.springframework.validation.annotation.ValidationAnnotationUtils;

/**
 * An argument made from the payload, and validated if the parameter says so.
 */
final class PayloadArgument implements MqttListenerArgument {

	private final MethodParameter parameter;

	private final Type type;

	private final Function<MqttMessage, Object> reader;

	private final boolean wrap;

	private final boolean optional;

	private final Object @Nullable [] validationHints;

	private final @Nullable SmartValidator validator;

	PayloadArgument(MethodParameter parameter, MqttMessageConverters converters, @Nullable SmartValidator validator) {
		Payload annotation = parameter.getParameterAnnotation(Payload.class);
		if (annotation != null && StringUtils.hasText(annotation.expression())) {
			throw new IllegalArgumentException(
					"@Payload expressions are not supported; take the payload and call what the expression calls");
		}
		this.parameter = parameter;
		this.wrap = parameter.getNestedParameterType() == Optional.class;
		this.optional = this.wrap || parameter.isOptional() || (annotation != null && !annotation.required());
		MethodParameter nested = this.wrap ? parameter.nested() : parameter;
		this.type = GenericTypeResolver.resolveType(nested.getNestedGenericParameterType(),
				parameter.getContainingClass());
		check(parameter, this.type, converters);
		this.reader = converters.reader(this.type);
		this.validationHints = validationHints(parameter);
		this.validator = validator;
		if (this.validationHints != null && validator == null) {
			throw new IllegalArgumentException("parameter '" + parameter.getParameterName()
					+ "' is to be validated but there is no validator; add spring-boot-starter-validation");
		}
	}

	/**
	 * Check that there is anything a parameter can be made of.
	 * @param parameter the parameter
	 * @param type what the payload is converted to
	 * @param converters convert it
	 * @throws IllegalArgumentException if no converter can
	 */
	static void check(MethodParameter parameter, Type type, MqttMessageConverters converters) {
		if (!converters.canRead(type)) {
			throw new IllegalArgumentException("parameter '" + parameter.getParameterName() + "' would be the payload, "
					+ "and nothing converts that to " + type.getTypeName()
					+ ": take a class that can be made of it, add spring-boot-starter-jackson for JSON, or an "
					+ "MqttMessageConverter bean");
		}
	}

	private static Object @Nullable [] validationHints(MethodParameter parameter) {
		for (Annotation annotation : parameter.getParameterAnnotations()) {
			Object[] hints = ValidationAnnotationUtils.determineValidationHints(annotation);
			if (hints != null) {
				return hints;
			}
		}
		return null;
	}

	@Override
	public Type payloadType() {
		return this.type;
	}

	@Override
	public @Nullable Object resolve(MqttMessage message, @Nullable Message<?> springMessage) {
		if (this.optional && message.payloadSize() == 0) {
			return this.wrap ? Optional.empty() : null;
		}
		Object payload = this.reader.apply(message);
		if (this.validationHints != null && this.validator != null) {
			validate(payload, message, this.validationHints, this.validator);
		}
		return this.wrap ? Optional.of(payload) : payload;
	}

	private void validate(Object payload, MqttMessage message, Object[] hints, SmartValidator validator) {
		BeanPropertyBindingResult result = new BeanPropertyBindingResult(payload,
				Optional.ofNullable(this.parameter.getParameterName()).orElse("payload"));
		validator.validate(payload, result, hints);
		if (result.hasErrors()) {
			throw new MethodArgumentNotValidException(MqttHeaderMapper.toMessage(message), this.parameter, result);
		}
	}

}
