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
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;

import io.resilientmqtt.client.InvalidOptionException;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.RetainHandling;
import io.resilientmqtt.client.SubscriptionOptions;
import io.resilientmqtt.listener.AckMode;
import io.resilientmqtt.listener.FilteringMessageListener;
import io.resilientmqtt.listener.ListenerOrdering;
import io.resilientmqtt.listener.MqttListenerContainerFactory;
import io.resilientmqtt.listener.MqttListenerEndpoint;
import io.resilientmqtt.listener.MqttListenerErrorHandler;
import io.resilientmqtt.listener.MqttListenerOptions;
import io.resilientmqtt.listener.MqttListenerOptionsBuilder;
import io.resilientmqtt.listener.MqttMessageListener;
import io.resilientmqtt.listener.adapter.MqttHandlerMethod;
import io.resilientmqtt.listener.adapter.MqttListenerMethodFactory;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeTypeUtils;

/**
 * Makes endpoints of annotations.
 */
final class MqttListenerEndpoints {

	private final ListenerExpressions expressions;

	private final MqttListenerMethodFactory methodFactory;

	MqttListenerEndpoints(ListenerExpressions expressions, MqttListenerMethodFactory methodFactory) {
		this.expressions = expressions;
		this.methodFactory = methodFactory;
	}

	/**
	 * Return the id that an annotation has.
	 * @param listener the annotation
	 * @return the id, or {@code null} if it has none
	 */
	@Nullable String id(AnnotatedListener listener) {
		String id = listener.annotation().id();
		return id.isEmpty() ? null : String.valueOf(this.expressions.resolve(id));
	}

	/**
	 * Return the factory that an annotation names.
	 * @param listener the annotation
	 * @return the factory, or {@code null} for that of the registry
	 */
	@Nullable MqttListenerContainerFactory containerFactory(AnnotatedListener listener) {
		return this.expressions.bean("containerFactory", listener.annotation().containerFactory(),
				MqttListenerContainerFactory.class);
	}

	/**
	 * Make an endpoint.
	 * @param listener the annotation
	 * @param id the id of the endpoint
	 * @return the endpoint
	 * @throws IllegalArgumentException if an attribute or a method is not valid
	 */
	MqttListenerEndpoint create(AnnotatedListener listener, String id) {
		MqttListener annotation = listener.annotation();
		MqttListenerMethodFactory methodFactory = methodFactory(annotation);
		List<TopicTemplate> topics = topics(annotation);
		QoS qos = this.expressions.qos(annotation.qos(), annotation.qosString());
		MqttListenerOptions options = options(listener, topics, methodFactory);
		return MqttListenerEndpoint.builder(id, filtered(annotation, listener(listener, topics, methodFactory)))
			.topics(topics)
			.qos(qos)
			.subscriptionOptions(subscriptionOptions(annotation))
			.options(options)
			.build();
	}

	private SubscriptionOptions subscriptionOptions(MqttListener annotation) {
		return new SubscriptionOptions(
				this.expressions.flag("noLocal", annotation.noLocal(), annotation.noLocalString()),
				this.expressions.flag("retainAsPublished", annotation.retainAsPublished(),
						annotation.retainAsPublishedString()),
				this.expressions.constant("retainHandling", annotation.retainHandling(),
						RetainHandling.SEND_AT_SUBSCRIBE, annotation.retainHandlingString()));
	}

	private boolean isBatch(MqttListener annotation) {
		return this.expressions.flag("batch", annotation.batch(), annotation.batchString());
	}

	private MqttListenerMethodFactory methodFactory(MqttListener annotation) {
		String contentType = this.expressions.text("contentType", annotation.contentType());
		try {
			return contentType.isEmpty() ? this.methodFactory
					: this.methodFactory.withDefaultContentType(MimeTypeUtils.parseMimeType(contentType));
		}
		catch (InvalidMimeTypeException ex) {
			throw new InvalidOptionException("contentType", contentType, "use a MIME type such as application/cbor");
		}
	}

	@SuppressWarnings("unchecked")
	private MqttMessageListener filtered(MqttListener annotation, MqttMessageListener listener) {
		Predicate<MqttMessage> filter = this.expressions.bean("filter", annotation.filter(), Predicate.class);
		return (filter != null) ? FilteringMessageListener.of(listener, filter) : listener;
	}

	private List<TopicTemplate> topics(MqttListener annotation) {
		List<TopicTemplate> topics = templates("topics", annotation.topics());
		String group = this.expressions.text("group", annotation.group());
		return group.isEmpty() ? topics : topics.stream().map((topic) -> topic.share(group)).toList();
	}

	private List<TopicTemplate> templates(String attribute, String[] texts) {
		return this.expressions.texts(attribute, texts).stream().map(TopicTemplate::of).toList();
	}

	private MqttListenerOptions options(AnnotatedListener listener, List<TopicTemplate> topics,
			MqttListenerMethodFactory methodFactory) {
		MqttListener annotation = listener.annotation();
		MqttListenerOptionsBuilder options = MqttListenerOptions.builder()
			.concurrency(this.expressions.integer("concurrency", annotation.concurrency(), 1))
			.ordering(this.expressions.constant("ordering", annotation.ordering(), ListenerOrdering.class))
			.ackMode(this.expressions.constant("ackMode", annotation.ackMode(), AckMode.class))
			.queueCapacity(this.expressions.integer("queueCapacity", annotation.queueCapacity(), 1))
			.overflow(this.expressions.constant("overflow", annotation.overflow(), Receiver.Overflow.class))
			.autoStartup(this.expressions.truth("autoStartup", annotation.autoStartup()))
			.errorHandler(
					this.expressions.bean("errorHandler", annotation.errorHandler(), MqttListenerErrorHandler.class))
			.batchSize(this.expressions.integer("batchSize", annotation.batchSize(), 1))
			.batchTimeout(this.expressions.duration("batchTimeout", annotation.batchTimeout()))
			.executor(this.expressions.bean("executor", annotation.executor(), Executor.class));
		String key = this.expressions.text("key", annotation.key());
		if (!key.isEmpty()) {
			options.key(key(listener, key, topics, methodFactory));
		}
		new ListenerProperties(this.expressions.texts("properties", annotation.properties())).apply(options);
		return options.build();
	}

	private Function<MqttMessage, @Nullable Object> key(AnnotatedListener listener, String key,
			List<TopicTemplate> topics, MqttListenerMethodFactory methodFactory) {
		Method method = isBatch(listener.annotation()) ? null : listener.method();
		try {
			return methodFactory.createKey(key, listener.bean(), (method != null) ? invocable(listener, method) : null,
					topics);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidOptionException("key", key, String.valueOf(ex.getMessage()));
		}
	}

	private static Method invocable(AnnotatedListener listener, Method method) {
		return AopUtils.selectInvocableMethod(method, listener.bean().getClass());
	}

	private MqttMessageListener listener(AnnotatedListener listener, List<TopicTemplate> topics,
			MqttListenerMethodFactory methodFactory) {
		boolean batch = isBatch(listener.annotation());
		Method method = listener.method();
		if (method != null) {
			return batch ? methodFactory.createBatch(listener.bean(), invocable(listener, method), topics)
					: methodFactory.create(listener.bean(), invocable(listener, method), topics);
		}
		if (batch) {
			throw new IllegalArgumentException("batch = true is for a method, but @MqttHandler methods take messages "
					+ "one by one; annotate the method that takes the batch with @MqttListener");
		}
		List<MqttHandlerMethod> handlers = new ArrayList<>();
		for (Method handler : listener.handlers()) {
			handlers.add(handler(listener, handler, topics));
		}
		return methodFactory.create(listener.bean(), handlers, topics);
	}

	private MqttHandlerMethod handler(AnnotatedListener listener, Method method, List<TopicTemplate> topics) {
		MqttHandler annotation = AnnotatedElementUtils.findMergedAnnotation(method, MqttHandler.class);
		if (annotation == null) {
			throw new IllegalStateException(method + " has lost its @MqttHandler");
		}
		List<TopicTemplate> own = templates("topics", annotation.topics());
		for (TopicTemplate topic : own) {
			if (topics.stream().noneMatch((template) -> template.filter().overlaps(topic.filter()))) {
				throw new IllegalArgumentException("@MqttHandler on '" + method.getName() + "' has the topic '" + topic
						+ "', which is not within " + topics + "; its class would never get a message for it");
			}
		}
		return new MqttHandlerMethod(invocable(listener, method), own,
				this.expressions.texts("contentTypes", annotation.contentTypes())
					.stream()
					.map(MimeTypeUtils::parseMimeType)
					.toList(),
				this.expressions.texts("types", annotation.types()), annotation.isDefault());
	}

}
