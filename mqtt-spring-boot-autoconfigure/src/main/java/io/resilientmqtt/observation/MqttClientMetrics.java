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

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.resilientmqtt.client.ClientAnswers;
import io.resilientmqtt.client.ClientStatistics;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.ConnectionState;
import io.resilientmqtt.client.ConnectionStatus;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.client.Registration;
import io.resilientmqtt.client.StoreStatus;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.observation.MqttMeter.Tag;

/**
 * The meters of a client. They read what the client counts anyhow, when they are asked;
 * only the timer of publications costs something for each of them. Safe for use by
 * several threads.
 */
public class MqttClientMetrics implements MeterBinder, AutoCloseable {

	private final MqttClient client;

	private final String name;

	private final List<Registration> registrations = new CopyOnWriteArrayList<>();

	/**
	 * Create the meters of a client.
	 * @param client the client
	 * @param name the name of the client, the value of the tag {@link Tag#CLIENT}
	 */
	public MqttClientMetrics(MqttClient client, String name) {
		this.client = client;
		this.name = name;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		bindConnection(registry);
		bindSubscriptions(registry);
		bindPublications(registry);
		bindLosses(registry);
		counter(registry, MqttMeter.RECEIVED, tags(), ClientStatistics::received);
		counter(registry, MqttMeter.UNMATCHED, tags(), ClientStatistics::unmatched);
		gauge(registry, MqttMeter.UNACKNOWLEDGED, tags(),
				(client) -> client.statistics().receiveBacklog().unacknowledged());
		gauge(registry, MqttMeter.BLOCKED, tags(),
				(client) -> client.statistics().receiveBacklog().blocked().toMillis() / 1000.0);
		counter(registry, MqttMeter.UNKNOWN_ACKS, tags(), ClientStatistics::unknownAcks);
		bindTraffic(registry);
		if (this.client.storeStatus() != null) {
			bindStore(registry);
		}
	}

	private void bindStore(MeterRegistry registry) {
		store(registry, MqttMeter.STORE_MESSAGES, StoreStatus::messages);
		store(registry, MqttMeter.STORE_BYTES, StoreStatus::bytes);
		store(registry, MqttMeter.STORE_AGE, (store) -> (store.oldest() != null)
				? Math.max(0, Duration.between(store.oldest(), Instant.now()).toMillis() / 1000.0) : 0);
		store(registry, MqttMeter.STORE_COMMIT, (store) -> store.lastCommit().toNanos() / 1e9);
	}

	private void store(MeterRegistry registry, MqttMeter meter, ToDoubleFunction<StoreStatus> value) {
		gauge(registry, meter, tags(), (client) -> {
			StoreStatus store = client.storeStatus();
			return (store != null) ? value.applyAsDouble(store) : Double.NaN;
		});
	}

	private void bindConnection(MeterRegistry registry) {
		for (ConnectionState state : ConnectionState.values()) {
			gauge(registry, MqttMeter.CONNECTION_STATE, tags().and(Tag.STATE.asString(), MqttMeter.value(state)),
					(client) -> (client.state() == state) ? 1 : 0);
		}
		counter(registry, MqttMeter.CONNECTION_ATTEMPTS, attempt("success", "none"), ClientStatistics::connects);
		for (ConnectionCause.Type cause : ConnectionCause.Type.values()) {
			if (cause != ConnectionCause.Type.USER) {
				String value = MqttMeter.value(cause);
				counter(registry, MqttMeter.CONNECTION_ATTEMPTS, attempt("failure", value),
						(statistics) -> statistics.connectFailures(cause));
				counter(registry, MqttMeter.OUTAGES, tags().and(Tag.CAUSE.asString(), value),
						(statistics) -> statistics.outages(cause));
			}
		}
		gauge(registry, MqttMeter.OUTAGE_DURATION, tags(), MqttClientMetrics::outageSeconds);
		Timer recovery = Timer.builder(MqttMeter.RECOVERY.getName())
			.description(MqttMeter.RECOVERY.getDescription())
			.tags(tags())
			.register(registry);
		this.registrations.add(ClientAnswers.registration(this.client.onConnectionEvent((event) -> {
			if (event instanceof ConnectionEvent.Up up && up.outage() != null) {
				recovery.record(up.outage());
			}
		})));
	}

	private Tags attempt(String outcome, String cause) {
		return tags().and(Tag.OUTCOME.asString(), outcome, Tag.CAUSE.asString(), cause);
	}

	private static double outageSeconds(MqttClient client) {
		ConnectionStatus status = client.status();
		boolean trying = status.state() == ConnectionState.CONNECTING || status.state() == ConnectionState.BACKING_OFF;
		return trying ? Math.max(0, Duration.between(status.since(), Instant.now()).toMillis() / 1000.0) : 0;
	}

	private void bindSubscriptions(MeterRegistry registry) {
		for (SubscriptionStatus.State state : SubscriptionStatus.State.values()) {
			gauge(registry, MqttMeter.SUBSCRIPTIONS, tags().and(Tag.STATE.asString(), MqttMeter.value(state)),
					(client) -> client.subscriptions().stream().filter((status) -> status.state() == state).count());
		}
	}

	private void bindPublications(MeterRegistry registry) {
		this.registrations
			.add(ClientAnswers.registration(this.client.onPublication(new PublicationTimers(registry, tags()))));
		gauge(registry, MqttMeter.PUBLICATIONS_PENDING, tags(), (client) -> client.statistics().pending());
		gauge(registry, MqttMeter.PUBLICATIONS_PENDING_BYTES, tags(),
				(client) -> client.statistics().buffer().pendingBytes());
		gauge(registry, MqttMeter.PUBLICATIONS_IN_FLIGHT, tags(), (client) -> client.statistics().inFlight());
		counter(registry, MqttMeter.REPUBLICATIONS, tags(), ClientStatistics::republications);
		gauge(registry, MqttMeter.TOPIC_ALIAS_SAVED, tags(), (client) -> client.statistics().topicAliasBytesSaved());
	}

	private void bindLosses(MeterRegistry registry) {
		for (Reason reason : Reason.values()) {
			dropped(registry, MqttMeter.value(reason), (statistics) -> statistics.failed(reason));
		}
		dropped(registry, "listener-full", ClientStatistics::discarded);
		dropped(registry, "queue-full", ClientStatistics::queueDiscarded);
	}

	private void dropped(MeterRegistry registry, String cause, ToLongFunction<ClientStatistics> value) {
		counter(registry, MqttMeter.DROPPED, tags().and(Tag.CAUSE.asString(), cause), value);
	}

	private void bindTraffic(MeterRegistry registry) {
		Tags in = tags().and(Tag.DIRECTION.asString(), "in");
		Tags out = tags().and(Tag.DIRECTION.asString(), "out");
		counter(registry, MqttMeter.BYTES, in, (statistics) -> statistics.traffic().bytesReceived());
		counter(registry, MqttMeter.BYTES, out, (statistics) -> statistics.traffic().bytesSent());
		counter(registry, MqttMeter.PACKETS, in, (statistics) -> statistics.traffic().packetsReceived());
		counter(registry, MqttMeter.PACKETS, out, (statistics) -> statistics.traffic().packetsSent());
	}

	private Tags tags() {
		return Tags.of(Tag.CLIENT.asString(), this.name);
	}

	private void gauge(MeterRegistry registry, MqttMeter meter, Tags tags, ToDoubleFunction<MqttClient> value) {
		Gauge.builder(meter.getName(), this.client, value)
			.description(meter.getDescription())
			.baseUnit(meter.getBaseUnit())
			.tags(tags)
			.register(registry);
	}

	private void counter(MeterRegistry registry, MqttMeter meter, Tags tags, ToLongFunction<ClientStatistics> value) {
		FunctionCounter.builder(meter.getName(), this.client, (client) -> {
			ClientStatistics statistics = client.statistics();
			return (statistics != null) ? value.applyAsLong(statistics) : 0;
		}).description(meter.getDescription()).baseUnit(meter.getBaseUnit()).tags(tags).register(registry);
	}

	/**
	 * Time nothing any more.
	 */
	@Override
	public void close() {
		this.registrations.forEach(Registration::close);
		this.registrations.clear();
	}

}
