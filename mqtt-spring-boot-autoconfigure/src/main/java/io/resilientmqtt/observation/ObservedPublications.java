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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.messaging.MqttPublishInterceptor;
import org.jspecify.annotations.Nullable;

/**
 * Observes what a template publishes, from the call to the end of the publication, and
 * lets the trace travel with the message. Observations end where the stages of the
 * client's futures run, never on the event loop. Safe for use by several threads.
 */
public class ObservedPublications implements MqttPublishInterceptor {

	private static final MqttTemplateObservationConvention DEFAULT = new DefaultMqttTemplateObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable MqttTemplateObservationConvention convention;

	private final Function<MqttClient, String> clientNames;

	/**
	 * Create the interceptor.
	 * @param registry the registry of the observations
	 * @param convention names and keys, or {@code null} for the default
	 * @param clientNames returns the name of a client
	 */
	public ObservedPublications(ObservationRegistry registry, @Nullable MqttTemplateObservationConvention convention,
			Function<MqttClient, String> clientNames) {
		this.registry = registry;
		this.convention = convention;
		this.clientNames = clientNames;
	}

	@Override
	@SuppressWarnings("try") // the scope is only closed
	public CompletableFuture<PublishResult> publish(MqttMessage message, MqttClient client) {
		if (this.registry.isNoop()) {
			return client.publish(message);
		}
		MqttPublishContext context = new MqttPublishContext(message,
				this.clientNames.apply(MqttPublishInterceptor.target(client)));
		Observation observation = MqttObservation.TEMPLATE
			.observation(this.convention, DEFAULT, () -> context, this.registry)
			.start();
		try (Observation.Scope scope = observation.openScope()) {
			CompletableFuture<PublishResult> publication = client.publish(context.getTracedMessage());
			CompletableFuture<?> unused = publication.whenComplete((result, failure) -> stop(observation, failure));
			return publication;
		}
		catch (Throwable ex) {
			stop(observation, ex);
			throw ex;
		}
	}

	private static void stop(Observation observation, @Nullable Throwable failure) {
		if (failure != null) {
			observation.error((failure instanceof CompletionException && failure.getCause() != null)
					? failure.getCause() : failure);
		}
		observation.stop();
	}

}
