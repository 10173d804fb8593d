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

package io.resilientmqtt.observation;

import java.util.List;
import java.util.function.Function;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.listener.MqttBatchMessageListener;
import io.resilientmqtt.listener.MqttListenerDecorator;
import io.resilientmqtt.listener.MqttListenerEndpoint;
import io.resilientmqtt.listener.MqttMessageListener;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.observation.MqttObservation.HighCardinalityKey;
import io.resilientmqtt.observation.MqttObservation.LowCardinalityKey;
import org.jspecify.annotations.Nullable;

/**
 * Observes what listeners handle: a span of the listener is a child of the publisher's,
 * if the message carries that. The observation is current on the listener's thread while
 * its method runs, and ends with what the method returns. A batch is observed as a whole,
 * and its span is no child of another, for each of its messages may have a trace of its
 * own. Safe for use by several threads.
 */
public class ObservedListeners implements MqttListenerDecorator {

	private static final MqttListenerObservationConvention DEFAULT = new DefaultMqttListenerObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable MqttListenerObservationConvention convention;

	private final Function<MqttClient, String> clientNames;

	/**
	 * Create the decorator.
	 * @param registry the registry of the observations
	 * @param convention names and keys, or {@code null} for the default
	 * @param clientNames returns the name of a client
	 */
	public ObservedListeners(ObservationRegistry registry, @Nullable MqttListenerObservationConvention convention,
			Function<MqttClient, String> clientNames) {
		this.registry = registry;
		this.convention = convention;
		this.clientNames = clientNames;
	}

	@Override
	public MqttMessageListener decorate(MqttListenerEndpoint endpoint, MqttMessageListener listener,
			MqttClient client) {
		if (this.registry.isNoop()) {
			return listener;
		}
		String clientName = this.clientNames.apply(client);
		return (listener instanceof MqttBatchMessageListener batchListener)
				? new ObservedBatchListener(batchListener, endpoint.id(), clientName)
				: new ObservedListener(listener, endpoint.id(), clientName);
	}

	private Observation observation(MqttReceiveContext context) {
		return MqttObservation.LISTENER.observation(this.convention, DEFAULT, () -> context, this.registry);
	}

	private Observation observation(MqttBatchReceiveContext context) {
		return MqttObservation.BATCH_LISTENER.observation(this.registry, () -> context)
			.contextualName(context.getListenerId() + " process")
			.lowCardinalityKeyValue(LowCardinalityKey.MESSAGING_SYSTEM.withValue("mqtt"))
			.lowCardinalityKeyValue(LowCardinalityKey.MESSAGING_OPERATION.withValue("process"))
			.lowCardinalityKeyValue(LowCardinalityKey.CLIENT.withValue(context.getClientName()))
			.lowCardinalityKeyValue(LowCardinalityKey.LISTENER.withValue(context.getListenerId()))
			.highCardinalityKeyValue(HighCardinalityKey.MESSAGING_BATCH_MESSAGE_COUNT
				.withValue(String.valueOf(context.getMessages().size())));
	}

	@SuppressWarnings("MustBeClosedChecker") // left() closes the scope
	private static AroundListener.Handling begin(Observation observation) {
		observation.start();
		return new ObservedHandling(observation, observation.openScope());
	}

	/**
	 * A listener whose handling of messages is observed.
	 */
	private final class ObservedListener extends AroundListener {

		private final String id;

		private final String clientName;

		ObservedListener(MqttMessageListener listener, String id, String clientName) {
			super(listener);
			this.id = id;
			this.clientName = clientName;
		}

		@Override
		Handling begin(MqttMessage message) {
			return ObservedListeners.begin(observation(new MqttReceiveContext(message, this.id, this.clientName)));
		}

	}

	/**
	 * A listener whose handling of batches is observed.
	 */
	private final class ObservedBatchListener extends AroundBatchListener {

		private final String id;

		private final String clientName;

		ObservedBatchListener(MqttBatchMessageListener listener, String id, String clientName) {
			super(listener);
			this.id = id;
			this.clientName = clientName;
		}

		@Override
		AroundListener.Handling begin(List<MqttMessage> messages) {
			return ObservedListeners
				.begin(observation(new MqttBatchReceiveContext(messages, this.id, this.clientName)));
		}

	}

	/**
	 * The handling of one message, or of a batch.
	 *
	 * @param observation its observation
	 * @param scope what makes it current on the listener's thread
	 */
	private record ObservedHandling(Observation observation,
			Observation.Scope scope) implements AroundListener.Handling {

		@Override
		public void left() {
			this.scope.close();
		}

		@Override
		public void ended(@Nullable Throwable failure) {
			if (failure != null) {
				this.observation.error(failure);
			}
			this.observation.stop();
		}

	}

}
