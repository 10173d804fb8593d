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

package io.resilientmqtt.testsupport;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.resilientmqtt.client.BufferFill;
import io.resilientmqtt.client.ClientStatistics;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.client.PublicationListener;
import io.resilientmqtt.client.ReceiverStatus;
import io.resilientmqtt.client.Registration;
import io.resilientmqtt.client.Traffic;
import io.resilientmqtt.message.QoS;

/**
 * The part of a client without a network that counts: it shows what a test tells it to.
 */
public abstract class FakeCounts implements MqttClient {

	private final List<PublicationListener> publicationListeners = new CopyOnWriteArrayList<>();

	private volatile ClientStatistics statistics = new ClientStatistics(Map.of(), 0, Map.of(), 0, 0, 0, 0, Map.of(), 0,
			0, new BufferFill(0, 65536, 0, 1 << 26), 0, 0, Traffic.NONE);

	private volatile List<ReceiverStatus> receiverStatus = List.of();

	@Override
	public ClientStatistics statistics() {
		return this.statistics;
	}

	/**
	 * Set what was counted.
	 * @param statistics the statistics
	 */
	public void statistics(ClientStatistics statistics) {
		this.statistics = statistics;
	}

	@Override
	public List<ReceiverStatus> receiverStatus() {
		return this.receiverStatus;
	}

	/**
	 * Set how the receivers are doing.
	 * @param receiverStatus a status for each
	 */
	public void receiverStatus(ReceiverStatus... receiverStatus) {
		this.receiverStatus = List.of(receiverStatus);
	}

	@Override
	public Registration onPublication(PublicationListener listener) {
		this.publicationListeners.add(listener);
		return () -> this.publicationListeners.remove(listener);
	}

	/**
	 * End a publication for those who want to know.
	 * @param qos the QoS
	 * @param failure why it failed, or {@code null}
	 * @param time how long it took
	 */
	public void publicationEnded(QoS qos, MqttPublishException.Reason failure, Duration time) {
		this.publicationListeners.forEach((listener) -> listener.ended(qos, failure, time.toNanos()));
	}

	@Override
	public CompletableFuture<Boolean> brokerUp() {
		return CompletableFuture.completedFuture(isConnected());
	}

	@Override
	public CompletableFuture<Boolean> wanOk() {
		return CompletableFuture.completedFuture(isConnected());
	}

}
