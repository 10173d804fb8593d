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
import java.util.Objects;
import java.util.stream.Stream;

import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionOptions;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicTemplate;
import org.jspecify.annotations.Nullable;

/**
 * Describes a listener: what it listens to, what handles the messages and how that is
 * run. Immutable.
 */
public final class MqttListenerEndpoint {

	private final String id;

	private final List<TopicTemplate> topics;

	private final QoS qos;

	private final SubscriptionOptions subscriptionOptions;

	private final MqttListenerOptions options;

	private final MqttMessageListener listener;

	private final @Nullable ErrorReplying replying;

	private final List<Subscription> subscriptions;

	private MqttListenerEndpoint(Builder builder) {
		this.id = builder.id;
		this.topics = builder.topics;
		this.qos = builder.qos;
		this.subscriptionOptions = builder.subscriptionOptions;
		this.options = builder.options;
		this.listener = builder.listener;
		this.replying = builder.replying;
		if (this.topics.isEmpty()) {
			throw new IllegalArgumentException("listener '" + this.id + "' has no topics; name at least one");
		}
		this.subscriptions = this.topics.stream()
			.map((topic) -> new Subscription(topic.filter(), this.qos, this.subscriptionOptions, null, List.of()))
			.toList();
	}

	/**
	 * Return a builder with QoS 1, default Subscription Options and no options set.
	 * @param id the id, unique among the listeners of a registry; names the listener in
	 * logs
	 * @param listener handles the messages
	 * @return the builder
	 * @throws IllegalArgumentException if the id is empty
	 */
	public static Builder builder(String id, MqttMessageListener listener) {
		return new Builder(id, listener);
	}

	/**
	 * Return the id.
	 * @return the id, unique among the listeners of a registry
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Return what the listener listens to.
	 * @return the topics, at least one; a message that matches several is handled once
	 */
	public List<TopicTemplate> topics() {
		return this.topics;
	}

	/**
	 * Return the maximum QoS to subscribe with.
	 * @return the QoS
	 */
	public QoS qos() {
		return this.qos;
	}

	/**
	 * Return the Subscription Options to subscribe with.
	 * @return the options
	 */
	public SubscriptionOptions subscriptionOptions() {
		return this.subscriptionOptions;
	}

	/**
	 * Return how the listener is run.
	 * @return the options, as far as the endpoint sets them
	 */
	public MqttListenerOptions options() {
		return this.options;
	}

	/**
	 * Return what handles the messages.
	 * @return the listener
	 */
	public MqttMessageListener listener() {
		return this.listener;
	}

	/**
	 * Return the same description with another listener.
	 * @param listener handles the messages
	 * @return the description
	 */
	MqttListenerEndpoint withListener(MqttMessageListener listener) {
		Builder builder = builder(this.id, listener).topics(this.topics)
			.qos(this.qos)
			.subscriptionOptions(this.subscriptionOptions)
			.options(this.options);
		builder.replying = this.replying; // whatever has been put around it
		return builder.build();
	}

	/**
	 * Return the listener if it tells those whose requests it fails on.
	 * @return the listener, or {@code null} if it does not
	 */
	@Nullable ErrorReplying replying() {
		return this.replying;
	}

	/**
	 * Return what the listener needs to be subscribed to.
	 * @return a subscription for each topic
	 */
	List<Subscription> subscriptions() {
		return this.subscriptions;
	}

	@Override
	public String toString() {
		return "MqttListenerEndpoint[id=" + this.id + ", topics=" + this.topics + ", qos=" + this.qos + "]";
	}

	/**
	 * Builds a {@link MqttListenerEndpoint}. Not for use by several threads at once.
	 */
	public static final class Builder {

		private final String id;

		private final MqttMessageListener listener;

		private List<TopicTemplate> topics = List.of();

		private QoS qos = QoS.AT_LEAST_ONCE;

		private SubscriptionOptions subscriptionOptions = SubscriptionOptions.DEFAULT;

		private MqttListenerOptions options = MqttListenerOptions.UNSET;

		private @Nullable ErrorReplying replying;

		private Builder(String id, MqttMessageListener listener) {
			if (id.isBlank()) {
				throw new IllegalArgumentException("the id is empty; give the listener a name");
			}
			this.id = id;
			this.listener = Objects.requireNonNull(listener, "'listener' must not be null");
			this.replying = ErrorReplying.of(listener);
		}

		/**
		 * Set what to listen to.
		 * @param topics topic filters whose levels may have names, at least one
		 * @return this builder
		 * @throws IllegalArgumentException if one is not valid
		 */
		public Builder topics(String... topics) {
			return topics(Stream.of(topics).map(TopicTemplate::of).toList());
		}

		/**
		 * Set what to listen to.
		 * @param topics the topics, at least one
		 * @return this builder
		 */
		public Builder topics(List<TopicTemplate> topics) {
			this.topics = List.copyOf(topics);
			return this;
		}

		/**
		 * Set the maximum QoS to subscribe with.
		 * @param qos the QoS
		 * @return this builder
		 */
		public Builder qos(QoS qos) {
			this.qos = Objects.requireNonNull(qos, "'qos' must not be null");
			return this;
		}

		/**
		 * Set the Subscription Options to subscribe with.
		 * @param subscriptionOptions the options
		 * @return this builder
		 */
		public Builder subscriptionOptions(SubscriptionOptions subscriptionOptions) {
			this.subscriptionOptions = Objects.requireNonNull(subscriptionOptions,
					"'subscriptionOptions' must not be null");
			return this;
		}

		/**
		 * Set how the listener is run.
		 * @param options the options; what they don't set has its default
		 * @return this builder
		 */
		public Builder options(MqttListenerOptions options) {
			this.options = Objects.requireNonNull(options, "'options' must not be null");
			return this;
		}

		/**
		 * Build the endpoint.
		 * @return the endpoint
		 * @throws IllegalArgumentException if it has no topics, or what it subscribes
		 * with is not valid together
		 */
		public MqttListenerEndpoint build() {
			return new MqttListenerEndpoint(this);
		}

	}

}
