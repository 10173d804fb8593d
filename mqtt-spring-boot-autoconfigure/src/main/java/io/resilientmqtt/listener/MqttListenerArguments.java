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

package io.resilientmqtt.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.TopicTemplate;
import io.resilientmqtt.messaging.MqttHeaders;
import io.resilientmqtt.messaging.MqttMessageConverters;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.convert.ConversionService;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.support.HeaderMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.HeadersMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.validation.SmartValidator;

/**
 * Decides for each parameter of a listener method where its argument comes from.
 */
final class MqttListenerArguments {

	private final MqttClient client;

	private final MqttMessageConverters converters;

	private final @Nullable SmartValidator validator;

	private final ConversionService conversionService;

	private final List<HandlerMethodArgumentResolver> headerResolvers;

	MqttListenerArguments(MqttClient client, MqttMessageConverters converters, @Nullable SmartValidator validator,
			ConversionService conversionService, @Nullable ConfigurableBeanFactory beanFactory,
			List<HandlerMethodArgumentResolver> customResolvers) {
		this.client = client;
		this.converters = converters;
		this.validator = validator;
		this.conversionService = conversionService;
		this.headerResolvers = new ArrayList<>(customResolvers);
		this.headerResolvers.add(new HeaderMethodArgumentResolver(conversionService, beanFactory));
		this.headerResolvers.add(new HeadersMethodArgumentResolver());
	}

	/**
	 * Decide for all parameters of a method.
	 * @param parameters the parameters
	 * @param templates the topics the method listens to
	 * @return one argument for each parameter
	 * @throws IllegalArgumentException if a parameter can't be served
	 */
	MqttListenerArgument[] of(MethodParameter[] parameters, List<TopicTemplate> templates) {
		MqttListenerArgument[] arguments = new MqttListenerArgument[parameters.length];
		List<String> payloads = new ArrayList<>();
		for (int i = 0; i < parameters.length; i++) {
			arguments[i] = of(parameters[i], templates);
			if (arguments[i] instanceof PayloadArgument && !parameters[i].hasParameterAnnotation(Payload.class)) {
				payloads.add(parameters[i].getParameterType().getSimpleName() + " " + parameters[i].getParameterName());
			}
		}
		if (payloads.size() > 1) {
			throw new IllegalArgumentException("the parameters " + String.join(", ", payloads)
					+ " would all be the payload; annotate each with @DestinationVariable, @Header or @Payload");
		}
		return arguments;
	}

	private MqttListenerArgument of(MethodParameter parameter, List<TopicTemplate> templates) {
		Class<?> type = parameter.getParameterType();
		if (type == MqttMessage.class) {
			return (message, springMessage) -> message;
		}
		if (MqttClient.class.isAssignableFrom(type) && type.isInstance(this.client)) {
			return (message, springMessage) -> this.client;
		}
		DestinationVariable variable = parameter.getParameterAnnotation(DestinationVariable.class);
		if (variable != null) {
			return new DestinationVariableArgument(parameter, variable, templates, this.conversionService);
		}
		if (type == String.class && isTopic(parameter.getParameterAnnotation(Header.class))) {
			return (message, springMessage) -> message.topic();
		}
		for (HandlerMethodArgumentResolver resolver : this.headerResolvers) {
			if (resolver.supportsParameter(parameter)) {
				return new HeaderArgument(parameter, resolver);
			}
		}
		if (type == Message.class) {
			return message(parameter);
		}
		return new PayloadArgument(parameter, this.converters, this.validator);
	}

	private static boolean isTopic(@Nullable Header header) {
		return header != null && header.name().equals(MqttHeaders.RECEIVED_TOPIC);
	}

	private MqttListenerArgument message(MethodParameter parameter) {
		ResolvableType payload = ResolvableType.forMethodParameter(parameter).getGeneric();
		Function<MqttMessage, Object> reader = this.converters.reader(payload.getType());
		return new MqttListenerArgument() {

			@Override
			public Object resolve(MqttMessage message, @Nullable Message<?> springMessage) {
				Message<?> source = Objects.requireNonNull(springMessage, "'springMessage' must not be null");
				return MessageBuilder.createMessage(reader.apply(message), source.getHeaders());
			}

			@Override
			public boolean needsSpringMessage() {
				return true;
			}

		};
	}

}
