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

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.listener.Acknowledgment;
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
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
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
		this.headerResolvers.add(new NestedHeadersResolver());
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
		Class<?> type = parameter.getNestedParameterType();
		if (type == MqttMessage.class) {
			return (message, springMessage) -> message;
		}
		if (isClient(type)) {
			return (message, springMessage) -> this.client;
		}
		if (type == Acknowledgment.class) {
			return new AcknowledgmentArgument();
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
			return MessageArgument.of(parameter, this.converters);
		}
		refuseBatch(parameter, type);
		refuseNamesake(parameter, type);
		return new PayloadArgument(parameter, this.converters, this.validator);
	}

	boolean isClient(Class<?> type) {
		return MqttClient.class.isAssignableFrom(type) && type.isInstance(this.client);
	}

	private static boolean isTopic(@Nullable Header header) {
		return header != null && header.name().equals(MqttHeaders.RECEIVED_TOPIC);
	}

	/**
	 * Refuse an interface that is called as one of this library's is and is another.
	 * @param parameter the parameter
	 * @param type its type
	 */
	private static void refuseNamesake(MethodParameter parameter, Class<?> type) {
		String name = type.getSimpleName();
		Class<?> meant = null;
		if (name.equals("Acknowledgment") || name.equals("DeliveryReceipt")) {
			meant = Acknowledgment.class;
		}
		else if (name.equals("MqttClient")) {
			meant = MqttClient.class;
		}
		if (meant != null && type.isInterface()) {
			throw new IllegalArgumentException("parameter '" + parameter.getParameterName() + "' is a " + type.getName()
					+ ", which no listener gets; use " + meant.getName());
		}
	}

	private static void refuseBatch(MethodParameter parameter, Class<?> type) {
		if (Iterable.class.isAssignableFrom(type)) {
			Class<?> element = ResolvableType.forMethodParameter(parameter).asCollection().getGeneric().toClass();
			if (element == MqttMessage.class || element == Message.class) {
				throw new IllegalArgumentException("parameter '" + parameter.getParameterName() + "' is a list of "
						+ element.getSimpleName() + ", but messages come one by one; set batch = true");
			}
		}
	}

	/**
	 * Decide for all parameters of a method that takes batches: those that are lists get
	 * of each message what one parameter of their element type would get.
	 * @param parameters the parameters
	 * @param templates the topics the method listens to
	 * @return one argument for each parameter
	 * @throws IllegalArgumentException if a parameter can't be served
	 */
	MqttListenerArgument[] ofBatch(MethodParameter[] parameters, List<TopicTemplate> templates) {
		MethodParameter[] elements = new MethodParameter[parameters.length];
		for (int i = 0; i < parameters.length; i++) {
			Class<?> type = parameters[i].getParameterType();
			boolean list = isList(type);
			if (!list && type != Acknowledgment.class && !isClient(type)) {
				refuseNamesake(parameters[i], type);
				throw new IllegalArgumentException("parameter '" + parameters[i].getParameterName() + "' is a "
						+ type.getSimpleName() + ", but with batch = true there are many; make it a List<"
						+ type.getSimpleName() + ">");
			}
			elements[i] = list ? parameters[i].nested() : parameters[i];
			if (list && elements[i].getNestedParameterType() == Acknowledgment.class) {
				throw new IllegalArgumentException("parameter '" + parameters[i].getParameterName()
						+ "' is a list of Acknowledgment, but a batch has one; take that");
			}
		}
		return of(elements, templates);
	}

	/**
	 * Return whether a parameter of a method that takes batches is a list.
	 * @param type the type of the parameter
	 * @return {@code true} for a list and what it extends
	 */
	static boolean isList(Class<?> type) {
		return Iterable.class.isAssignableFrom(type) && type.isAssignableFrom(ArrayList.class);
	}

}
