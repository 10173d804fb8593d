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

import io.resilientmqtt.client.BrokerLimits;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.RetainHandling;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionOptions;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ListenerSubscriptions} and {@link DeliveryIdentifiers}: what listeners
 * with groups and options are subscribed to, and who handles what.
 */
@ExtendWith(OutputCaptureExtension.class)
class ListenerSubscriptionsTests {

	private static final SubscriptionOptions NO_LOCAL = new SubscriptionOptions(true, false,
			RetainHandling.SEND_AT_SUBSCRIBE);

	private static final String CONFUSED = "Listeners 'audit' (jobs/#) and 'work' ($share/workers/jobs/+) get each "
			+ "other's messages, because ";

	private final List<String> handled = new ArrayList<>();

	private FakeMqttClient client = client(ProtocolVersion.MQTT_5);

	private MqttListenerEndpointRegistry registry = new MqttListenerEndpointRegistry(this.client);

	private static FakeMqttClient client(ProtocolVersion version) {
		return new FakeMqttClient(MqttClientOptions.builder().protocolVersion(version).build());
	}

	private void register(String id, SubscriptionOptions options, String... topics) {
		this.registry.registerEndpoint(
				MqttListenerEndpoint.builder(id, (message) -> this.handled.add(id + " " + message.payloadAsString()))
					.topics(topics)
					.subscriptionOptions(options)
					.build());
	}

	private List<Subscription> subscribed() {
		return this.client.subscriptions().stream().map(SubscriptionStatus::subscription).toList();
	}

	private int identifier(String filter) {
		return subscribed().stream()
			.filter((subscription) -> subscription.filter().toString().equals(filter))
			.findFirst()
			.map(Subscription::identifier)
			.orElseThrow();
	}

	private void deliver(String topic, String payload, int... identifiers) {
		MqttMessage.Builder message = MqttMessage.builder(topic).payload(payload).qos(QoS.AT_LEAST_ONCE);
		for (int identifier : identifiers) {
			message.subscriptionIdentifier(identifier);
		}
		this.client.deliver(message.build());
	}

	@Test
	void optionsAreSubscribedWith() {
		register("first", NO_LOCAL, "a");
		this.registry.start();
		assertThat(subscribed()).containsExactly(Subscription.builder("a").noLocal(true).build());
	}

	@ParameterizedTest
	@EnumSource
	void whatIsCoveredIsEndedIfTheBrokerMayHaveItOfAnEarlierLife(ProtocolVersion version) {
		this.client = client(version);
		this.registry = new MqttListenerEndpointRegistry(this.client);
		register("temperatures", SubscriptionOptions.DEFAULT, "sensors/+/temperature");
		register("all", SubscriptionOptions.DEFAULT, "sensors/#", "other");
		this.registry.start();
		this.client.up(true);
		assertThat(this.client.calls()).endsWith("unsubscribe sensors/+/temperature");
		int calls = this.client.calls().size();
		this.client.down(new ConnectionCause(ConnectionCause.Type.NETWORK, "gone"));
		this.client.up(true);
		assertThat(this.client.calls()).as("once").hasSize(calls);
	}

	@Test
	void whatIsCoveredIsEndedThoughTheClientWasConnectedFirst() {
		this.client.up(true);
		register("all", SubscriptionOptions.DEFAULT, "a/#", "a/b");
		this.registry.start();
		assertThat(this.client.calls()).endsWith("unsubscribe a/b");
	}

	@Test
	void nothingIsEndedThatANewSessionCanNotHave() {
		register("all", SubscriptionOptions.DEFAULT, "a/#", "a/b");
		this.registry.start();
		this.client.up();
		assertThat(this.client.calls()).noneMatch((call) -> call.startsWith("unsubscribe"));
	}

	@Test
	void aFilterIsNotCoveredOnOtherTerms() {
		register("all", SubscriptionOptions.DEFAULT, "a/#");
		register("foreign", NO_LOCAL, "a/+", "a/x");
		register("shared", SubscriptionOptions.DEFAULT, "$share/g/a/#", "$share/g/a/x", "$share/h/a/x", "a/y");
		this.registry.start();
		assertThat(this.client.calls()).endsWith("subscribe a/#:1 a/+:1 $share/g/a/#:1 $share/g/a/x:1 $share/h/a/x:1");
	}

	@Test
	void aFilterHasTheSameOptionsForAll() {
		register("first", SubscriptionOptions.DEFAULT, "a", "b");
		assertThatIllegalArgumentException().isThrownBy(() -> register("second", NO_LOCAL, "c", "b"))
			.withMessageContainingAll("'second'", "'b'", "noLocal=true", "'first'", "noLocal=false", "[MQTT-3.8.4-3]",
					"give both the same options");
		assertThat(this.registry.getListenerContainers()).hasSize(1);
	}

	@Test
	void listenersInDifferentGroupsHandleWhatIsDeliveredToTheirs() {
		register("bill", SubscriptionOptions.DEFAULT, "$share/billing/orders/{id}");
		register("ship", SubscriptionOptions.DEFAULT, "$share/shipping/orders/#");
		register("audit", SubscriptionOptions.DEFAULT, "orders/+");
		this.registry.start();
		int billing = identifier("$share/billing/orders/+");
		int shipping = identifier("$share/shipping/orders/#");
		int ordinary = identifier("orders/+");
		deliver("orders/1", "billing", billing);
		deliver("orders/1", "shipping", shipping);
		deliver("orders/1", "ordinary", ordinary);
		assertThat(this.handled).containsExactly("bill billing", "ship shipping", "audit ordinary");
		assertThat(this.client.acknowledged()).isEqualTo(9);
	}

	@Test
	void oneDeliveryForSeveralSubscriptionsIsHandledByAllOfThem() { // [MQTT-3.3.4-3]
		register("bill", SubscriptionOptions.DEFAULT, "$share/billing/orders");
		register("ship", SubscriptionOptions.DEFAULT, "$share/shipping/orders");
		register("audit", SubscriptionOptions.DEFAULT, "orders");
		this.registry.start();
		deliver("orders", "1", identifier("$share/billing/orders"), identifier("$share/shipping/orders"));
		assertThat(this.handled).containsExactly("bill 1", "ship 1");
	}

	@Test
	void whatCarriesNoIdentifierOrAnUnknownOneIsHandledByAll() {
		register("bill", SubscriptionOptions.DEFAULT, "$share/billing/orders");
		register("audit", SubscriptionOptions.DEFAULT, "orders");
		this.registry.start();
		deliver("orders", "1");
		deliver("orders", "2", identifier("orders"), 7);
		assertThat(this.handled).containsExactly("bill 1", "audit 1", "bill 2", "audit 2");
	}

	@Test
	void aListenerOfOtherTopicsInTheSameGroupIsNotMeant() {
		register("bill", SubscriptionOptions.DEFAULT, "$share/billing/orders/+");
		register("mixed", SubscriptionOptions.DEFAULT, "$share/billing/returns/+", "orders/#");
		this.registry.start();
		deliver("orders/1", "1", identifier("$share/billing/orders/+"));
		deliver("orders/1", "2", identifier("orders/#"));
		assertThat(this.handled).containsExactly("bill 1", "mixed 2");
	}

	@Test
	void aSharedSubscriptionIsForThoseWhoAskedForIt() {
		register("one", SubscriptionOptions.DEFAULT, "$share/g/a/+");
		register("two", SubscriptionOptions.DEFAULT, "$share/g/a/#");
		this.registry.start();
		deliver("a/1", "one", identifier("$share/g/a/+"));
		deliver("a/1", "two", identifier("$share/g/a/#"));
		assertThat(this.handled).containsExactly("one one", "two two");
	}

	@Test
	void aListenerWithASharedAndAnOrdinaryTopicHandlesOneOfTheCopies() {
		register("both", SubscriptionOptions.DEFAULT, "$share/g/a/+", "a/#");
		this.registry.start();
		deliver("a/1", "1", identifier("$share/g/a/+"));
		deliver("a/1", "1", identifier("a/#"));
		deliver("a/1", "2", identifier("a/#"));
		assertThat(this.handled).containsExactly("both 1", "both 2");
	}

	@Test
	void whatOverlapsOnDifferentTermsAndCrossesIsHandledOnceByEach() {
		register("one", SubscriptionOptions.DEFAULT, "a/+");
		register("two", SubscriptionOptions.DEFAULT, "+/b");
		register("foreign", NO_LOCAL, "a/#", "+/b/c");
		this.registry.start();
		for (String filter : List.of("a/+", "a/#", "+/b")) {
			deliver("a/b", "1", identifier(filter));
		}
		assertThat(this.handled).containsExactly("one 1", "two 1", "foreign 1");
	}

	@Test
	void whatWasSentForASubscriptionThatHasEndedIsHandled() {
		register("one", SubscriptionOptions.DEFAULT, "a/+", "+/b");
		this.registry.start();
		int ended = identifier("a/+");
		register("all", SubscriptionOptions.DEFAULT, "#");
		register("foreign", NO_LOCAL, "a/b/+", "c/#");
		deliver("a/b", "1", ended);
		assertThat(this.handled).containsExactly("one 1", "all 1");
	}

	@Test
	void listenersWithDifferentOptionsAreToldApartToo() {
		register("all", SubscriptionOptions.DEFAULT, "a/#");
		register("foreign", NO_LOCAL, "a/+");
		this.registry.start();
		deliver("a/1", "own", identifier("a/#"));
		deliver("a/1", "foreign", identifier("a/#"), identifier("a/+"));
		assertThat(this.handled).containsExactly("all own", "all foreign", "foreign foreign");
	}

	@Test
	void identifiersAreTheSameInEveryLife() {
		register("bill", SubscriptionOptions.DEFAULT, "$share/billing/orders");
		register("audit", SubscriptionOptions.DEFAULT, "orders");
		this.registry.start();
		assertThat(identifier("$share/billing/orders")).isEqualTo(187868640);
		assertThat(identifier("orders")).isEqualTo(223488889);
	}

	@Test
	void thereAreNoIdentifiersWithoutNeed() {
		register("one", SubscriptionOptions.DEFAULT, "$share/g/a/+", "b");
		register("two", SubscriptionOptions.DEFAULT, "b/#", "b", "$share/g/a/+");
		register("three", NO_LOCAL, "c/#");
		this.registry.start();
		assertThat(subscribed()).hasSize(3).allMatch((subscription) -> subscription.identifier() == null);
	}

	@Test
	void identifiersComeWhenAListenerIsRegisteredThatNeedsThem() {
		register("bill", SubscriptionOptions.DEFAULT, "$share/billing/orders");
		this.registry.start();
		register("ship", SubscriptionOptions.DEFAULT, "$share/shipping/orders");
		assertThat(this.client.calls()).endsWith("subscribe $share/billing/orders:1 $share/shipping/orders:1");
		assertThat(identifier("$share/billing/orders")).isNotEqualTo(identifier("$share/shipping/orders"));
	}

	@Test
	void mqtt311CannotTellDeliveriesApartAndThatIsSaidOnce(CapturedOutput output) {
		this.client = client(ProtocolVersion.MQTT_3_1_1);
		this.registry = new MqttListenerEndpointRegistry(this.client);
		register("audit", SubscriptionOptions.DEFAULT, "jobs/#");
		register("work", SubscriptionOptions.DEFAULT, "$share/workers/jobs/{kind}");
		this.registry.start();
		this.client.up();
		this.client.up();
		assertThat(output).containsOnlyOnce(CONFUSED + "MQTT 3.1.1 does not say");
		deliver("jobs/1", "1");
		assertThat(this.handled).containsExactly("audit 1", "work 1");
	}

	@Test
	void aBrokerWithoutIdentifiersIsAskedWithoutAndThatIsSaidOnce(CapturedOutput output) {
		register("audit", SubscriptionOptions.DEFAULT, "jobs/#");
		register("work", SubscriptionOptions.DEFAULT, "$share/workers/jobs/+");
		this.registry.start();
		this.client.refuse("jobs/#", ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED);
		this.client.refuse("$share/workers/jobs/+", ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED);
		BrokerLimits none = BrokerLimits.none(Duration.ZERO);
		this.client.up(new BrokerLimits(none.receiveMaximum(), none.maximumQoS(), true, none.maximumPacketSize(),
				Duration.ZERO, 0, true, false, true));
		assertThat(this.client.calls()).endsWith("subscribe jobs/#:1 $share/workers/jobs/+:1");
		assertThat(subscribed()).hasSize(2).allMatch((subscription) -> subscription.identifier() == null);
		assertThat(output).containsOnlyOnce(CONFUSED + "the broker does not say").doesNotContain("was refused");
		this.client.refuse("jobs/#", null);
		this.client.refuse("$share/workers/jobs/+", null);
		this.client.up();
		assertThat(subscribed()).hasSize(2).allMatch((subscription) -> subscription.identifier() != null);
	}

}
