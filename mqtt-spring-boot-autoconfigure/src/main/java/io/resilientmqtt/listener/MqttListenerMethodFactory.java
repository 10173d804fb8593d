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

import java.lang.reflect.Method;
import java.util.List;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.message.TopicFilter;
import io.resilientmqtt.message.TopicTemplate;
import io.resilientmqtt.messaging.MqttMessageConverters;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.convert.ConversionService;
import org.springframework.format.support.DefaultFormattingConversionService;
import org.springframework.messaging.handler.HandlerMethod;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.validation.SmartValidator;

/**
 * Makes listeners of methods. Their parameters may be
 * <ul>
 * <li>the payload as {@code byte[]}, {@code String}, a read-only
 * {@link java.nio.ByteBuffer}, or any type an
 * {@link io.resilientmqtt.messaging.MqttMessageConverter} converts to, possibly
 * validated;</li>
 * <li>{@link io.resilientmqtt.message.MqttMessage} or Spring's
 * {@link org.springframework.messaging.Message};</li>
 * <li>variables of the topic, {@code @Header}, {@code @Headers};</li>
 * <li>the {@link MqttClient}.</li>
 * </ul>
 * What a method returns is sent as the reply to the message: to its Response Topic, with
 * its Correlation Data and QoS, or else to the topic of the method's {@link SendTo},
 * whose levels may be variables of the topic listened to. A
 * {@link java.util.concurrent.CompletionStage} and, with Reactor on the class path, a
 * {@code Mono} are awaited without a thread. An
 * {@link io.resilientmqtt.message.MqttMessage} is sent to the topic it has; a Spring
 * {@link org.springframework.messaging.Message} brings headers. {@code null} sends
 * nothing.
 */
public class MqttListenerMethodFactory implements BeanFactoryAware {

	private final MqttClient client;

	private final MqttMessageConverters converters;

	private ConversionService conversionService = new DefaultFormattingConversionService();

	private @Nullable SmartValidator validator;

	private List<HandlerMethodArgumentResolver> customArgumentResolvers = List.of();

	private @Nullable ConfigurableBeanFactory beanFactory;

	private boolean errorReply;

	private List<TopicFilter> responseTopics = List.of(TopicFilter.of("#"));

	/**
	 * Create a factory.
	 * @param client the client that receives the messages
	 * @param converters make arguments of payloads
	 */
	public MqttListenerMethodFactory(MqttClient client, MqttMessageConverters converters) {
		this.client = client;
		this.converters = converters;
	}

	/**
	 * Set what converts headers and topic variables.
	 * @param conversionService the service
	 */
	public void setConversionService(ConversionService conversionService) {
		this.conversionService = conversionService;
	}

	/**
	 * Set what validates payloads.
	 * @param validator the validator, or {@code null} to refuse methods that want
	 * validation
	 */
	public void setValidator(@Nullable SmartValidator validator) {
		this.validator = validator;
	}

	/**
	 * Set resolvers for further kinds of parameters. They are asked before those for
	 * headers and the payload.
	 * @param customArgumentResolvers the resolvers
	 */
	public void setCustomArgumentResolvers(List<HandlerMethodArgumentResolver> customArgumentResolvers) {
		this.customArgumentResolvers = List.copyOf(customArgumentResolvers);
	}

	/**
	 * Set whether a request is answered with an error reply when a method that returns a
	 * value fails. It names the class of the exception, not its message.
	 * @param errorReply {@code false} unless set
	 * @see io.resilientmqtt.messaging.MqttRemoteException
	 */
	public void setErrorReply(boolean errorReply) {
		this.errorReply = errorReply;
	}

	/**
	 * Set which Response Topics are replied to. The Response Topic comes from whoever
	 * sent the request, and the reply is published with the rights of this client.
	 * @param responseTopics topic filters one of which has to match; {@code #} unless
	 * set, which leaves out topics that start with {@code $}
	 */
	public void setResponseTopics(List<TopicFilter> responseTopics) {
		this.responseTopics = List.copyOf(responseTopics);
	}

	/**
	 * Set the factory whose placeholders the names of headers and {@link SendTo} may
	 * contain.
	 */
	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = (beanFactory instanceof ConfigurableBeanFactory configurable) ? configurable : null;
	}

	/**
	 * Make a listener of a method.
	 * @param bean the bean, possibly a proxy
	 * @param method the method, which the bean's class must have
	 * @param topics what the method listens to
	 * @return the listener
	 * @throws IllegalArgumentException if a parameter can't be served
	 */
	public MqttMessageListener create(Object bean, Method method, List<TopicTemplate> topics) {
		// A proxy's method does not carry the annotations
		Class<?> targetClass = AopUtils.getTargetClass(bean);
		Method specificMethod = AopUtils.getMostSpecificMethod(method, targetClass);
		MethodParameter[] parameters = new HandlerMethod(bean, specificMethod).getMethodParameters();
		for (int i = 0; i < parameters.length; i++) {
			parameters[i] = parameters[i].withContainingClass(targetClass);
			parameters[i].initParameterNameDiscovery(DefaultParameterNameDiscoverer.getSharedInstance());
		}
		MqttListenerArguments arguments = new MqttListenerArguments(this.client, this.converters, this.validator,
				this.conversionService, this.beanFactory, this.customArgumentResolvers);
		MqttListenerMethod listener = new MqttListenerMethod(bean, method, arguments.of(parameters, topics));
		SendToTopic sendTo = sendTo(specificMethod, topics);
		if (listener.isVoid() && sendTo != null) {
			throw new IllegalArgumentException("it has @SendTo but returns nothing; return what is to be sent");
		}
		if (listener.isVoid()) {
			return listener;
		}
		AsyncResults.check(specificMethod.getReturnType());
		return new ReplyingMessageListener(listener, new ListenerReplies(listener.getShortLogMessage(), this.client,
				this.converters, sendTo, this.responseTopics, this.errorReply));
	}

	private @Nullable SendToTopic sendTo(Method method, List<TopicTemplate> topics) {
		SendTo annotation = AnnotatedElementUtils.findMergedAnnotation(method, SendTo.class);
		if (annotation == null) {
			return null;
		}
		if (annotation.value().length != 1) {
			throw new IllegalArgumentException(
					"@SendTo names " + annotation.value().length + " topics; name the one to send to");
		}
		String target = annotation.value()[0];
		String resolved = (this.beanFactory != null) ? this.beanFactory.resolveEmbeddedValue(target) : target;
		return new SendToTopic(String.valueOf(resolved), topics);
	}

}
