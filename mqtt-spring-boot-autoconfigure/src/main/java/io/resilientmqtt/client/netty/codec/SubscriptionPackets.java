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

package io.resilientmqtt.client.netty.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption.RetainedHandlingPolicy;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.session.SubscriptionTable.Entry;
import io.resilientmqtt.message.TopicFilter;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * Writes SUBSCRIBE and UNSUBSCRIBE for one connection: many filters to a packet
 * (behaviour S11), as many as the broker's Maximum Packet Size has room for
 * [MQTT-3.2.2-15]. Identifier and user properties belong to the packet, so subscriptions
 * that differ in them go in different ones. Immutable.
 */
public final class SubscriptionPackets {

	/**
	 * Filters in one packet.
	 */
	private static final int BATCH = 100;

	private final boolean v5;

	private final long maximumPacketSize;

	public SubscriptionPackets(ProtocolVersion version, long maximumPacketSize) {
		this.v5 = version == ProtocolVersion.MQTT_5;
		this.maximumPacketSize = maximumPacketSize;
	}

	/**
	 * Return whether a subscription fits into a packet of its own.
	 * @param subscription the subscription
	 * @return whether the broker takes a packet that long
	 */
	public boolean fits(Subscription subscription) {
		return size(propertiesLength(subscription.identifier(), subscription.userProperties()),
				length(subscription)) <= this.maximumPacketSize;
	}

	/**
	 * Divide subscriptions into packets. Those of one packet keep their order; packets
	 * come in the order of their first.
	 * @param entries the subscriptions, of which each {@link #fits}
	 * @return the packets
	 */
	public List<List<Asked>> batches(List<Asked> entries) {
		Map<Properties, List<Asked>> groups = new LinkedHashMap<>();
		entries.forEach((entry) -> groups.computeIfAbsent(properties(entry.subscription()), (key) -> new ArrayList<>())
			.add(entry));
		List<List<Asked>> batches = new ArrayList<>();
		groups.forEach((properties, group) -> batches
			.addAll(divide(group, propertiesLength(properties.identifier(), properties.userProperties()),
					(entry) -> length(entry.subscription()))));
		return batches;
	}

	/**
	 * Divide the filters of an UNSUBSCRIBE into packets, in order.
	 * @param filters the filters
	 * @param userProperties the user properties of each packet
	 * @return the packets, of which one filter alone may be longer than the broker takes
	 */
	public List<List<TopicFilter>> batches(List<TopicFilter> filters, List<UserProperty> userProperties) {
		return divide(filters, propertiesLength(null, userProperties), SubscriptionPackets::length);
	}

	private <T> List<List<T>> divide(List<T> items, long propertiesLength, ToLongFunction<T> length) {
		List<List<T>> batches = new ArrayList<>();
		int from = 0;
		long payload = 0;
		for (int i = 0; i < items.size(); i++) {
			long next = length.applyAsLong(items.get(i));
			boolean full = i - from == BATCH || size(propertiesLength, payload + next) > this.maximumPacketSize;
			if (full && i > from) {
				batches.add(items.subList(from, i));
				from = i;
				payload = 0;
			}
			payload += next;
		}
		if (from < items.size()) {
			batches.add(items.subList(from, items.size()));
		}
		return batches;
	}

	/**
	 * Return whether the filters of an UNSUBSCRIBE fit into a packet.
	 * @param filters the filters
	 * @param userProperties the user properties
	 * @return whether the broker takes a packet that long
	 */
	public boolean fits(List<TopicFilter> filters, List<UserProperty> userProperties) {
		return size(propertiesLength(null, userProperties),
				filters.stream().mapToLong(SubscriptionPackets::length).sum()) <= this.maximumPacketSize;
	}

	private long size(long propertiesLength, long payloadLength) {
		long remaining = 2 + payloadLength;
		if (this.v5) {
			remaining += PublishEncoder.varIntLength(propertiesLength) + propertiesLength;
		}
		return 1 + PublishEncoder.varIntLength(remaining) + remaining;
	}

	private long propertiesLength(@Nullable Integer identifier, List<UserProperty> userProperties) {
		if (!this.v5) {
			return 0;
		}
		long length = (identifier != null) ? 1 + PublishEncoder.varIntLength(identifier) : 0;
		for (UserProperty property : userProperties) {
			length += 5L + ByteBufUtil.utf8Bytes(property.name()) + ByteBufUtil.utf8Bytes(property.value());
		}
		return length;
	}

	private static long length(Subscription subscription) {
		return length(subscription.filter()) + 1;
	}

	private static long length(TopicFilter filter) {
		return 2L + ByteBufUtil.utf8Bytes(filter.toString());
	}

	/**
	 * Return a SUBSCRIBE.
	 * @param packetId its Packet Identifier
	 * @param entries one of the {@link #batches}
	 * @return the packet
	 */
	public MqttSubscribeMessage subscribe(int packetId, List<Asked> entries) {
		Properties properties = properties(entries.get(0).subscription());
		MqttMessageBuilders.SubscribeBuilder subscribe = MqttMessageBuilders.subscribe()
			.messageId(packetId)
			.properties(properties.toNetty());
		entries.forEach((entry) -> subscribe.addSubscription(entry.subscription().filter().toString(),
				options(entry.subscription())));
		return subscribe.build();
	}

	private static MqttSubscriptionOption options(Subscription subscription) {
		return new MqttSubscriptionOption(MqttQoS.valueOf(subscription.qos().value()), subscription.options().noLocal(),
				subscription.options().retainAsPublished(),
				RetainedHandlingPolicy.valueOf(subscription.options().retainHandling().value()));
	}

	/**
	 * Return an UNSUBSCRIBE.
	 * @param packetId its Packet Identifier
	 * @param filters the filters
	 * @param userProperties the user properties
	 * @return the packet
	 */
	public MqttUnsubscribeMessage unsubscribe(int packetId, List<TopicFilter> filters,
			List<UserProperty> userProperties) {
		MqttMessageBuilders.UnsubscribeBuilder unsubscribe = MqttMessageBuilders.unsubscribe()
			.messageId(packetId)
			.properties(new Properties(null, this.v5 ? userProperties : List.of()).toNetty());
		filters.forEach((filter) -> unsubscribe.addTopicFilter(filter.toString()));
		return unsubscribe.build();
	}

	private Properties properties(Subscription subscription) {
		return this.v5 ? new Properties(subscription.identifier(), subscription.userProperties()) : Properties.NONE;
	}

	/**
	 * What is asked for.
	 *
	 * @param entry is told the answer
	 * @param subscription what is sent, which may have an identifier that the entry has
	 * not
	 */
	public record Asked(Entry<Subscription> entry, Subscription subscription) {
	}

	/**
	 * The properties of a SUBSCRIBE or UNSUBSCRIBE.
	 *
	 * @param identifier the Subscription Identifier or {@code null}
	 * @param userProperties the user properties
	 */
	private record Properties(@Nullable Integer identifier, List<UserProperty> userProperties) {

		static final Properties NONE = new Properties(null, List.of());

		MqttProperties toNetty() {
			if (equals(NONE)) {
				return MqttProperties.NO_PROPERTIES;
			}
			MqttProperties properties = new MqttProperties();
			if (this.identifier != null) {
				properties
					.add(new MqttProperties.IntegerProperty(MqttProperties.SUBSCRIPTION_IDENTIFIER, this.identifier));
			}
			this.userProperties.forEach(
					(property) -> properties.add(new MqttProperties.UserProperty(property.name(), property.value())));
			return properties;
		}

	}

}
