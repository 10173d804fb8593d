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

package io.resilientmqtt.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import brave.Tracing;
import brave.handler.MutableSpan;
import brave.handler.SpanHandler;
import brave.propagation.TraceContext;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.brave.bridge.BraveBaggageManager;
import io.micrometer.tracing.brave.bridge.BraveCurrentTraceContext;
import io.micrometer.tracing.brave.bridge.BravePropagator;
import io.micrometer.tracing.brave.bridge.BraveTracer;
import io.micrometer.tracing.brave.bridge.W3CPropagation;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.autoconfigure.embedded.EmbeddedMqttBroker;
import io.resilientmqtt.messaging.MqttTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A trace goes through a broker.
 */
class TraceOverTheWireTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	private final EmbeddedMqttBroker broker = EmbeddedMqttBroker.builder().build();

	private final List<MutableSpan> spans = new CopyOnWriteArrayList<>();

	private final Tracing tracing = Tracing.newBuilder()
		.propagationFactory(new W3CPropagation())
		.addSpanHandler(new SpanHandler() {

			@Override
			public boolean end(TraceContext context, MutableSpan span, Cause cause) {
				TraceOverTheWireTests.this.spans.add(span);
				return true;
			}

		})
		.build();

	@BeforeEach
	void start() {
		this.broker.start();
	}

	@AfterEach
	void stop() {
		this.broker.stop();
		this.tracing.close();
	}

	private ObservationRegistry observations() {
		BraveTracer tracer = new BraveTracer(this.tracing.tracer(),
				new BraveCurrentTraceContext(this.tracing.currentTraceContext()), new BraveBaggageManager());
		BravePropagator propagator = new BravePropagator(this.tracing);
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig()
			.observationHandler(new ObservationHandler.FirstMatchingCompositeObservationHandler(
					new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
					new PropagatingReceiverTracingObservationHandler<>(tracer, propagator)));
		return registry;
	}

	@Test
	void theListenersSpanIsAChildOfThePublishersOnTheOtherSideOfABroker() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, MqttAutoConfiguration.class,
					MqttObservationAutoConfiguration.class))
			.withBean(ObservationRegistry.class, this::observations)
			.withBean(Readings.class)
			.withPropertyValues("mqtt.server=" + EmbeddedMqttBroker.HOST, "mqtt.port=" + this.broker.port(),
					"mqtt.protocol-version=5", "mqtt.template.observation-enabled=true",
					"mqtt.listener.observation-enabled=true")
			.run((context) -> {
				context.getBean(MqttTemplate.class).send("sensors/1", "21.5");
				await().atMost(LONG).untilAsserted(() -> assertThat(this.spans).hasSize(2));
				MutableSpan publisher = span(brave.Span.Kind.PRODUCER);
				MutableSpan listener = span(brave.Span.Kind.CONSUMER);
				assertThat(listener.traceId()).isEqualTo(publisher.traceId());
				assertThat(listener.parentId()).isEqualTo(publisher.id());
				assertThat(listener.tags()).containsEntry("mqtt.client", "mqttClient");
			});
	}

	private MutableSpan span(brave.Span.Kind kind) {
		return this.spans.stream().filter((span) -> span.kind() == kind).findFirst().orElseThrow();
	}

	static class Readings {

		@MqttListener(id = "readings", topics = "sensors/+")
		void reading(String reading) {
			assertThat(reading).isEqualTo("21.5");
		}

	}

}
