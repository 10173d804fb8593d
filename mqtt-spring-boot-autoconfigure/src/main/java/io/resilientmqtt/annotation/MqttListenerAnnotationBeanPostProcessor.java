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

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.resilientmqtt.listener.MqttListenerContainerFactory;
import io.resilientmqtt.listener.MqttListenerEndpoint;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.listener.adapter.MqttListenerMethodFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.BeanExpressionException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.core.Ordered;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

/**
 * Registers the methods and classes annotated with {@link MqttListener}: those of
 * singletons when all of them are there, those of beans that are made later at once. They
 * are unregistered when their bean is destroyed.
 * <p>
 * It sees the beans of its own context. A child context without one of its own is refused
 * if it has listeners.
 */
public class MqttListenerAnnotationBeanPostProcessor implements DestructionAwareBeanPostProcessor, BeanFactoryAware,
		SmartInitializingSingleton, Ordered, ApplicationListener<ContextRefreshedEvent> {

	private final ObjectProvider<MqttListenerEndpointRegistry> registry;

	private final ObjectProvider<MqttListenerMethodFactory> methodFactory;

	private final Set<Class<?>> classesWithoutListeners = ConcurrentHashMap.newKeySet();

	private final RegisteredListeners registered = new RegisteredListeners();

	private final Object monitor = new Object();

	private @Nullable List<AnnotatedListener> waiting = new ArrayList<>();

	private @Nullable ConfigurableListableBeanFactory beanFactory;

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

	/**
	 * Return whether a class has listeners, so that a bean of it has to be there for
	 * messages to be handled.
	 * @param type the class
	 * @return {@code true} if it or a method of it is annotated with {@link MqttListener}
	 */
	public static boolean hasListeners(Class<?> type) {
		return AnnotatedListeners.isIn(type);
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = (ConfigurableListableBeanFactory) beanFactory;
	}

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Class<?> targetClass = AopProxyUtils.ultimateTargetClass(bean);
		if (bean instanceof AopInfrastructureBean || this.classesWithoutListeners.contains(targetClass)) {
			return bean;
		}
		List<AnnotatedListener> listeners = AnnotatedListeners.of(bean, beanName, targetClass);
		if (listeners.isEmpty()) {
			this.classesWithoutListeners.add(targetClass);
		}
		listeners.forEach(this::found);
		return bean;
	}

	@Override
	public boolean requiresDestruction(Object bean) {
		return hasListeners(AopProxyUtils.ultimateTargetClass(bean));
	}

	/**
	 * The listeners of a bean end with it.
	 */
	@Override
	public void postProcessBeforeDestruction(Object bean, String beanName) {
		synchronized (this.monitor) {
			if (this.waiting != null) {
				this.waiting.removeIf((listener) -> listener.bean() == bean);
			}
		}
		this.registered.remove(bean);
	}

	private void found(AnnotatedListener listener) {
		synchronized (this.monitor) {
			if (this.waiting != null) {
				this.waiting.add(listener);
				return;
			}
		}
		register(listener);
	}

	@Override
	public void afterSingletonsInstantiated() {
		List<MqttListenerConfigurer> configurers = beanFactory().getBeanProvider(MqttListenerConfigurer.class)
			.orderedStream()
			.toList();
		MqttListenerEndpointRegistrar registrar = null;
		if (!configurers.isEmpty()) {
			registrar = new MqttListenerEndpointRegistrar(this.registry.getObject(), this.methodFactory.getObject());
			for (MqttListenerConfigurer configurer : configurers) {
				configurer.configureMqttListeners(registrar);
			}
		}
		List<AnnotatedListener> listeners;
		synchronized (this.monitor) {
			listeners = (this.waiting != null) ? this.waiting : List.of();
			this.waiting = null;
		}
		listeners.forEach(this::register);
		if (registrar != null) {
			registrar.registerAll();
		}
	}

	/**
	 * A context was refreshed: this one, or a child, whose listeners nothing looks for
	 * unless it has a post-processor of its own.
	 * @throws InvalidMqttListenerException if a child has listeners but no post-processor
	 */
	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		ApplicationContext context = event.getApplicationContext();
		if (context.getAutowireCapableBeanFactory() == this.beanFactory
				|| context.getBeanNamesForType(MqttListenerAnnotationBeanPostProcessor.class, true, false).length > 0) {
			return;
		}
		for (String name : context.getBeanDefinitionNames()) {
			Class<?> type = context.getType(name, false);
			if (type != null && hasListeners(type)) {
				throw new InvalidMqttListenerException(name, ClassUtils.getUserClass(type),
						new IllegalStateException("it is in the child context '" + context.getId()
								+ "', in which nothing looks for listeners; "
								+ "add @EnableMqtt to a configuration class of that context, whose listeners have the "
								+ "clients of its parent, or move the bean to the parent"));
			}
		}
	}

	private void register(AnnotatedListener listener) {
		ListenerExpressions expressions = new ListenerExpressions(beanFactory(), listener.bean());
		ListenerClients clients = new ListenerClients(beanFactory(), this.registry, this.methodFactory);
		try {
			String client = expressions.text("client", listener.annotation().client());
			MqttListenerEndpointRegistry registry = clients.registry(client);
			MqttListenerEndpoints endpoints = new MqttListenerEndpoints(expressions, clients.methodFactory(client));
			MqttListenerContainerFactory factory = endpoints.containerFactory(listener);
			String id = endpoints.id(listener);
			synchronized (this.monitor) {
				MqttListenerEndpoint endpoint = endpoints.create(listener,
						(id != null) ? checked(id, clients) : freeId(listener.defaultId(), clients));
				if (factory != null) {
					registry.registerEndpoint(endpoint, factory);
				}
				else {
					registry.registerEndpoint(endpoint);
				}
				this.registered.add(listener.bean(), registry, endpoint.id());
			}
		}
		catch (IllegalArgumentException | IllegalStateException | BeanExpressionException ex) {
			throw listener.invalid(ex);
		}
	}

	private static String checked(String id, ListenerClients clients) {
		if (clients.hasListener(id)) {
			throw new IllegalArgumentException("there is already a listener with the id '" + id + "'; choose another");
		}
		return id;
	}

	private static String freeId(String name, ListenerClients clients) {
		String id = name;
		for (int number = 2; clients.hasListener(id); number++) {
			id = name + "#" + number;
		}
		return id;
	}

	private ConfigurableListableBeanFactory beanFactory() {
		ConfigurableListableBeanFactory beanFactory = this.beanFactory;
		Assert.state(beanFactory != null, "the post-processor has no bean factory");
		return beanFactory;
	}

}
