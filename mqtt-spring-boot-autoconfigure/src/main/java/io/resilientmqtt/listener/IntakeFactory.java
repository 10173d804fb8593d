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

import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.resilientmqtt.client.ClientAnswers;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.Registration;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * Registers a listener with its client, for each start anew.
 *
 * @param endpoint the listener
 * @param client the client
 * @param concerned tells the messages delivered for the listener from those with the same
 * topics for others alone
 * @param settings how the listener is run
 * @param executor what receives, or {@code null} for the client's own threads
 * @param dispatches makes what hands over
 */
record IntakeFactory(MqttListenerEndpoint endpoint, MqttClient client, Predicate<MqttMessage> concerned,
		ListenerSettings settings, @Nullable Executor executor, DispatchFactory dispatches) {

	/**
	 * Take messages from now on.
	 * @param gate pauses the receiver
	 * @param paused whether the listener is paused
	 * @return what takes them
	 */
	Intake create(Gate gate, boolean paused) {
		Dispatch dispatch = this.dispatches.create(gate);
		if (paused) {
			gate.close(Gate.Reason.PAUSED);
			dispatch.pause();
		}
		// A share name is a matter of the subscription, the topics don't have it
		Set<TopicFilter> filters = this.endpoint.topics()
			.stream()
			.map((topic) -> TopicFilter.of(topic.filter().levels()))
			.collect(Collectors.toSet());
		Registration registration = ClientAnswers.registration(
				this.client.addReceiver(new Receiver(this.endpoint.id(), filters, (message, acknowledgement) -> {
					if (this.concerned.test(message)) {
						dispatch.receive(message, acknowledgement);
					}
					else {
						acknowledgement.acknowledge();
					}
				}, this.settings.inboxCapacity(), this.settings.overflow(), this.executor, false)));
		gate.attach(registration);
		return new Intake(registration, dispatch, gate);
	}

}
