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

import java.util.List;
import java.util.Optional;

import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.Printable;
import io.resilientmqtt.message.TopicTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.util.StringUtils;

/**
 * An argument taken from a variable of the first template that matches the topic.
 */
final class DestinationVariableArgument implements MqttListenerArgument {

	private static final TypeDescriptor TEXT = TypeDescriptor.valueOf(String.class);

	private final String name;

	private final List<TopicTemplate> templates;

	/**
	 * The variable's index in each template, negative where the template lacks it.
	 */
	private final int[] variables;

	private final TypeDescriptor type;

	private final boolean text;

	private final boolean optional;

	private final ConversionService conversionService;

	DestinationVariableArgument(MethodParameter parameter, DestinationVariable annotation,
			List<TopicTemplate> templates, ConversionService conversionService) {
		this.name = name(parameter, annotation);
		this.templates = templates;
		this.variables = templates.stream()
			.mapToInt((template) -> template.variableNames().indexOf(this.name))
			.toArray();
		this.optional = parameter.getNestedParameterType() == Optional.class;
		MethodParameter nested = this.optional ? parameter.nested() : parameter;
		this.type = new TypeDescriptor(nested);
		this.text = nested.getNestedParameterType() == String.class;
		this.conversionService = conversionService;
		if (!conversionService.canConvert(TEXT, this.type)) {
			throw new IllegalArgumentException(
					"@DestinationVariable '" + this.name + "' is a " + this.type.getType().getName()
							+ ", and nothing converts text to that; take a String, or add a " + "Converter bean");
		}
		for (int i = 0; i < this.variables.length; i++) {
			if (this.variables[i] < 0 && !this.optional && !parameter.isOptional()) {
				throw new IllegalArgumentException("@DestinationVariable '" + this.name + "' is not in the topic '"
						+ templates.get(i) + "', whose variables are " + templates.get(i).variableNames() + "; add {"
						+ this.name + "} to it or make the parameter Optional");
			}
		}
	}

	private static String name(MethodParameter parameter, DestinationVariable annotation) {
		String name = StringUtils.hasLength(annotation.value()) ? annotation.value() : parameter.getParameterName();
		if (name == null) {
			throw new IllegalArgumentException("@DestinationVariable on parameter " + parameter.getParameterIndex()
					+ " has no name; give it one, or compile with -parameters");
		}
		return name;
	}

	@Override
	public @Nullable Object resolve(MqttMessage message, @Nullable Message<?> springMessage) {
		Object value = convert(extract(message.topic()));
		return this.optional ? Optional.ofNullable(value) : value;
	}

	private @Nullable String extract(String topic) {
		int last = this.variables.length - 1;
		int i = 0;
		while (i < last && !this.templates.get(i).matches(topic)) {
			i++;
		}
		return (this.variables[i] >= 0) ? this.templates.get(i).extract(topic, this.variables[i]) : null;
	}

	private @Nullable Object convert(@Nullable String value) {
		if (value == null || this.text) {
			return value;
		}
		try {
			return this.conversionService.convert(value, TEXT, this.type);
		}
		catch (ConversionException ex) {
			// Its message has the text as it came, which may be of several lines
			throw new MessageConversionException(
					"topic variable '" + this.name + "' is no " + this.type.getType().getSimpleName(),
					new IllegalArgumentException("'" + Printable.of(value) + "'"));
		}
	}

}
