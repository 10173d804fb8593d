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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import brave.Tracing;
import brave.handler.MutableSpan;
import brave.handler.SpanHandler;
import brave.propagation.TraceContext;
import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.brave.bridge.BraveBaggageManager;
import io.micrometer.tracing.brave.bridge.BraveCurrentTraceContext;
import io.micrometer.tracing.brave.bridge.BravePropagator;
import io.micrometer.tracing.brave.bridge.BraveTracer;
import io.micrometer.tracing.brave.bridge.W3CPropagation;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.listener.Acknowledgment;
import io.resilientmqtt.listener.MqttBatchMessageListener;
import io.resilientmqtt.listener.MqttListenerEndpoint;
import io.resilientmqtt.listener.MqttMessageListener;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.UserProperty;
import io.resilientmqtt.messaging.MqttTemplate;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A trace goes from the publisher through User Properties to the listener.
 */
class TracingTests {

	private final List<MutableSpan> spans = new ArrayList<>();

	private final Tracing tracing = Tracing.newBuilder()
		.propagationFactory(new W3CPropagation())
		.addSpanHandler(new SpanHandler() {

			@Override
			public boolean end(TraceContext context, MutableSpan span, Cause cause) {
				TracingTests.this.spans.add(span);
				return true;
			}

		})
		.build();

	private final ObservationRegistry registry = ObservationRegistry.create();

	private final FakeMqttClient client = new FakeMqttClient();

	private final MqttTemplate template = new MqttTemplate(this.client);

	@BeforeEach
	void setUp() {
		BraveTracer tracer = new BraveTracer(this.tracing.tracer(),
				new BraveCurrentTraceContext(this.tracing.currentTraceContext()), new BraveBaggageManager());
		BravePropagator propagator = new BravePropagator(this.tracing);
		this.registry.observationConfig()
			.observationHandler(new ObservationHandler.FirstMatchingCompositeObservationHandler(
					new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
					new PropagatingReceiverTracingObservationHandler<>(tracer, propagator),
					new DefaultTracingObservationHandler(tracer)));
		this.template.setPublishInterceptor(new ObservedPublications(this.registry, null, (client) -> "edge"));
	}

	@AfterEach
	void close() {
		this.tracing.close();
	}

	private MqttMessageListener observed(MqttMessageListener listener) {
		return new ObservedListeners(this.registry, null, (client) -> "cloud").decorate(
				MqttListenerEndpoint.builder("readings", listener).topics("sensors/+").build(), listener, this.client);
	}

	private MutableSpan span(String name) {
		return this.spans.stream().filter((span) -> name.equals(span.name())).findFirst().orElseThrow();
	}

	@Test
	void theListenersSpanIsAChildOfThePublishers() throws Exception {
		this.template.send("sensors/1", "21.5");
		MqttMessage message = this.client.published().get(0);
		assertThat(message.payloadAsString()).isEqualTo("21.5");
		assertThat(message.properties().userProperties()).extracting(UserProperty::name).contains("traceparent");
		observed((received) -> assertThat(this.tracing.currentTraceContext().get()).isNotNull()).handle(message);
		assertThat(this.tracing.currentTraceContext().get()).isNull();
		MutableSpan publisher = span("mqtt publish");
		MutableSpan listener = span("readings process");
		assertThat(publisher.kind()).isEqualTo(brave.Span.Kind.PRODUCER);
		assertThat(listener.kind()).isEqualTo(brave.Span.Kind.CONSUMER);
		assertThat(listener.traceId()).isEqualTo(publisher.traceId());
		assertThat(listener.parentId()).isEqualTo(publisher.id());
	}

	@Test
	void spansHaveTheDocumentedKeys() throws Exception {
		this.template.send("sensors/1", "21.5", QoS.EXACTLY_ONCE);
		observed((received) -> {
		}).handle(this.client.published().get(0));
		assertThat(span("mqtt publish").tags()).containsEntry("mqtt.client", "edge")
			.containsEntry("mqtt.qos", "2")
			.containsEntry("messaging.destination.name", "sensors/1")
			.containsEntry("messaging.message.body.size", "4")
			.containsOnlyKeys(keys(MqttObservation.TEMPLATE.getLowCardinalityKeyNames(),
					MqttObservation.TEMPLATE.getHighCardinalityKeyNames()));
		assertThat(span("readings process").tags()).containsEntry("mqtt.client", "cloud")
			.containsEntry("mqtt.listener", "readings")
			.containsEntry("messaging.operation", "process")
			.containsOnlyKeys(keys(MqttObservation.LISTENER.getLowCardinalityKeyNames(),
					MqttObservation.LISTENER.getHighCardinalityKeyNames()));
	}

	private static String[] keys(KeyName[] low, KeyName[] high) {
		List<String> keys = new ArrayList<>(Arrays.stream(low).map(KeyName::asString).toList());
		Arrays.stream(high).map(KeyName::asString).forEach(keys::add);
		return keys.toArray(String[]::new);
	}

	@Test
	void noTopicIsInAKeyOfLowCardinality() {
		MqttMessage message = MqttMessage.builder("secret/topic").build();
		assertThat(new DefaultMqttTemplateObservationConvention()
			.getLowCardinalityKeyValues(new MqttPublishContext(message, "edge")))
			.noneMatch((pair) -> pair.getValue().contains("topic"));
		assertThat(new DefaultMqttListenerObservationConvention()
			.getLowCardinalityKeyValues(new MqttReceiveContext(message, "readings", "edge")))
			.noneMatch((pair) -> pair.getValue().contains("topic"));
	}

	@Test
	void aMessagePassedOnGetsTheNewTraceInPlaceOfTheOld() {
		this.template.send(MqttMessage.builder("a").userProperty("traceparent", "old").userProperty("k", "v").build());
		assertThat(this.client.published().get(0).properties().userProperties())
			.filteredOn((property) -> property.name().equals("traceparent"))
			.singleElement()
			.satisfies((property) -> assertThat(property.value()).isNotEqualTo("old"));
		assertThat(this.client.published().get(0).properties().userProperties()).contains(new UserProperty("k", "v"));
	}

	@Test
	void thePublishersSpanEndsWithThePublicationAndHasItsError() {
		CompletableFuture<PublishResult> publication = new CompletableFuture<>();
		this.client.onPublish((message) -> publication);
		CompletableFuture<PublishResult> future = this.template.send("sensors/1", "21.5");
		assertThat(future).isSameAs(publication);
		assertThat(this.tracing.currentTraceContext().get()).isNull();
		assertThat(this.spans).isEmpty();
		publication.completeExceptionally(new MqttPublishException(MqttPublishException.Reason.EXPIRED, "expected"));
		assertThat(span("mqtt publish").error()).isInstanceOf(MqttPublishException.class);
	}

	@Test
	void theListenersSpanEndsWithWhatItReturnsAndHasItsError() throws Exception {
		CompletableFuture<Void> work = new CompletableFuture<>();
		CompletionStage<?> handled = observed(new MqttMessageListener() {

			@Override
			public void onMessage(MqttMessage message) {
				throw new UnsupportedOperationException();
			}

			@Override
			public CompletionStage<?> handle(MqttMessage message) {
				return work;
			}

		}).handle(MqttMessage.builder("sensors/1").build());
		assertThat(this.tracing.currentTraceContext().get()).isNull();
		assertThat(this.spans).isEmpty();
		work.completeExceptionally(new IllegalStateException("expected"));
		assertThat(handled.toCompletableFuture()).isCompletedExceptionally();
		assertThat(span("readings process").error()).isInstanceOf(IllegalStateException.class);
	}

	@Test
	void aListenerThatThrowsLeavesNoScopeBehind() {
		assertThatIllegalStateException().isThrownBy(() -> observed((message) -> {
			throw new IllegalStateException("expected");
		}).handle(MqttMessage.builder("sensors/1").build()));
		assertThat(this.tracing.currentTraceContext().get()).isNull();
		assertThat(span("readings process").error()).isInstanceOf(IllegalStateException.class);
	}

	@Test
	void aBatchHasASpanOfItsOwn() throws Exception {
		CompletableFuture<Void> work = new CompletableFuture<>();
		MqttBatchMessageListener batchListener = new MqttBatchMessageListener() {

			@Override
			public void onMessages(List<MqttMessage> messages) {
				throw new UnsupportedOperationException();
			}

			@Override
			public CompletionStage<?> handle(List<MqttMessage> messages, @Nullable Acknowledgment acknowledgment) {
				assertThat(TracingTests.this.tracing.currentTraceContext().get()).isNotNull();
				return work;
			}

		};
		MqttBatchMessageListener observed = (MqttBatchMessageListener) observed(batchListener);
		CompletionStage<?> handled = observed
			.handle(List.of(MqttMessage.builder("a").userProperty("traceparent", "other").build(),
					MqttMessage.builder("b").build()), null);
		assertThat(this.tracing.currentTraceContext().get()).isNull();
		assertThat(this.spans).isEmpty();
		work.completeExceptionally(new IllegalStateException("expected"));
		assertThat(handled.toCompletableFuture()).isCompletedExceptionally();
		MutableSpan span = span("readings process");
		assertThat(span.parentId()).isNull();
		assertThat(span.error()).isInstanceOf(IllegalStateException.class);
		assertThat(span.tags()).containsEntry("mqtt.client", "cloud")
			.containsEntry("mqtt.listener", "readings")
			.containsEntry("messaging.batch.message_count", "2")
			.containsKeys(keys(MqttObservation.BATCH_LISTENER.getLowCardinalityKeyNames(),
					MqttObservation.BATCH_LISTENER.getHighCardinalityKeyNames()));
	}

	@Test
	void withoutObservationAMessageIsPublishedAsItIsAndAListenerIsCalledDirectly() {
		MqttMessage message = MqttMessage.builder("a").build();
		this.template.setPublishInterceptor(null);
		this.template.send(message);
		assertThat(this.client.published().get(0)).isSameAs(message);
		this.template
			.setPublishInterceptor(new ObservedPublications(ObservationRegistry.NOOP, null, (client) -> "edge"));
		this.template.send(message);
		assertThat(this.client.published().get(1)).isSameAs(message);
		MqttMessageListener listener = (received) -> {
		};
		assertThat(new ObservedListeners(ObservationRegistry.NOOP, null, (client) -> "edge")
			.decorate(MqttListenerEndpoint.builder("id", listener).topics("a").build(), listener, this.client))
			.isSameAs(listener);
		assertThat(this.spans).isEmpty();
	}

}
