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

package io.resilientmqtt.messaging;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.resilientmqtt.client.ClientStatistics;
import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.ConnectionState;
import io.resilientmqtt.client.ConnectionStatus;
import io.resilientmqtt.client.DisconnectOptions;
import io.resilientmqtt.client.MessageQueue;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.PublicationListener;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.ReceiverStatus;
import io.resilientmqtt.client.Registration;
import io.resilientmqtt.client.SubscribeResult;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionOwner;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.client.UnsubscribeResult;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.UserProperty;

/**
 * A client whose publications pass an interceptor. All else is the client's own.
 */
final class InterceptedMqttClient implements MqttClient {

	private final MqttClient target;

	private final MqttPublishInterceptor interceptor;

	InterceptedMqttClient(MqttClient target, MqttPublishInterceptor interceptor) {
		this.target = target;
		this.interceptor = interceptor;
	}

	MqttClient target() {
		return this.target;
	}

	@Override
	public CompletableFuture<ConnectResult> connect() {
		return this.target.connect();
	}

	@Override
	public CompletableFuture<PublishResult> publish(MqttMessage message) {
		return this.interceptor.publish(message, this.target);
	}

	@Override
	public CompletableFuture<SubscribeResult> subscribe(Subscription... subscriptions) {
		return this.target.subscribe(subscriptions);
	}

	@Override
	public CompletableFuture<SubscribeResult> subscribe(SubscriptionOwner owner, Subscription... subscriptions) {
		return this.target.subscribe(owner, subscriptions);
	}

	@Override
	public CompletableFuture<UnsubscribeResult> unsubscribe(List<String> topicFilters,
			List<UserProperty> userProperties) {
		return this.target.unsubscribe(topicFilters, userProperties);
	}

	@Override
	public CompletableFuture<UnsubscribeResult> unsubscribe(SubscriptionOwner owner, List<String> topicFilters,
			List<UserProperty> userProperties) {
		return this.target.unsubscribe(owner, topicFilters, userProperties);
	}

	@Override
	public Registration onMessage(String topicFilter, Consumer<MqttMessage> consumer) {
		return this.target.onMessage(topicFilter, consumer);
	}

	@Override
	public Registration addReceiver(Receiver receiver) {
		return this.target.addReceiver(receiver);
	}

	@Override
	public Registration onConnectionEvent(Consumer<ConnectionEvent> listener) {
		return this.target.onConnectionEvent(listener);
	}

	@Override
	public Registration onPublication(PublicationListener listener) {
		return this.target.onPublication(listener);
	}

	@Override
	public MessageQueue queue() {
		return this.target.queue();
	}

	@Override
	public boolean isConnected() {
		return this.target.isConnected();
	}

	@Override
	public ConnectionState state() {
		return this.target.state();
	}

	@Override
	public ConnectionStatus status() {
		return this.target.status();
	}

	@Override
	public List<SubscriptionStatus> subscriptions() {
		return this.target.subscriptions();
	}

	@Override
	public List<ReceiverStatus> receiverStatus() {
		return this.target.receiverStatus();
	}

	@Override
	public List<ReceiverStatus> receiverStatus(String name) {
		return this.target.receiverStatus(name);
	}

	@Override
	public ClientStatistics statistics() {
		return this.target.statistics();
	}

	@Override
	public CompletableFuture<Boolean> brokerUp() {
		return this.target.brokerUp();
	}

	@Override
	public CompletableFuture<Boolean> wanOk() {
		return this.target.wanOk();
	}

	@Override
	public CompletableFuture<Void> reauthenticate() {
		return this.target.reauthenticate();
	}

	@Override
	public CompletableFuture<ConnectResult> reconnect() {
		return this.target.reconnect();
	}

	@Override
	public CompletableFuture<Void> disconnect(DisconnectOptions options) {
		return this.target.disconnect(options);
	}

	@Override
	public void close() {
		this.target.close();
	}

}
