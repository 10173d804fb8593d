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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.resilientmqtt.client.BufferFill;
import io.resilientmqtt.client.ClientStatistics;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.client.ReceiveBacklog;
import io.resilientmqtt.client.StoreStatus;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.Traffic;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;

class MqttClientMetricsTests {

	private static final ConnectionCause LOST = new ConnectionCause(ConnectionCause.Type.NETWORK, "lost");

	private final FakeMqttClient client = new FakeMqttClient();

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final MqttClientMetrics metrics = new MqttClientMetrics(this.client, "edge");

	@BeforeEach
	void bind() {
		this.metrics.bindTo(this.registry);
	}

	private double value(String name, String... tags) {
		return this.registry.get(name).tags(tags).tag("client", "edge").meter().measure().iterator().next().getValue();
	}

	@Test
	void theStateOfTheConnectionIsOneOfAll() {
		this.client.up();
		assertThat(value("mqtt.connection.state", "state", "connected")).isOne();
		assertThat(value("mqtt.connection.state", "state", "backing-off")).isZero();
		this.client.down(LOST);
		assertThat(value("mqtt.connection.state", "state", "connected")).isZero();
		assertThat(value("mqtt.connection.state", "state", "backing-off")).isOne();
	}

	@Test
	void anOutageLastsWhileTheClientTries() {
		assertThat(value("mqtt.outage.duration")).isZero();
		this.client.down(LOST);
		assertThat(value("mqtt.outage.duration")).isGreaterThan(1_000_000); // since 1970
		this.client.up();
		assertThat(value("mqtt.outage.duration")).isZero();
	}

	@Test
	void recoveryIsTimed() {
		this.client.up();
		assertThat(this.registry.get("mqtt.recovery").timer().count()).isZero();
		this.client.tell(new ConnectionEvent.Up(this.client.status().connection(), this.client.status().server(),
				Duration.ofMillis(1500)));
		assertThat(this.registry.get("mqtt.recovery").timer().totalTime(TimeUnit.MILLISECONDS)).isEqualTo(1500);
	}

	@Test
	void whatTheClientCountsIsRead() {
		this.client.statistics(new ClientStatistics(Map.of(ConnectionCause.Type.TIMEOUT, 2L), 3,
				Map.of(ConnectionCause.Type.BROKER, 4L), 5, 6, 7, 8, Map.of(Reason.BUFFER_FULL, 9L), 10, 11, 20,
				new BufferFill(12, 100, 13, 1000), 14, 15, new Traffic(16, 17, 18, 19, null),
				new ReceiveBacklog(20, 21, Duration.ofMillis(22_500))));
		assertThat(value("mqtt.outages", "cause", "timeout")).isEqualTo(2);
		assertThat(value("mqtt.outages", "cause", "network")).isZero();
		assertThat(value("mqtt.connection.attempts", "outcome", "success", "cause", "none")).isEqualTo(3);
		assertThat(value("mqtt.connection.attempts", "outcome", "failure", "cause", "broker")).isEqualTo(4);
		assertThat(value("mqtt.received")).isEqualTo(5);
		assertThat(value("mqtt.unmatched")).isEqualTo(20);
		assertThat(value("mqtt.republications")).isEqualTo(7);
		assertThat(value("mqtt.acks.unknown")).isEqualTo(8);
		assertThat(value("mqtt.dropped", "cause", "buffer-full")).isEqualTo(9);
		assertThat(value("mqtt.dropped", "cause", "listener-full")).isEqualTo(10);
		assertThat(value("mqtt.dropped", "cause", "queue-full")).isEqualTo(11);
		assertThat(value("mqtt.publications.pending")).isEqualTo(12);
		assertThat(value("mqtt.publications.pending.size")).isEqualTo(13);
		assertThat(value("mqtt.publications.inflight")).isEqualTo(14);
		assertThat(value("mqtt.topic.alias.saved")).isEqualTo(15);
		assertThat(value("mqtt.traffic", "direction", "in")).isEqualTo(16);
		assertThat(value("mqtt.traffic", "direction", "out")).isEqualTo(17);
		assertThat(value("mqtt.packets", "direction", "in")).isEqualTo(18);
		assertThat(value("mqtt.packets", "direction", "out")).isEqualTo(19);
		assertThat(value("mqtt.received.unacknowledged")).isEqualTo(20);
		assertThat(value("mqtt.received.blocked")).isEqualTo(22.5);
	}

	@Test
	void subscriptionsAreCountedByTheirState() {
		this.client.refuse("b", ReasonCode.NOT_AUTHORIZED);
		this.client.subscribe(Subscription.of("a", QoS.AT_LEAST_ONCE), Subscription.of("b", QoS.AT_LEAST_ONCE));
		assertThat(value("mqtt.subscriptions", "state", "pending")).isEqualTo(2);
		this.client.up();
		assertThat(value("mqtt.subscriptions", "state", "pending")).isZero();
		assertThat(value("mqtt.subscriptions", "state", "granted")).isOne();
		assertThat(value("mqtt.subscriptions", "state", "refused")).isOne();
	}

	@Test
	void publicationsAreTimedByQosAndOutcome() {
		this.client.publicationEnded(QoS.AT_LEAST_ONCE, null, Duration.ofMillis(20));
		this.client.publicationEnded(QoS.AT_LEAST_ONCE, null, Duration.ofMillis(40));
		this.client.publicationEnded(QoS.EXACTLY_ONCE, Reason.BUFFER_FULL, Duration.ofMillis(1));
		assertThat(this.registry.get("mqtt.publications")
			.tags("qos", "1", "outcome", "success")
			.timer()
			.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(60);
		assertThat(this.registry.get("mqtt.publications").tags("qos", "2", "outcome", "buffer-full").timer().count())
			.isOne();
		assertThat(this.registry.get("mqtt.publications").tags("qos", "0", "outcome", "success").timer().count())
			.isZero();
	}

	@Test
	void closedMetricsTimeNothing() {
		this.metrics.close();
		this.client.publicationEnded(QoS.AT_LEAST_ONCE, null, Duration.ofMillis(20));
		assertThat(this.registry.get("mqtt.publications").tags("qos", "1", "outcome", "success").timer().count())
			.isZero();
	}

	@Test
	void everyMeterIsAsDocumented() {
		this.client.publicationEnded(QoS.AT_MOST_ONCE, Reason.CLOSED, Duration.ZERO);
		new MqttListenerMetrics(this.registry, (client) -> "edge", List::of).decorate(MqttListenerMetricsTests.ENDPOINT,
				MqttListenerMetricsTests.ENDPOINT.listener(), this.client);
		MqttClient stored = Mockito.mock(MqttClient.class);
		given(stored.storeStatus())
			.willReturn(new StoreStatus("file", 1, 2, 3, 4, null, Duration.ofMillis(5), null, null));
		given(stored.onConnectionEvent(any())).willReturn(() -> {
		});
		given(stored.onPublication(any())).willReturn(() -> {
		});
		new MqttClientMetrics(stored, "stored").bindTo(this.registry);
		Map<String, MqttMeter> documented = Arrays.stream(MqttMeter.values())
			.collect(Collectors.toMap(MqttMeter::getName, (meter) -> meter));
		assertThat(this.registry.getMeters()).extracting((meter) -> meter.getId().getName())
			.containsAll(documented.keySet());
		for (Meter meter : this.registry.getMeters()) {
			MqttMeter documentation = documented.get(meter.getId().getName());
			assertThat(documentation).as(meter.getId().getName()).isNotNull();
			assertThat(meter.getId().getType()).as(meter.getId().getName()).isEqualTo(documentation.getType());
			assertThat(meter.getId().getDescription()).isEqualTo(documentation.getDescription());
			assertThat(meter.getId().getBaseUnit()).isEqualTo(documentation.getBaseUnit());
			assertThat(meter.getId().getTags()).extracting(Tag::getKey)
				.containsExactlyInAnyOrder(
						Arrays.stream(documentation.getKeyNames()).map(KeyName::asString).toArray(String[]::new));
		}
	}

	@Test
	void noValueOfATagIsATopic() {
		this.client.subscribe(Subscription.of("secret/topic", QoS.AT_LEAST_ONCE));
		this.client.up();
		assertThat(this.registry.getMeters()).flatExtracting((meter) -> meter.getId().getTags())
			.extracting(Tag::getValue)
			.noneMatch((Predicate<String>) (value) -> value.contains("topic"));
	}

}
