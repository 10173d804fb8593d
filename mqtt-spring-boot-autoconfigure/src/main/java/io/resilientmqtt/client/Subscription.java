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

package io.resilientmqtt.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicFilter;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * A subscription to ask the broker for. A broker has one subscription for each filter: a
 * later one replaces an earlier one with the same filter [MQTT-3.8.4-3].
 * <p>
 * Options, identifier and user properties are those of MQTT 5. On a connection of MQTT
 * 3.1.1 options other than the default are refused; identifier and user properties, which
 * change no delivery, are left out.
 *
 * @param filter the topic filter, possibly shared
 * @param qos the maximum QoS of deliveries
 * @param options the Subscription Options
 * @param identifier the Subscription Identifier that the broker adds to every message it
 * delivers for this subscription, 1 to 268,435,455, or {@code null}; refused if the
 * broker has no identifiers
 * @param userProperties the User Properties of the SUBSCRIBE, in order
 */
public record Subscription(TopicFilter filter, QoS qos, SubscriptionOptions options, @Nullable Integer identifier,
		List<UserProperty> userProperties) {

	/**
	 * Highest Subscription Identifier.
	 */
	public static final int MAX_IDENTIFIER = 268_435_455;

	public Subscription {
		Objects.requireNonNull(filter, "'filter' must not be null");
		Objects.requireNonNull(qos, "'qos' must not be null");
		Objects.requireNonNull(options, "'options' must not be null");
		if (options.noLocal() && filter.shareName() != null) {
			throw new IllegalArgumentException("noLocal = true is not valid for the shared subscription '" + filter
					+ "': MQTT forbids it [MQTT-3.8.3-4]; leave noLocal or the group out");
		}
		if (identifier != null && (identifier < 1 || identifier > MAX_IDENTIFIER)) {
			throw new IllegalArgumentException(
					"identifier " + identifier + " is out of range; use 1 to " + MAX_IDENTIFIER);
		}
		userProperties = Arguments.list("userProperties", userProperties);
		userProperties.forEach(UserProperty::checkUtf8);
	}

	/**
	 * Create a subscription with default options.
	 * @param filter the topic filter, possibly shared
	 * @param qos the maximum QoS of deliveries
	 */
	public Subscription(TopicFilter filter, QoS qos) {
		this(filter, qos, SubscriptionOptions.DEFAULT, null, List.of());
	}

	/**
	 * Create a subscription with default options.
	 * @param topicFilter the topic filter, possibly shared
	 * @param qos the maximum QoS of deliveries
	 * @return the subscription
	 * @throws IllegalArgumentException if the filter is not valid
	 */
	public static Subscription of(String topicFilter, QoS qos) {
		return new Subscription(TopicFilter.of(Arguments.required("topicFilter", topicFilter)), qos);
	}

	/**
	 * Return a builder with QoS 1 and default options.
	 * @param topicFilter the topic filter, possibly shared
	 * @return the builder
	 * @throws IllegalArgumentException if the filter is not valid
	 */
	public static Builder builder(String topicFilter) {
		return new Builder(TopicFilter.of(Arguments.required("topicFilter", topicFilter)));
	}

	/**
	 * Return the name of the group whose members share the messages among them.
	 * @return the share name, or {@code null} if the subscription is not shared
	 */
	public @Nullable String group() {
		return this.filter.shareName();
	}

	/**
	 * Describe the subscription, without the values of user properties: they may carry
	 * secrets.
	 */
	@Override
	public String toString() {
		return "Subscription[filter=" + this.filter + ", qos=" + this.qos + ", options=" + this.options
				+ ", identifier=" + this.identifier + ", userProperties(" + this.userProperties.size() + ")]";
	}

	/**
	 * Builds a {@link Subscription}. Not for use by several threads at once.
	 */
	public static final class Builder {

		private final TopicFilter filter;

		private final List<UserProperty> userProperties = new ArrayList<>();

		private @Nullable String group;

		private QoS qos = QoS.AT_LEAST_ONCE;

		private boolean noLocal;

		private boolean retainAsPublished;

		private RetainHandling retainHandling = RetainHandling.SEND_AT_SUBSCRIBE;

		private @Nullable Integer identifier;

		private Builder(TopicFilter filter) {
			this.filter = filter;
		}

		/**
		 * Set the maximum QoS of deliveries.
		 * @param qos the QoS
		 * @return this builder
		 */
		public Builder qos(QoS qos) {
			this.qos = Arguments.required("qos", qos);
			return this;
		}

		/**
		 * Share the messages with the other members of a group: the broker delivers each
		 * to one of them. The same as a filter {@code $share/group/filter}; brokers offer
		 * it under both versions of MQTT.
		 * @param group a name without {@code /}, {@code +} and {@code #}, or {@code null}
		 * @return this builder
		 */
		public Builder group(@Nullable String group) {
			this.group = group;
			return this;
		}

		/**
		 * Set whether the broker leaves out what this client publishes itself.
		 * @param noLocal {@code true} to leave it out; not with a group
		 * @return this builder
		 */
		public Builder noLocal(boolean noLocal) {
			this.noLocal = noLocal;
			return this;
		}

		/**
		 * Set whether deliveries keep the RETAIN flag they were published with.
		 * @param retainAsPublished {@code true} to keep it
		 * @return this builder
		 */
		public Builder retainAsPublished(boolean retainAsPublished) {
			this.retainAsPublished = retainAsPublished;
			return this;
		}

		/**
		 * Set whether the broker sends retained messages upon subscribing.
		 * @param retainHandling when it does
		 * @return this builder
		 */
		public Builder retainHandling(RetainHandling retainHandling) {
			this.retainHandling = Arguments.required("retainHandling", retainHandling);
			return this;
		}

		/**
		 * Set the Subscription Identifier, which comes with every message delivered for
		 * this subscription.
		 * @param identifier 1 to 268,435,455, or {@code null}
		 * @return this builder
		 */
		public Builder identifier(@Nullable Integer identifier) {
			this.identifier = identifier;
			return this;
		}

		/**
		 * Add a User Property to the SUBSCRIBE, behind those added before.
		 * @param name the name, which may repeat
		 * @param value the value
		 * @return this builder
		 */
		public Builder userProperty(String name, String value) {
			this.userProperties.add(new UserProperty(name, value));
			return this;
		}

		/**
		 * Build the subscription.
		 * @return the subscription
		 * @throws IllegalArgumentException if a value is not valid, or two of them are
		 * not together
		 */
		public Subscription build() {
			TopicFilter filter = (this.group != null) ? this.filter.share(this.group) : this.filter;
			SubscriptionOptions options = new SubscriptionOptions(this.noLocal, this.retainAsPublished,
					this.retainHandling);
			return new Subscription(filter, this.qos, options, this.identifier, this.userProperties);
		}

	}

}
