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

package io.resilientmqtt.sample.page;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.client.ClientStatistics;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.ConnectionStatus;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.ReceiverStatus;
import io.resilientmqtt.client.Registration;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.message.Durations;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.Printable;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.sample.RangeDemo;
import io.resilientmqtt.sample.fault.FaultRehearsal;
import io.resilientmqtt.sample.page.PageData.Event;
import io.resilientmqtt.sample.page.PageData.Faults;
import io.resilientmqtt.sample.page.PageData.ListenerState;
import io.resilientmqtt.sample.page.PageData.Received;
import io.resilientmqtt.sample.page.PageData.Sample;
import io.resilientmqtt.sample.page.PageData.Status;
import io.resilientmqtt.sample.page.PageData.SubscriptionState;
import jakarta.annotation.PreDestroy;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Writes down what any application can know of its client, for ten minutes and no more.
 * Safe for use by several threads.
 */
@Component
class Recorder {

	private static final int SAMPLES = 600;

	private static final int EVENTS = 300;

	private static final int MESSAGES = 50;

	private final MqttClient client;

	private final RangeDemo range;

	private final ObjectProvider<FaultRehearsal> faults;

	private final Ring<Sample> samples = new Ring<>(SAMPLES);

	private final Ring<Event> events = new Ring<>(EVENTS);

	private final Ring<Received> messages = new Ring<>(MESSAGES);

	private final Latencies latencies = new Latencies();

	private final List<Registration> registrations;

	private final AtomicReference<Runnable> changed = new AtomicReference<>(() -> {
	});

	private @Nullable Counted last;

	Recorder(MqttClient client, RangeDemo range, ObjectProvider<FaultRehearsal> faults) {
		this.client = client;
		this.range = range;
		this.faults = faults;
		this.registrations = List.of(client.onPublication(this.latencies), client.onConnectionEvent(this::happened));
	}

	/**
	 * Set what is called when something has changed that is to be seen at once.
	 * @param listener called on any thread, must not wait for anything
	 */
	void onChange(Runnable listener) {
		this.changed.set(listener);
	}

	@MqttListener(id = "page", topics = "${sample.page.topics}")
	void onMessage(MqttMessage message) {
		this.messages.add(new Received(System.currentTimeMillis(), Printable.of(message.topic()),
				Printable.of(message.payloadAsString()), message.payloadSize(), message.qos().value(),
				message.retain()));
	}

	private void happened(ConnectionEvent event) {
		if (event instanceof ConnectionEvent.Up up) {
			add("up", "Connected to " + up.server() + ", session " + (up.result().sessionPresent() ? "resumed" : "new")
					+ ((up.outage() != null) ? ", after " + Durations.words(up.outage()) : ""));
		}
		else if (event instanceof ConnectionEvent.Down down) {
			add("down", "Connection lost: " + down.cause());
		}
		else if (event instanceof ConnectionEvent.ConnectFailed failed) {
			add("failed", "Attempt " + failed.attempt() + " failed: " + failed.cause() + ((failed.nextDelay() != null)
					? "; next in " + Durations.words(failed.nextDelay()) : "; gives up"));
		}
		else if (event instanceof ConnectionEvent.NetworkChanged network) {
			add("network", network.available() ? "There is a network again" : "Waits for a network");
		}
	}

	@EventListener
	void rehearsed(FaultRehearsal.Rehearsed rehearsed) {
		note(rehearsed.text());
	}

	/**
	 * Write down what was done to the client.
	 * @param text what was done
	 */
	void note(String text) {
		add("note", text);
	}

	private void add(String kind, String text) {
		this.events.add(new Event(System.currentTimeMillis(), kind, Printable.of(text)));
		this.changed.get().run();
	}

	@Scheduled(fixedRate = 1000)
	void measure() {
		ClientStatistics statistics = this.client.statistics();
		Counted now = new Counted(System.nanoTime(), statistics.received(), statistics.published());
		Counted before = this.last;
		this.last = now;
		if (before != null) {
			double seconds = (now.nanos() - before.nanos()) / 1_000_000_000.0;
			this.samples.add(new Sample(System.currentTimeMillis(), (now.received() - before.received()) / seconds,
					(now.published() - before.published()) / seconds, this.latencies.percentile(0.5),
					this.latencies.percentile(0.99), statistics.pending(), statistics.inFlight(),
					this.client.receiverStatus().stream().mapToLong(ReceiverStatus::waiting).sum(),
					this.client.isConnected() ? this.range.roundTripMillis() : null));
		}
		this.latencies.advance();
		this.changed.get().run();
	}

	/**
	 * Return what a reader has not had yet.
	 * @param reader where the reader is, and will be
	 * @return the data
	 */
	PageData news(Reader reader) {
		Ring.News<Sample> newSamples = this.samples.since(reader.samples);
		Ring.News<Event> newEvents = this.events.since(reader.events);
		Ring.News<Received> newMessages = this.messages.since(reader.messages);
		reader.samples = newSamples.position();
		reader.events = newEvents.position();
		reader.messages = newMessages.position();
		return new PageData(System.currentTimeMillis(), newSamples.values(), newEvents.values(), newMessages.values(),
				status());
	}

	private Status status() {
		ConnectionStatus status = this.client.status();
		ClientStatistics statistics = this.client.statistics();
		FaultRehearsal rehearsal = this.faults.getIfAvailable();
		return new Status(status.state().name(), status.since(), status.server().toString(),
				Printable.of(status.clientId()), status.protocolVersion().toString(),
				(status.cause() != null) ? Printable.of(status.cause()) : null, status.attempts(), status.nextAttempt(),
				(status.connection() != null) ? status.connection().sessionPresent() ? "resumed" : "new" : null,
				statistics.buffer().maxPending(), RangeDemo.freeMemory(), counters(statistics),
				this.client.subscriptions().stream().map(Recorder::describe).toList(),
				this.client.receiverStatus()
					.stream()
					.map((receiver) -> new ListenerState(receiver.name(), receiver.waiting(), receiver.queueCapacity(),
							receiver.discarded()))
					.toList(),
				(rehearsal != null) ? new Faults(rehearsal.isBrokerRunning(), rehearsal.fault()) : null);
	}

	private Map<String, Long> counters(ClientStatistics statistics) {
		Map<String, Long> counters = new LinkedHashMap<>();
		counters.put("published", statistics.published());
		counters.put("received", statistics.received());
		counters.put("republications", statistics.republications());
		counters.put("outages", statistics.outages());
		counters.put("connects", statistics.connects());
		counters.put("failedAttempts", statistics.connectFailures());
		counters.put("failedPublications", statistics.failed().values().stream().mapToLong(Long::longValue).sum());
		counters.put("discarded", statistics.discarded());
		return counters;
	}

	private static SubscriptionState describe(SubscriptionStatus status) {
		QoS granted = status.grantedQos();
		boolean connected = status.state() != SubscriptionStatus.State.PENDING;
		return new SubscriptionState(Printable.of(status.subscription().filter()), status.subscription().qos().value(),
				(connected && granted != null) ? granted.value() : null, status.state().name(),
				status.describeReason());
	}

	@PreDestroy
	void close() {
		this.registrations.forEach(Registration::close);
	}

	/**
	 * Where a reader is. For one thread at a time.
	 */
	static final class Reader {

		private long samples;

		private long events;

		private long messages;

	}

	/**
	 * What had been counted at a time.
	 *
	 * @param nanos the time
	 * @param received messages received
	 * @param published publications completed
	 */
	private record Counted(long nanos, long received, long published) {

	}

}
