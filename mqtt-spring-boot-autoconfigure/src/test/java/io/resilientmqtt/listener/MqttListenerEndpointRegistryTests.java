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

package io.resilientmqtt.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.testsupport.Behaviour;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link MqttListenerEndpointRegistry}.
 */
@ExtendWith(OutputCaptureExtension.class)
class MqttListenerEndpointRegistryTests {

	private final FakeMqttClient client = new FakeMqttClient();

	private final MqttListenerEndpointRegistry registry = new MqttListenerEndpointRegistry(this.client);

	private final List<String> handled = new ArrayList<>();

	@Test
	void receiversAreThereBeforeTheOneSubscription() {
		register("first", QoS.AT_MOST_ONCE, "a/{b}", "c");
		register("second", QoS.AT_LEAST_ONCE, "a/+", "d");
		assertThat(this.client.calls()).isEmpty();
		this.registry.start();
		assertThat(this.client.calls()).containsExactly("addReceiver first", "addReceiver second",
				"subscribe a/+:1 c:0 d:1");
		assertThat(this.registry.isRunning()).isTrue();
	}

	@Test
	void decoratorsStandAroundAListenerTheFirstInnermost() {
		this.registry.setListenerDecorators(List.of(decorator("inner"), decorator("outer")));
		register("first", QoS.AT_MOST_ONCE, "a");
		this.registry.start();
		this.client.deliver("a", "1");
		assertThat(this.handled).containsExactly("outer first", "inner first", "first 1");
	}

	private MqttListenerDecorator decorator(String name) {
		return (endpoint, listener, client) -> {
			assertThat(client).isSameAs(this.client);
			return (message) -> {
				this.handled.add(name + " " + endpoint.id());
				listener.onMessage(message);
			};
		};
	}

	@Test
	void withoutADecoratorAListenerIsCalledDirectly() {
		MqttListenerEndpoint endpoint = MqttListenerEndpoint.builder("first", (message) -> {
		}).topics("a").build();
		assertThat(this.registry.registerEndpoint(endpoint).getEndpoint()).isSameAs(endpoint);
	}

	@Test
	void registryWithoutListenersSubscribesToNothing() {
		this.registry.start();
		assertThat(this.client.calls()).isEmpty();
		assertThat(this.registry.isRunning()).isTrue();
	}

	@Test
	void startingTwiceDoesNothing() {
		register("first", QoS.AT_MOST_ONCE, "a");
		this.registry.start();
		this.registry.start();
		assertThat(this.client.calls()).containsExactly("addReceiver first", "subscribe a:0");
	}

	@Test
	void messageReachesEveryListenerItMatchesOnce() {
		register("first", QoS.AT_LEAST_ONCE, "a/{b}", "a/#");
		register("second", QoS.AT_LEAST_ONCE, "a/x");
		this.registry.start();
		this.client.deliver("a/x", "1");
		this.client.deliver("a/y", "2");
		assertThat(this.handled).containsExactly("first 1", "second 1", "first 2");
	}

	@Test
	void listenerRegisteredLaterStartsAtOnceWithoutLoweringAnother() {
		register("first", QoS.EXACTLY_ONCE, "a");
		this.registry.start();
		register("late", QoS.AT_MOST_ONCE, "a", "b");
		assertThat(this.client.calls()).containsExactly("addReceiver first", "subscribe a:2", "addReceiver late",
				"subscribe b:0");
		this.client.deliver("b", "1");
		assertThat(this.handled).containsExactly("late 1");
	}

	@Test
	void idIsUnique() {
		register("first", QoS.AT_MOST_ONCE, "a");
		assertThatIllegalArgumentException().isThrownBy(() -> register("first", QoS.AT_MOST_ONCE, "b"))
			.withMessageContainingAll("'first'", "choose another");
		assertThat(this.registry.getListenerContainers()).hasSize(1);
		assertThat(this.registry.getListenerContainer("first")).isNotNull();
		assertThat(this.registry.getListenerContainer("other")).isNull();
	}

	@Test
	@Behaviour("S18")
	void refusedSubscriptionIsLoggedOnceWithItsListeners(CapturedOutput output) {
		String line = "The subscription 'a/+' of listener first, second was refused: not authorized (0x87)";
		register("first", QoS.AT_MOST_ONCE, "a/{b}", "c");
		register("second", QoS.AT_MOST_ONCE, "a/+");
		this.client.refuse("a/+", ReasonCode.NOT_AUTHORIZED);
		this.client.refuse("other", ReasonCode.NOT_AUTHORIZED);
		this.registry.start();
		this.client.subscribe(Subscription.of("other", QoS.AT_MOST_ONCE));
		this.client.up();
		assertThat(output).containsOnlyOnce(line);
		assertThat(output).doesNotContain("'other'");
		this.client.down(new ConnectionCause(ConnectionCause.Type.NETWORK, "gone"));
		this.client.up();
		assertThat(output).containsOnlyOnce(line);
		this.client.refuse("a/+", ReasonCode.QUOTA_EXCEEDED);
		this.client.up();
		assertThat(output).contains("listener first, second was refused: quota exceeded (0x97)");
	}

	@Test
	void stopWaitsForListeners() throws Exception {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch proceed = new CountDownLatch(1);
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try {
			this.registry.setContainerFactory(new MqttListenerContainerFactory(MqttListenerOptions.UNSET, executor));
			this.registry.registerEndpoint(endpoint("slow", QoS.AT_LEAST_ONCE, (message) -> {
				entered.countDown();
				proceed.await();
			}, "a"));
			this.registry.start();
			this.client.deliver("a", "1");
			entered.await();
			AtomicBoolean stopped = new AtomicBoolean();
			this.registry.stop(() -> stopped.set(true));
			assertThat(this.registry.isRunning()).isFalse();
			assertThat(stopped).isFalse();
			proceed.countDown();
			Awaitility.await().untilTrue(stopped);
			assertThat(this.client.acknowledged()).isEqualTo(1);
			assertThat(this.client.calls()).containsExactly("addReceiver slow", "subscribe a:1", "removeReceiver slow",
					"unsubscribe a");
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void stopGivesUpAfterTheTimeout(CapturedOutput output) throws Exception {
		CountDownLatch entered = new CountDownLatch(1);
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try {
			this.registry.setContainerFactory(new MqttListenerContainerFactory(MqttListenerOptions.UNSET, executor));
			this.registry.setShutdownTimeout(Duration.ofMillis(1));
			this.registry.registerEndpoint(endpoint("stuck", QoS.AT_LEAST_ONCE, (message) -> {
				entered.countDown();
				new CountDownLatch(1).await();
			}, "a"));
			this.registry.start();
			this.client.deliver("a", "1");
			entered.await();
			this.registry.stop();
			assertThat(output).contains("Listener 'stuck' is still handling a message after 1ms");
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void aFilterThatAnotherCoversIsNotSubscribed() {
		register("first", QoS.AT_MOST_ONCE, "a/#");
		register("second", QoS.EXACTLY_ONCE, "a/x", "$share/group/a/x", "b");
		register("third", QoS.AT_LEAST_ONCE, "a/+");
		this.registry.start();
		assertThat(this.client.calls()).endsWith("subscribe a/#:2 $share/group/a/x:2 b:2");
	}

	@Test
	void aFilterThatALaterOneCoversIsUnsubscribedWhenThatIsGranted() {
		register("first", QoS.AT_LEAST_ONCE, "a/x");
		this.registry.start();
		register("late", QoS.AT_MOST_ONCE, "a/+");
		assertThat(this.client.calls()).endsWith("subscribe a/+:1");
		this.client.up();
		assertThat(this.client.calls()).endsWith("subscribe a/+:1", "unsubscribe a/x");
	}

	@Test
	void canBeStartedAgain() {
		register("first", QoS.AT_LEAST_ONCE, "a");
		this.registry.start();
		this.registry.stop();
		this.registry.stop();
		assertThat(this.registry.isRunning()).isFalse();
		this.registry.start();
		this.client.deliver("a", "1");
		assertThat(this.handled).containsExactly("first 1");
		assertThat(this.client.calls()).containsExactly("addReceiver first", "subscribe a:1", "removeReceiver first",
				"unsubscribe a", "addReceiver first", "subscribe a:1");
	}

	private void register(String id, QoS qos, String... topics) {
		this.registry.registerEndpoint(
				endpoint(id, qos, (message) -> this.handled.add(id + " " + message.payloadAsString()), topics));
	}

	private static MqttListenerEndpoint endpoint(String id, QoS qos, MqttMessageListener listener, String... topics) {
		return MqttListenerEndpoint.builder(id, listener).topics(topics).qos(qos).build();
	}

}
