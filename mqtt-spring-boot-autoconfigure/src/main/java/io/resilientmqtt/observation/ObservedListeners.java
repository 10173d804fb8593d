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

import java.util.function.Function;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.listener.MqttBatchMessageListener;
import io.resilientmqtt.listener.MqttListenerDecorator;
import io.resilientmqtt.listener.MqttListenerEndpoint;
import io.resilientmqtt.listener.MqttMessageListener;
import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * Observes what listeners handle: a span of the listener is a child of the publisher's,
 * if the message carries that. The observation is current on the listener's thread while
 * its method runs, and ends with what the method returns. Batches are not observed, for
 * each of their messages has a trace of its own. Safe for use by several threads.
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
		return (this.registry.isNoop() || listener instanceof MqttBatchMessageListener) ? listener
				: new ObservedListener(listener, endpoint.id(), this.clientNames.apply(client));
	}

	private Observation start(MqttReceiveContext context) {
		return MqttListenerObservation.LISTENER_OBSERVATION
			.observation(this.convention, DEFAULT, () -> context, this.registry)
			.start();
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
		@SuppressWarnings("MustBeClosedChecker") // left() closes the scope
		Handling begin(MqttMessage message) {
			Observation observation = start(new MqttReceiveContext(message, this.id, this.clientName));
			return new ObservedHandling(observation, observation.openScope());
		}

	}

	/**
	 * The handling of one message.
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
