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

import io.resilientmqtt.message.TopicTemplate;

import org.springframework.util.MimeType;

/**
 * One of several methods that share the messages of a listener, and which of them it
 * takes.
 *
 * @param method the method, which the bean's class must have
 * @param topics the topics whose messages it takes; empty for all the listener has
 * @param contentTypes the Content Types it takes, one of which a message has to have;
 * empty for any
 * @param types what its payload type is called in messages that name the type of their
 * payload; empty for the name of the class, with or without its package
 * @param isDefault whether it takes what no other method does
 * @see MqttListenerMethodFactory#create(Object, List, List)
 */
public record MqttHandlerMethod(Method method, List<TopicTemplate> topics, List<MimeType> contentTypes,
		List<String> types, boolean isDefault) {

	public MqttHandlerMethod {
		topics = List.copyOf(topics);
		contentTypes = List.copyOf(contentTypes);
		types = List.copyOf(types);
	}

}
