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

import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;

import io.resilientmqtt.message.TopicTemplate;

/**
 * The variables of the topics that a listener listens to. Immutable.
 *
 * @param topics the topics
 */
public record TopicVariables(List<TopicTemplate> topics) {

	public TopicVariables {
		topics = List.copyOf(topics);
	}

	/**
	 * Check that each topic has variables.
	 * @param names the names of the variables
	 * @param what has them, as the error says it
	 * @throws IllegalArgumentException if a topic lacks one
	 */
	public void check(Collection<String> names, String what) {
		for (TopicTemplate topic : this.topics) {
			for (String name : names) {
				if (!topic.variableNames().contains(name)) {
					throw new IllegalArgumentException(what + " has {" + name + "}, which is not in the topic '" + topic
							+ "'; its variables are " + topic.variableNames());
				}
			}
		}
	}

	/**
	 * Return the values of variables that all topics have.
	 * @param received the topic of a message received
	 * @return the value of a variable, as it is in the first topic that matches
	 */
	public UnaryOperator<String> of(String received) {
		int last = this.topics.size() - 1;
		int i = 0;
		while (i < last && !this.topics.get(i).matches(received)) {
			i++;
		}
		TopicTemplate topic = this.topics.get(i);
		return (name) -> topic.extract(received, topic.variableNames().indexOf(name));
	}

}
