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

import java.util.List;

import io.resilientmqtt.message.TopicTemplate;

/**
 * The topic of {@link org.springframework.messaging.handler.annotation.SendTo @SendTo},
 * whose variables take the values they have in the topic of the message received.
 */
final class SendToTopic {

	private final TopicTemplate target;

	private final List<TopicTemplate> topics;

	/**
	 * Create the topic.
	 * @param target a topic name whose levels may be variables
	 * @param topics what the listener listens to
	 * @throws IllegalArgumentException if the target is no topic name or has a variable
	 * that one of the topics lacks
	 */
	SendToTopic(String target, List<TopicTemplate> topics) {
		this.target = TopicTemplate.of(target);
		this.topics = List.copyOf(topics);
		if (this.target.filter().shareName() != null) {
			throw new IllegalArgumentException(
					"@SendTo(\"" + target + "\") is a shared subscription; name the topic to send to");
		}
		this.target.expand((name) -> "x"); // no wildcards
		for (TopicTemplate topic : topics) {
			for (String name : this.target.variableNames()) {
				if (!topic.variableNames().contains(name)) {
					throw new IllegalArgumentException(
							"@SendTo(\"" + target + "\") has {" + name + "}, which is not in the topic '" + topic
									+ "'; its variables are " + topic.variableNames());
				}
			}
		}
	}

	/**
	 * Return the topic to send to.
	 * @param received the topic of the message received
	 * @return the topic
	 */
	String of(String received) {
		int last = this.topics.size() - 1;
		int i = 0;
		while (i < last && !this.topics.get(i).matches(received)) {
			i++;
		}
		TopicTemplate topic = this.topics.get(i);
		return this.target.expand((name) -> topic.extract(received, topic.variableNames().indexOf(name)));
	}

}
