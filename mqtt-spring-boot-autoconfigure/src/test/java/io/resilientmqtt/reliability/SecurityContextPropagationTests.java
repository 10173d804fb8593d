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

package io.resilientmqtt.reliability;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.netty.handler.codec.mqtt.MqttMessageType;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.listener.MqttListenerEndpoint;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.messaging.CallerContext;
import io.resilientmqtt.messaging.MqttTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring Security's context, which its own accessor carries, is where the sender's
 * futures go on, and nowhere else.
 */
class SecurityContextPropagationTests extends ScriptedBrokerFixture {

	private final List<String> seen = new CopyOnWriteArrayList<>();

	@AfterEach
	void logOut() {
		SecurityContextHolder.clearContext();
	}

	private MqttClient connect(ProtocolVersion version) {
		return connect(version,
				(options) -> options.runtime((runtime) -> runtime.futureDecorator(CallerContext.decorator())));
	}

	private static <T> T as(String user, Supplier<T> call) {
		SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken(user, "secret"));
		try {
			return call.get();
		}
		finally {
			SecurityContextHolder.clearContext();
		}
	}

	private static String user() {
		Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
		return (authentication != null) ? authentication.getName() : "nobody";
	}

	private void see(String what) {
		this.seen.add(what + " by " + user());
	}

	@ParameterizedTest
	@EnumSource
	void stagesOfAClientsFuturesHaveThatOfTheCaller(ProtocolVersion version) {
		MqttClient client = connect(version);
		CompletableFuture<?> subscribed = as("Ada",
				() -> client.subscribe(Subscription.of("a", QoS.AT_LEAST_ONCE)).thenRun(() -> see("subscribed")));
		get(subscribed);
		for (QoS qos : QoS.values()) {
			this.seen.clear();
			get(as("Grace", () -> client.publish("a", new byte[1], qos, false).thenRun(() -> see("published"))));
			get(client.publish("a", new byte[1], qos, false).thenRun(() -> see("then")));
			assertThat(this.seen).containsExactly("published by Grace", "then by nobody");
		}
		this.seen.clear();
		get(as("Ada", () -> client.unsubscribe("a").thenRun(() -> see("unsubscribed"))));
		get(as("Ada", () -> client.disconnect().thenRun(() -> see("disconnected"))));
		assertThat(this.seen).containsExactly("unsubscribed by Ada", "disconnected by Ada");
	}

	@ParameterizedTest
	@EnumSource
	void stagesOfWhatATemplateSendsHaveThatOfTheSender(ProtocolVersion version) {
		MqttTemplate template = new MqttTemplate(connect(version));
		get(as("Ada", () -> template.send("a", "1").thenRun(() -> see("sent"))));
		assertThat(this.seen).containsExactly("sent by Ada");
	}

	@ParameterizedTest
	@EnumSource
	void aPublicationIsWithdrawnWhenItsFutureIsCancelled(ProtocolVersion version) {
		MqttClient client = connect(version);
		get(client.disconnect());
		CompletableFuture<?> future = as("Ada", () -> client.publish("a", new byte[1], QoS.AT_LEAST_ONCE, false));
		assertThat(future.cancel(false)).isTrue();
		eventually(() -> assertThat(client.statistics().pending()).isZero());
		get(client.connect());
		get(client.publish("b", new byte[1], QoS.AT_LEAST_ONCE, false));
		assertThat(this.broker.receivedBytes(MqttMessageType.PUBLISH)).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void aListenerHasNobodys(ProtocolVersion version) {
		MqttClient client = connect(version);
		MqttListenerEndpointRegistry registry = new MqttListenerEndpointRegistry(client);
		as("Ada", () -> {
			registry.start();
			return registry.registerEndpoint(
					MqttListenerEndpoint.builder("listener", (message) -> see("handled")).topics("a").build());
		});
		eventually(() -> assertThat(client.subscriptions()).isNotEmpty()
			.allMatch((status) -> status.state() == SubscriptionStatus.State.GRANTED));
		this.broker.publish("a", "1", 0);
		eventually(() -> assertThat(this.seen).containsExactly("handled by nobody"));
	}

}
