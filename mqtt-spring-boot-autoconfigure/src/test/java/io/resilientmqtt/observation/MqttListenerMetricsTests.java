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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.ReceiverStatus;
import io.resilientmqtt.listener.Acknowledgment;
import io.resilientmqtt.listener.ListenerOrdering;
import io.resilientmqtt.listener.MqttBatchMessageListener;
import io.resilientmqtt.listener.MqttListenerEndpoint;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.listener.MqttListenerOptions;
import io.resilientmqtt.listener.MqttMessageListener;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

class MqttListenerMetricsTests {

	static final MqttListenerEndpoint ENDPOINT = MqttListenerEndpoint.builder("readings", (message) -> {
	}).topics("sensors/{id}").build();

	private static final MqttMessage MESSAGE = MqttMessage.builder("sensors/1").build();

	private final FakeMqttClient client = new FakeMqttClient();

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final MqttListenerEndpointRegistry listeners = new MqttListenerEndpointRegistry(this.client);

	private MqttMessageListener decorate(MqttMessageListener listener) {
		return new MqttListenerMetrics(this.registry, (client) -> "edge", () -> List.of(this.listeners))
			.decorate(ENDPOINT, listener, this.client);
	}

	private long count(String outcome) {
		return this.registry.get("mqtt.listener.handling")
			.tags("client", "edge", "listener", "readings", "outcome", outcome)
			.timer()
			.count();
	}

	@Test
	void handlingIsTimedByOutcome() throws Exception {
		decorate(ENDPOINT.listener()).handle(MESSAGE);
		assertThat(count("success")).isOne();
		assertThat(count("failure")).isZero();
		assertThatIllegalStateException().isThrownBy(() -> decorate((message) -> {
			throw new IllegalStateException("expected");
		}).handle(MESSAGE));
		assertThat(count("success")).isOne();
		assertThat(count("failure")).isOne();
	}

	@Test
	void handlingEndsWithWhatTheListenerReturns() throws Exception {
		CompletableFuture<Void> work = new CompletableFuture<>();
		MqttMessageListener listener = decorate(new MqttMessageListener() {

			@Override
			public void onMessage(MqttMessage message) {
				throw new UnsupportedOperationException();
			}

			@Override
			public CompletionStage<?> handle(MqttMessage message) {
				return work;
			}

		});
		CompletionStage<?> handled = listener.handle(MESSAGE);
		assertThat(count("success")).isZero();
		work.complete(null);
		assertThat(handled).isCompleted();
		assertThat(count("success")).isOne();
	}

	private MqttListenerEndpointRegistry measured(MqttListenerMetrics metrics) {
		MqttListenerEndpointRegistry listeners = new MqttListenerEndpointRegistry(this.client);
		listeners.setListenerDecorators(List.of(metrics));
		listeners.start();
		return listeners;
	}

	private MqttListenerMetrics metrics() {
		return new MqttListenerMetrics(this.registry, (client) -> "edge", () -> List.of(this.listeners));
	}

	@Test
	void theMetersOfAListenerGoWithIt() {
		MqttListenerEndpointRegistry listeners = measured(metrics());
		for (int i = 0; i < 3; i++) { // a device comes and goes
			listeners.registerEndpoint(ENDPOINT);
			assertThat(this.registry.getMeters()).hasSize(4);
			listeners.unregisterListenerContainer(ENDPOINT.id());
			assertThat(this.registry.getMeters()).isEmpty();
		}
		assertThat(listeners.unregisterListenerContainer(ENDPOINT.id())).isNull();
	}

	@Test
	void aListenerThatIsRefusedLeavesNoMeters() {
		MqttListenerEndpointRegistry listeners = measured(metrics());
		assertThatIllegalArgumentException()
			.isThrownBy(() -> listeners.registerEndpoint(MqttListenerEndpoint.builder("keyless", ENDPOINT.listener())
				.topics("a")
				.options(MqttListenerOptions.builder().ordering(ListenerOrdering.KEY).build())
				.build()));
		assertThat(this.registry.getMeters()).isEmpty();
	}

	@Test
	void metersStayForTheListenerOfTheSameIdInAnotherRegistryOfTheClient() {
		MqttListenerMetrics metrics = metrics();
		MqttListenerEndpointRegistry parents = measured(metrics);
		MqttListenerEndpointRegistry childs = measured(metrics);
		parents.registerEndpoint(ENDPOINT);
		childs.registerEndpoint(ENDPOINT);
		childs.unregisterListenerContainer(ENDPOINT.id());
		assertThat(this.registry.getMeters()).hasSize(4);
		parents.unregisterListenerContainer(ENDPOINT.id());
		assertThat(this.registry.getMeters()).isEmpty();
	}

	@Test
	void aBatchIsTimedAsOne() throws Exception {
		List<MqttMessage> handled = new ArrayList<>();
		MqttMessageListener listener = decorate((MqttBatchMessageListener) handled::addAll);
		assertThat(listener).isInstanceOf(MqttBatchMessageListener.class);
		((MqttBatchMessageListener) listener).handle(List.of(MESSAGE, MESSAGE), null);
		assertThat(handled).hasSize(2);
		assertThat(count("success")).isOne();
	}

	@Test
	void aListenerThatAcknowledgesItselfStillDoes() throws Exception {
		List<Acknowledgment> given = new ArrayList<>();
		MqttMessageListener listener = decorate(new MqttMessageListener() {

			@Override
			public void onMessage(MqttMessage message) {
				throw new UnsupportedOperationException();
			}

			@Override
			public CompletionStage<?> handle(MqttMessage message, Acknowledgment acknowledgment) {
				given.add(acknowledgment);
				return CompletableFuture.completedFuture(null);
			}

			@Override
			public boolean needsAcknowledgment() {
				return true;
			}

		});
		Acknowledgment acknowledgment = mock(Acknowledgment.class);
		assertThat(listener.needsAcknowledgment()).isTrue();
		listener.handle(MESSAGE, acknowledgment);
		assertThat(given).containsExactly(acknowledgment);
		assertThat(count("success")).isOne();
	}

	@Test
	void whatAListenerHasNotFinishedCountsAsQueued() {
		CompletableFuture<Void> work = new CompletableFuture<>();
		MqttMessageListener listener = new MqttMessageListener() {

			@Override
			public void onMessage(MqttMessage message) {
				throw new UnsupportedOperationException();
			}

			@Override
			public CompletionStage<?> handle(MqttMessage message) {
				return work;
			}

		};
		this.listeners.setListenerDecorators(
				List.of(new MqttListenerMetrics(this.registry, (client) -> "edge", () -> List.of(this.listeners))));
		this.listeners.registerEndpoint(MqttListenerEndpoint.builder("readings", listener).topics("sensors/+").build());
		this.listeners.start();
		this.client.deliver("sensors/1", "21.5");
		this.client.deliver("sensors/1", "21.6");
		assertThat(this.registry.get("mqtt.listener.queued").tag("listener", "readings").gauge().value()).isEqualTo(2);
		work.complete(null);
		assertThat(this.registry.get("mqtt.listener.queued").tag("listener", "readings").gauge().value()).isZero();
	}

	@Test
	void theQueueOfAListenerIsRead() {
		decorate(ENDPOINT.listener());
		this.client.receiverStatus(new ReceiverStatus("readings", 3, 10, 4), new ReceiverStatus("other", 5, 10, 6));
		assertThat(this.registry.get("mqtt.listener.queued").tag("listener", "readings").gauge().value()).isEqualTo(3);
		assertThat(this.registry.get("mqtt.listener.discards").tag("listener", "readings").functionCounter().count())
			.isEqualTo(4);
	}

	@Test
	void theQueuesOfOtherListenersAreNotLookedAt() {
		MqttClient many = mock(MqttClient.class);
		given(many.receiverStatus("readings")).willReturn(List.of(new ReceiverStatus("readings", 3, 10, 4)));
		new MqttListenerMetrics(this.registry, (client) -> "edge", () -> List.of(this.listeners)).decorate(ENDPOINT,
				ENDPOINT.listener(), many);
		assertThat(this.registry.get("mqtt.listener.queued").tag("listener", "readings").gauge().value()).isEqualTo(3);
		then(many).should(never()).receiverStatus();
	}

}
