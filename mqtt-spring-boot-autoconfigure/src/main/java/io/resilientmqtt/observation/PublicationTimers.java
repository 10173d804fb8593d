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

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.client.PublicationListener;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.observation.MqttMeter.Tag;
import org.jspecify.annotations.Nullable;

/**
 * The timers of a client's publications: those of success from the start, others when
 * they are needed. Looks one up without allocating anything. On any thread.
 */
final class PublicationTimers implements PublicationListener {

	private static final int OUTCOMES = Reason.values().length + 1;

	private final MeterRegistry registry;

	private final Tags tags;

	private final AtomicReferenceArray<@Nullable Timer> timers = new AtomicReferenceArray<>(
			QoS.values().length * OUTCOMES);

	PublicationTimers(MeterRegistry registry, Tags tags) {
		this.registry = registry;
		this.tags = tags;
		for (QoS qos : QoS.values()) {
			this.timers.set(index(qos, null), register(qos, null));
		}
	}

	@Override
	public void ended(QoS qos, @Nullable Reason failure, long nanos) {
		int index = index(qos, failure);
		Timer timer = this.timers.get(index);
		if (timer == null) {
			timer = register(qos, failure);
			this.timers.set(index, timer);
		}
		timer.record(nanos, TimeUnit.NANOSECONDS);
	}

	private static int index(QoS qos, @Nullable Reason failure) {
		return qos.value() * OUTCOMES + ((failure != null) ? failure.ordinal() + 1 : 0);
	}

	private Timer register(QoS qos, @Nullable Reason failure) {
		return Timer.builder(MqttMeter.PUBLICATIONS.getName())
			.description(MqttMeter.PUBLICATIONS.getDescription())
			.tags(this.tags)
			.tag(Tag.QOS.asString(), String.valueOf(qos.value()))
			.tag(Tag.OUTCOME.asString(), (failure != null) ? MqttMeter.value(failure) : "success")
			.register(this.registry);
	}

}
