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
import java.util.List;

import io.resilientmqtt.listener.TopicVariables;
import io.resilientmqtt.message.TopicTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanExpressionException;
import org.springframework.beans.factory.config.BeanExpressionContext;
import org.springframework.beans.factory.config.BeanExpressionResolver;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.messaging.handler.annotation.SendTo;

/**
 * The topic of {@link org.springframework.messaging.handler.annotation.SendTo @SendTo},
 * whose variables take the values they have in the topic of the message received.
 */
final class SendToTopic {

	private final TopicTemplate target;

	private final TopicVariables topics;

	/**
	 * Create the topic.
	 * @param target a topic name whose levels may be variables
	 * @param topics what the listener listens to
	 * @throws IllegalArgumentException if the target is no topic name or has a variable
	 * that one of the topics lacks
	 */
	SendToTopic(String target, List<TopicTemplate> topics) {
		this.target = TopicTemplate.of(target);
		this.topics = new TopicVariables(topics);
		if (this.target.filter().shareName() != null) {
			throw new IllegalArgumentException(
					"@SendTo(\"" + target + "\") is a shared subscription; name the topic to send to");
		}
		this.target.expand((name) -> "x"); // no wildcards
		this.topics.check(this.target.variableNames(), "@SendTo(\"" + target + "\")");
	}

	/**
	 * Return the topic of the annotation that a method has, or else its class.
	 * @param method the method
	 * @param bean its bean, which expressions call {@code __listener}
	 * @param topics what the listener listens to
	 * @param beanFactory resolves placeholders and expressions, or {@code null} for none
	 * @return the topic, or {@code null} if there is no annotation, or just one on the
	 * class of a method that returns nothing
	 * @throws IllegalArgumentException if the annotation is not valid
	 */
	static @Nullable SendToTopic of(Method method, Object bean, List<TopicTemplate> topics,
			@Nullable ConfigurableBeanFactory beanFactory) {
		boolean isVoid = method.getReturnType() == void.class;
		SendTo annotation = AnnotatedElementUtils.findMergedAnnotation(method, SendTo.class);
		if (annotation != null && isVoid) {
			throw new IllegalArgumentException("it has @SendTo but returns nothing; return what is to be sent");
		}
		if (annotation == null && !isVoid) {
			annotation = AnnotatedElementUtils.findMergedAnnotation(AopUtils.getTargetClass(bean), SendTo.class);
		}
		if (annotation == null) {
			return null;
		}
		if (annotation.value().length != 1) {
			throw new IllegalArgumentException(
					"@SendTo names " + annotation.value().length + " topics; name the one to send to");
		}
		return new SendToTopic(resolve(annotation.value()[0], bean, beanFactory), topics);
	}

	private static String resolve(String text, Object bean, @Nullable ConfigurableBeanFactory beanFactory) {
		if (beanFactory == null) {
			return text;
		}
		String resolved = beanFactory.resolveEmbeddedValue(text);
		BeanExpressionResolver resolver = beanFactory.getBeanExpressionResolver();
		Object value;
		try {
			value = (resolver != null)
					? resolver.evaluate(resolved, new BeanExpressionContext(beanFactory, new ListenerScope(bean)))
					: resolved;
		}
		catch (BeanExpressionException ex) {
			throw new IllegalArgumentException("@SendTo(\"" + text + "\") can't be evaluated: "
					+ NestedExceptionUtils.getMostSpecificCause(ex).getMessage(), ex);
		}
		if (value instanceof String topic) {
			return topic;
		}
		throw new IllegalArgumentException("@SendTo(\"" + text + "\") yields " + value + "; it must yield text");
	}

	/**
	 * Return the topic to send to.
	 * @param received the topic of the message received
	 * @return the topic
	 */
	String of(String received) {
		return this.target.expand(this.topics.of(received));
	}

}
