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

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.annotation.RepeatableContainers;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;

/**
 * Finds the annotations of a class: on itself and its methods, also inherited ones and
 * those of interfaces, several of them, and as meta-annotations. Of a method that
 * overrides another the nearest annotations count.
 */
final class AnnotatedListeners {

	private static final RepeatableContainers REPEATABLE = RepeatableContainers.explicitRepeatable(MqttListener.class,
			MqttListeners.class);

	private AnnotatedListeners() {
	}

	/**
	 * Return what a bean has to listen to.
	 * @param bean the bean, possibly a proxy
	 * @param beanName the name of the bean
	 * @param targetClass the class of the bean
	 * @return what was found
	 * @throws InvalidMqttListenerException if there are handlers without a listener, or
	 * the other way around
	 */
	static List<AnnotatedListener> of(Object bean, String beanName, Class<?> targetClass) {
		if (!AnnotationUtils.isCandidateClass(targetClass, MqttListener.class) || isPartOfSpring(targetClass)) {
			return List.of();
		}
		List<AnnotatedListener> found = new ArrayList<>();
		Map<Method, Annotations> methods = MethodIntrospector.selectMethods(targetClass, Annotations::of);
		methods.forEach((method, annotations) -> annotations.listeners()
			.forEach((annotation) -> found.add(new AnnotatedListener(bean, beanName, annotation, method, List.of()))));
		List<Method> handlers = methods.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().handler() != null)
			.map(Map.Entry::getKey)
			.sorted(Comparator.comparing(Method::getName).thenComparing(Method::toString))
			.toList();
		List<MqttListener> onClass = listeners(annotations(targetClass));
		onClass.forEach((annotation) -> found.add(new AnnotatedListener(bean, beanName, annotation, null, handlers)));
		if (onClass.isEmpty() && !handlers.isEmpty()) {
			throw new InvalidMqttListenerException(beanName, handlers.get(0), new IllegalArgumentException(
					"it has @MqttHandler but its class has no @MqttListener; annotate " + targetClass.getName()));
		}
		return found;
	}

	/**
	 * Return whether a class has listeners.
	 * @param type the class
	 * @return {@code true} if a bean of it is to be called
	 */
	static boolean isIn(Class<?> type) {
		if (!AnnotationUtils.isCandidateClass(type, MqttListener.class) || isPartOfSpring(type)) {
			return false;
		}
		return !listeners(annotations(type)).isEmpty()
				|| !MethodIntrospector.selectMethods(type, Annotations::of).isEmpty();
	}

	/**
	 * Return whether a class is one of Spring's own, of which there are many in any
	 * application, and none has listeners.
	 * @param type the class
	 * @return {@code false} if an application might have defined it
	 */
	private static boolean isPartOfSpring(Class<?> type) {
		return type.getName().startsWith("org.springframework.")
				&& !AnnotatedElementUtils.isAnnotated(ClassUtils.getUserClass(type), Component.class);
	}

	private static MergedAnnotations annotations(AnnotatedElement element) {
		return MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY, REPEATABLE);
	}

	private static List<MqttListener> listeners(MergedAnnotations annotations) {
		List<MqttListener> nearest = new ArrayList<>();
		int index = -1;
		for (MergedAnnotation<MqttListener> annotation : annotations.stream(MqttListener.class).toList()) {
			if (index < 0 || index == annotation.getAggregateIndex()) {
				index = annotation.getAggregateIndex();
				nearest.add(annotation.synthesize());
			}
		}
		return nearest;
	}

	/**
	 * What a method is annotated with.
	 *
	 * @param listeners its own listeners
	 * @param handler that it is one of the handlers of its class, or {@code null}
	 */
	private record Annotations(List<MqttListener> listeners, @Nullable MqttHandler handler) {

		static @Nullable Annotations of(Method method) {
			MergedAnnotations annotations = annotations(method);
			if (!annotations.isPresent(MessageMapping.class)) {
				return null; // neither, nor a composed annotation of either
			}
			List<MqttListener> listeners = AnnotatedListeners.listeners(annotations);
			MqttHandler handler = AnnotatedElementUtils.findMergedAnnotation(method, MqttHandler.class);
			return (listeners.isEmpty() && handler == null) ? null : new Annotations(listeners, handler);
		}

	}

}
