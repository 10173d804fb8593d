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

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.ReceiverStatus;
import io.resilientmqtt.listener.MqttBatchMessageListener;
import io.resilientmqtt.listener.MqttListenerContainer;
import io.resilientmqtt.listener.MqttListenerDecorator;
import io.resilientmqtt.listener.MqttListenerEndpoint;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.listener.MqttMessageListener;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.observation.MqttMeter.Tag;

/**
 * The meters of listeners, registered as the listeners are. Safe for use by several
 * threads.
 */
public class MqttListenerMetrics implements MqttListenerDecorator {

	private final MeterRegistry registry;

	private final Function<MqttClient, String> clientNames;

	private final Supplier<? extends Collection<MqttListenerEndpointRegistry>> registries;

	/** What is registered, by what tells listeners apart. */
	private final Map<Tags, Meters> meters = new ConcurrentHashMap<>();

	/**
	 * Create the meters.
	 * @param registry where they are registered
	 * @param clientNames returns the name of a client, the value of the tag
	 * {@link Tag#CLIENT}
	 * @param registries returns the registries of the listeners, when meters are read
	 */
	public MqttListenerMetrics(MeterRegistry registry, Function<MqttClient, String> clientNames,
			Supplier<? extends Collection<MqttListenerEndpointRegistry>> registries) {
		this.registry = registry;
		this.clientNames = clientNames;
		this.registries = registries;
	}

	@Override
	public MqttMessageListener decorate(MqttListenerEndpoint endpoint, MqttMessageListener listener,
			MqttClient client) {
		String id = endpoint.id();
		Tags tags = tags(id, client);
		Gauge queued = Gauge
			.builder(MqttMeter.LISTENER_QUEUED.getName(), client,
					(receiving) -> sum(receiving, id, ReceiverStatus::waiting) + unfinished(id))
			.description(MqttMeter.LISTENER_QUEUED.getDescription())
			.tags(tags)
			.register(this.registry);
		FunctionCounter discards = FunctionCounter
			.builder(MqttMeter.LISTENER_DISCARDS.getName(), client,
					(receiving) -> sum(receiving, id, ReceiverStatus::discarded))
			.description(MqttMeter.LISTENER_DISCARDS.getDescription())
			.tags(tags)
			.register(this.registry);
		Stopwatch stopwatch = new Stopwatch(timer(tags, "success"), timer(tags, "failure"));
		this.meters.merge(tags, new Meters(List.of(queued, discards, stopwatch.success(), stopwatch.failure()), 1),
				(present, added) -> new Meters(added.all(), present.listeners() + 1));
		return (listener instanceof MqttBatchMessageListener batchListener)
				? new TimedBatchListener(batchListener, stopwatch) : new TimedListener(listener, stopwatch);
	}

	private Tags tags(String listener, MqttClient client) {
		return Tags.of(Tag.CLIENT.asString(), this.clientNames.apply(client), Tag.LISTENER.asString(), listener);
	}

	/**
	 * Take the meters of a listener out, unless another registry of the client has one of
	 * the same id.
	 */
	@Override
	public void unregistered(MqttListenerEndpoint endpoint, MqttClient client) {
		this.meters.computeIfPresent(tags(endpoint.id(), client), (tags, registered) -> {
			if (registered.listeners() > 1) {
				return new Meters(registered.all(), registered.listeners() - 1);
			}
			registered.all().forEach(this.registry::remove);
			return null;
		});
	}

	private int unfinished(String listener) {
		return this.registries.get()
			.stream()
			.map((registry) -> registry.getListenerContainer(listener))
			.filter(Objects::nonNull)
			.mapToInt(MqttListenerContainer::getUnfinished)
			.sum();
	}

	private static long sum(MqttClient client, String listener, ToLongFunction<ReceiverStatus> value) {
		return client.receiverStatus(listener).stream().mapToLong(value).sum();
	}

	private Timer timer(Tags tags, String outcome) {
		return Timer.builder(MqttMeter.LISTENER_HANDLING.getName())
			.description(MqttMeter.LISTENER_HANDLING.getDescription())
			.tags(tags)
			.tag(Tag.OUTCOME.asString(), outcome)
			.register(this.registry);
	}

	/**
	 * What is registered.
	 *
	 * @param all the meters
	 * @param listeners how many listeners they are for
	 */
	private record Meters(List<Meter> all, int listeners) {

	}

	/**
	 * Times the handling of messages.
	 *
	 * @param success times what succeeds
	 * @param failure times what fails
	 */
	private record Stopwatch(Timer success, Timer failure) {

		AroundListener.Handling start() {
			long start = System.nanoTime();
			return (cause) -> ((cause != null) ? this.failure : this.success).record(System.nanoTime() - start,
					TimeUnit.NANOSECONDS);
		}

	}

	/**
	 * A listener whose handling of messages is timed.
	 */
	private static final class TimedListener extends AroundListener {

		private final Stopwatch stopwatch;

		TimedListener(MqttMessageListener listener, Stopwatch stopwatch) {
			super(listener);
			this.stopwatch = stopwatch;
		}

		@Override
		Handling begin(MqttMessage message) {
			return this.stopwatch.start();
		}

	}

	/**
	 * A listener whose handling of batches is timed.
	 */
	private static final class TimedBatchListener extends AroundBatchListener {

		private final Stopwatch stopwatch;

		TimedBatchListener(MqttBatchMessageListener listener, Stopwatch stopwatch) {
			super(listener);
			this.stopwatch = stopwatch;
		}

		@Override
		AroundListener.Handling begin(List<MqttMessage> messages) {
			return this.stopwatch.start();
		}

	}

}
