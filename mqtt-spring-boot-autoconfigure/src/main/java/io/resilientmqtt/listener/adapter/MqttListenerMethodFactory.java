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

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.listener.Acknowledgment;
import io.resilientmqtt.listener.ListenerOrdering;
import io.resilientmqtt.listener.MqttBatchMessageListener;
import io.resilientmqtt.listener.MqttMessageListener;
import io.resilientmqtt.message.MqttMessage;
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
import org.springframework.util.MimeType;
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
 * <li>the {@link Acknowledgment}, which makes the listener acknowledge for itself;</li>
 * <li>the {@link MqttClient}.</li>
 * </ul>
 * What a method returns is sent as the reply to the message: to its Response Topic, with
 * its Correlation Data and QoS, or else to the topic of the {@link SendTo} of the method
 * or its class, whose levels may be variables of the topic listened to. A
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

	private String typeProperty = "type";

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
	 * Return a factory with the settings this one has now, for listeners of payloads with
	 * a default Content Type of their own.
	 * @param contentType the Content Type of messages that don't tell, and of replies
	 * @return the factory
	 */
	public MqttListenerMethodFactory withDefaultContentType(MimeType contentType) {
		MqttListenerMethodFactory factory = new MqttListenerMethodFactory(this.client,
				this.converters.withDefault(contentType));
		factory.conversionService = this.conversionService;
		factory.validator = this.validator;
		factory.customArgumentResolvers = this.customArgumentResolvers;
		factory.beanFactory = this.beanFactory;
		factory.typeProperty = this.typeProperty;
		factory.errorReply = this.errorReply;
		factory.responseTopics = this.responseTopics;
		return factory;
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
	 * Set the User Property in which messages name the type of their payload, for
	 * listeners of several methods.
	 * @param typeProperty the name of the property, or empty if none does; {@code type}
	 * unless set, as CloudEvents have it
	 */
	public void setTypeProperty(String typeProperty) {
		this.typeProperty = typeProperty;
	}

	/**
	 * Set the factory whose placeholders and expressions the names of headers and
	 * {@link SendTo} may contain.
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
		return invocable(bean, method, topics, method(bean, method, topics));
	}

	/**
	 * Make a listener of several methods, each of which handles some of the messages.
	 * Which one handles a message is decided thus:
	 * <ol>
	 * <li>Only methods whose topics and Content Types match come into question.</li>
	 * <li>If the message has the User Property that {@linkplain #setTypeProperty names
	 * the type} of its payload, the method with that type handles it. Types are names
	 * that the methods give; no class is loaded for what a message says.</li>
	 * <li>Otherwise methods with topics or Content Types of their own go before those
	 * without, and the Content Type decides by what the methods take the payload for:
	 * with {@code text/*} one that takes text, else an object, else bytes; with
	 * {@code application/octet-stream} bytes, else an object, else text; with any other
	 * an object, else bytes, else text.</li>
	 * <li>A message without a Content Type, as all of MQTT 3.1.1 are, goes to the method
	 * that takes an object if it can be converted to that, else to the one that takes
	 * text, else to the one that takes bytes, else to the default.</li>
	 * <li>What no method takes goes to the default. If there is none, or if two methods
	 * come into question at the same step, the message can't be handled.</li>
	 * </ol>
	 * @param bean the bean, possibly a proxy
	 * @param methods the methods, at least one
	 * @param topics what they listen to
	 * @return the listener
	 * @throws IllegalArgumentException if a parameter can't be served, or methods can't
	 * be told apart
	 */
	public MqttMessageListener create(Object bean, List<MqttHandlerMethod> methods, List<TopicTemplate> topics) {
		if (methods.isEmpty()) {
			throw new IllegalArgumentException("it has no handlers; annotate methods with @MqttHandler");
		}
		List<PayloadHandler> handlers = new ArrayList<>();
		for (MqttHandlerMethod handler : methods) {
			List<TopicTemplate> own = handler.topics().isEmpty() ? topics : handler.topics();
			MqttListenerMethod method = method(bean, handler.method(), own);
			handlers
				.add(PayloadHandler.of(handler, invocable(bean, handler.method(), own, method), method.payloadType()));
		}
		return new DelegatingMessageListener(new PayloadHandlers(handlers, this.typeProperty),
				handlers.stream().anyMatch((handler) -> handler.listener().needsAcknowledgment()));
	}

	/**
	 * Make a listener of a method that takes batches. Its parameters are lists of what a
	 * method that takes one message may have, besides {@link Acknowledgment} and
	 * {@link MqttClient}. It returns nothing, or a future of nothing.
	 * @param bean the bean, possibly a proxy
	 * @param method the method, which the bean's class must have
	 * @param topics what the method listens to
	 * @return the listener
	 * @throws IllegalArgumentException if a parameter can't be served, or the method
	 * returns a reply
	 */
	public MqttBatchMessageListener createBatch(Object bean, Method method, List<TopicTemplate> topics) {
		Class<?> targetClass = AopUtils.getTargetClass(bean);
		Method specificMethod = AopUtils.getMostSpecificMethod(method, targetClass);
		MethodParameter[] parameters = parameters(bean, specificMethod, targetClass);
		AsyncResults.check(specificMethod.getReturnType());
		if (AnnotatedElementUtils.hasAnnotation(specificMethod, SendTo.class)
				|| !AsyncResults.isVoid(specificMethod, targetClass)) {
			throw new IllegalArgumentException(
					"it returns a reply, but a batch has no one to reply to; return nothing, "
							+ "or a future of nothing");
		}
		boolean[] lists = new boolean[parameters.length];
		for (int i = 0; i < lists.length; i++) {
			lists[i] = MqttListenerArguments.isList(parameters[i].getParameterType());
		}
		MqttListenerArgument[] arguments = arguments().ofBatch(parameters, topics);
		return new BatchListenerMethod(new MqttListenerMethod(bean, method, arguments), arguments, lists);
	}

	/**
	 * Make a function that tells the key of a message, for {@link ListenerOrdering#KEY}.
	 * @param expression a SpEL expression, in which {@code #name} is a variable of the
	 * topic, and the properties of the root are the message's topic, headers and payload
	 * (converted as for the method, or to text)
	 * @param bean the bean, possibly a proxy
	 * @param method the method that handles the messages, or {@code null} if there are
	 * several
	 * @param topics what it listens to
	 * @return the function
	 * @throws IllegalArgumentException if it is no expression, or names a variable that a
	 * topic lacks
	 */
	public Function<MqttMessage, @Nullable Object> createKey(String expression, Object bean, @Nullable Method method,
			List<TopicTemplate> topics) {
		Type type = (method != null) ? method(bean, method, topics).payloadType() : null;
		return KeyExpression.of(expression, topics, this.converters.reader((type != null) ? type : String.class));
	}

	private MqttListenerMethod method(Object bean, Method method, List<TopicTemplate> topics) {
		// A proxy's method does not carry the annotations
		Class<?> targetClass = AopUtils.getTargetClass(bean);
		Method specificMethod = AopUtils.getMostSpecificMethod(method, targetClass);
		return new MqttListenerMethod(bean, method,
				arguments().of(parameters(bean, specificMethod, targetClass), topics));
	}

	private InvocableListener invocable(Object bean, Method method, List<TopicTemplate> topics,
			MqttListenerMethod listener) {
		Method specificMethod = AopUtils.getMostSpecificMethod(method, AopUtils.getTargetClass(bean));
		SendToTopic sendTo = SendToTopic.of(specificMethod, bean, topics, this.beanFactory);
		if (listener.isVoid()) {
			return listener;
		}
		AsyncResults.check(specificMethod.getReturnType());
		return new ReplyingMessageListener(listener, new ListenerReplies(listener.getShortLogMessage(), this.client,
				this.converters, sendTo, this.responseTopics, this.errorReply));
	}

	private MqttListenerArguments arguments() {
		return new MqttListenerArguments(this.client, this.converters, this.validator, this.conversionService,
				this.beanFactory, this.customArgumentResolvers);
	}

	private static MethodParameter[] parameters(Object bean, Method method, Class<?> targetClass) {
		MethodParameter[] parameters = new HandlerMethod(bean, method).getMethodParameters();
		if (parameters.length > 0 && parameters[parameters.length - 1].getParameterType()
			.getName()
			.equals("kotlin.coroutines.Continuation")) {
			throw new IllegalArgumentException("'" + method.getName()
					+ "' is a suspending function of Kotlin, which is "
					+ "not supported; leave out suspend, or return a CompletableFuture, as in scope.future { … }");
		}
		for (int i = 0; i < parameters.length; i++) {
			parameters[i] = parameters[i].withContainingClass(targetClass);
			parameters[i].initParameterNameDiscovery(DefaultParameterNameDiscoverer.getSharedInstance());
		}
		return parameters;
	}

}
