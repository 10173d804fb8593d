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

package io.resilientmqtt.annotation;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.resilientmqtt.client.SubscriptionOptions;
import io.resilientmqtt.listener.MqttListenerEndpoint;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.listener.MqttListenerMethodFactory;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanExpressionException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanExpressionContext;
import org.springframework.beans.factory.config.BeanExpressionResolver;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * Registers the methods annotated with {@link MqttListener}: those of singletons when all
 * of them are there, those of beans that are made later at once.
 */
public class MqttListenerAnnotationBeanPostProcessor
		implements BeanPostProcessor, BeanFactoryAware, SmartInitializingSingleton, Ordered {

	private final ObjectProvider<MqttListenerEndpointRegistry> registry;

	private final ObjectProvider<MqttListenerMethodFactory> methodFactory;

	private final Set<Class<?>> classesWithoutListeners = ConcurrentHashMap.newKeySet();

	private final Object monitor = new Object();

	private @Nullable List<AnnotatedMethod> waiting = new ArrayList<>();

	private @Nullable ConfigurableBeanFactory beanFactory;

	/**
	 * Create the post-processor. Nothing is asked for before there is a listener.
	 * @param registry where the listeners are registered
	 * @param methodFactory makes listeners of methods
	 */
	public MqttListenerAnnotationBeanPostProcessor(ObjectProvider<MqttListenerEndpointRegistry> registry,
			ObjectProvider<MqttListenerMethodFactory> methodFactory) {
		this.registry = registry;
		this.methodFactory = methodFactory;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = (ConfigurableBeanFactory) beanFactory;
	}

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Class<?> targetClass = AopProxyUtils.ultimateTargetClass(bean);
		if (bean instanceof AopInfrastructureBean || this.classesWithoutListeners.contains(targetClass)
				|| !AnnotationUtils.isCandidateClass(targetClass, MqttListener.class)) {
			return bean;
		}
		Map<Method, MqttListener> methods = MethodIntrospector.selectMethods(targetClass,
				(Method method) -> AnnotatedElementUtils.findMergedAnnotation(method, MqttListener.class));
		if (methods.isEmpty()) {
			this.classesWithoutListeners.add(targetClass);
		}
		methods.forEach((method, annotation) -> found(new AnnotatedMethod(bean, beanName, method, annotation)));
		return bean;
	}

	private void found(AnnotatedMethod method) {
		synchronized (this.monitor) {
			if (this.waiting != null) {
				this.waiting.add(method);
				return;
			}
		}
		register(method);
	}

	@Override
	public void afterSingletonsInstantiated() {
		List<AnnotatedMethod> methods;
		synchronized (this.monitor) {
			methods = (this.waiting != null) ? this.waiting : List.of();
			this.waiting = null;
		}
		methods.forEach(this::register);
	}

	private void register(AnnotatedMethod listener) {
		MqttListenerEndpointRegistry registry = this.registry.getObject();
		MqttListenerMethodFactory factory = this.methodFactory.getObject();
		try {
			Method method = AopUtils.selectInvocableMethod(listener.method(), listener.bean().getClass());
			List<TopicTemplate> topics = topics(listener.annotation());
			QoS qos = QoS.of(listener.annotation().qos());
			SubscriptionOptions options = options(listener.annotation());
			synchronized (this.monitor) {
				registry.registerEndpoint(MqttListenerEndpoint
					.builder(id(listener, registry), factory.create(listener.bean(), method, topics))
					.topics(topics)
					.qos(qos)
					.subscriptionOptions(options)
					.build());
			}
		}
		catch (IllegalArgumentException | IllegalStateException | BeanExpressionException ex) {
			throw new InvalidMqttListenerException(listener.beanName(), listener.method(), ex);
		}
	}

	private List<TopicTemplate> topics(MqttListener annotation) {
		List<TopicTemplate> topics = new ArrayList<>();
		for (String topic : annotation.topics()) {
			addTopics(topics, topic, resolve(topic));
		}
		String group = group(annotation);
		return group.isEmpty() ? topics : topics.stream().map((topic) -> topic.share(group)).toList();
	}

	private String group(MqttListener annotation) {
		Object group = resolve(annotation.group());
		if (group instanceof String name) {
			return name;
		}
		throw notText("group", annotation.group(), group);
	}

	private static SubscriptionOptions options(MqttListener annotation) {
		return new SubscriptionOptions(annotation.noLocal(), annotation.retainAsPublished(),
				annotation.retainHandling());
	}

	private static void addTopics(List<TopicTemplate> topics, String text, @Nullable Object value) {
		if (value instanceof Object[] array) {
			addTopics(topics, text, Arrays.asList(array));
		}
		else if (value instanceof Iterable<?> values) {
			values.forEach((element) -> addTopics(topics, text, element));
		}
		else if (value instanceof String topic) {
			topics.add(TopicTemplate.of(topic));
		}
		else {
			throw notText("topics", text, value);
		}
	}

	private static IllegalArgumentException notText(String attribute, String text, @Nullable Object value) {
		return new IllegalArgumentException(attribute + " = '" + text + "' yields "
				+ ((value != null) ? "a " + value.getClass().getName() : "null") + "; it must yield text");
	}

	private String id(AnnotatedMethod listener, MqttListenerEndpointRegistry registry) {
		if (StringUtils.hasLength(listener.annotation().id())) {
			return String.valueOf(resolve(listener.annotation().id()));
		}
		String name = listener.beanName() + "." + listener.method().getName();
		String id = name;
		for (int number = 2; registry.getListenerContainer(id) != null; number++) {
			id = name + "#" + number;
		}
		return id;
	}

	private @Nullable Object resolve(String text) {
		ConfigurableBeanFactory beanFactory = this.beanFactory;
		Assert.state(beanFactory != null, "the post-processor has no bean factory");
		String value = beanFactory.resolveEmbeddedValue(text);
		BeanExpressionResolver resolver = beanFactory.getBeanExpressionResolver();
		return (resolver != null) ? resolver.evaluate(value, new BeanExpressionContext(beanFactory, null)) : value;
	}

	/**
	 * A method that was found.
	 *
	 * @param bean the bean, possibly a proxy
	 * @param beanName the name of the bean
	 * @param method the method of the bean's class
	 * @param annotation the annotation, with its aliases resolved
	 */
	private record AnnotatedMethod(Object bean, String beanName, Method method, MqttListener annotation) {

	}

}
