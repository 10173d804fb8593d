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

package io.resilientmqtt.client.netty;

import java.time.Duration;
import java.util.concurrent.ExecutionException;

import io.resilientmqtt.client.ConnectionCause.Type;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.MqttAuthenticationException;
import io.resilientmqtt.client.MqttAuthenticationException.Reason;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ReasonProperties;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.UserProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Enhanced authentication, byte by byte and in virtual time [MQTT 5, 4.12].
 */
class AuthenticationTests extends AuthenticationFixture {

	@Test
	void connectHasMethodAndData() {
		assertThat(client().sent()).isEqualTo(
				"1021" + "00044d51545405" + "02003c" + "0e" + METHOD + data("hi") + "2701000000" + "0006636c69656e74");
	}

	@Test
	void eachAuthIsAnsweredUntilConnack() {
		VirtualClient client = client();
		client.sent();
		client.receive(auth(0x18, METHOD, data("1")));
		assertThat(client.sent()).isEqualTo(auth(0x18, METHOD, data("1!")));
		client.receive(auth(0x18, METHOD));
		assertThat(client.sent()).isEqualTo(auth(0x18, METHOD));
		client.receive(connack(METHOD, data("ok")));
		assertThat(client.connected).isCompleted();
		assertThat(this.authenticator.calls).containsExactly("begin", "respond 1", "respond null", "complete ok");
	}

	@Test
	void anAuthMayHaveAReasonStringAndUserProperties() {
		VirtualClient client = client();
		this.authenticator.properties = ReasonProperties.of("s", new UserProperty("k", "1"),
				new UserProperty("k", "2"));
		client.sent();
		client.receive(auth(0x18, METHOD, data("1"), "1f000172", "2600016b000131", "2600016b000132"));
		assertThat(client.sent())
			.isEqualTo(auth(0x18, METHOD, data("1!"), "1f000173", "2600016b000131", "2600016b000132"));
		assertThat(this.authenticator.calls).containsExactly("begin", "explained r [k=1, k=2]", "respond 1");
	}

	@Test
	void nothingElseIsSentBeforeConnack() {
		VirtualClient client = client();
		client.publish(QoS.AT_LEAST_ONCE);
		client.sent();
		client.receive(auth(0x18, METHOD, data("1")));
		assertThat(client.sent()).isEqualTo(auth(0x18, METHOD, data("1!")));
		client.receive(connack(METHOD));
		assertThat(client.sent()).startsWith("32");
	}

	@Test
	void whatFollowsConnackIsReadOnceTheServerHasProvedItself() {
		VirtualClient client = client();
		client.receive(connack(METHOD, data("ok")) + "3005000174" + "0078" + "d000");
		assertThat(client.connected).isCompleted();
		assertThat(client.context.counters().received()).isEqualTo(1);
		assertThat(client.isClosed()).isFalse();
	}

	@Test
	void aServerThatDoesNotProveItselfIsLeft() {
		VirtualClient client = client((options) -> options.failFast(true));
		client.receive(connack(METHOD, data("bad")) + "3005000174" + "0078");
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(client.connected::get)
			.havingCause()
			.withMessageContaining("signature")
			.withCauseInstanceOf(MqttAuthenticationException.class);
		assertThat(client.isClosed()).isTrue();
		assertThat(client.context.counters().received()).isZero();
		client.pass(Duration.ofMillis(1));
		client.sent();
		assertThat(client.buffersInUse()).isZero();
	}

	@Test
	void afterAFailedAuthenticationTheServerIsLeftAlone() {
		VirtualClient client = client();
		client.receive(connack(METHOD, data("bad")));
		assertThat(((ConnectionEvent.ConnectFailed) client.events.get(0)).nextDelay()).hasSeconds(30);
	}

	@ParameterizedTest
	@ValueSource(strings = { OTHER_METHOD, "" })
	void anAuthWithoutTheMethodIsAProtocolError(String method) {
		VirtualClient client = client();
		client.receive(auth(0x18, method, data("1")));
		assertThat(cause(client).type()).isEqualTo(Type.PROTOCOL);
		assertThat(cause(client).reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
	}

	@ParameterizedTest
	@ValueSource(strings = { OTHER_METHOD, "" })
	void aConnackWithoutTheMethodIsAProtocolError(String method) {
		VirtualClient client = client();
		client.receive(connack(method));
		assertThat(cause(client).type()).isEqualTo(Type.PROTOCOL);
		assertThat(cause(client).reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0x00, 0x19 })
	void anAuthThatDoesNotContinueIsAProtocolError(int reasonCode) {
		VirtualClient client = client();
		client.receive(auth(reasonCode, METHOD));
		assertThat(cause(client).reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
	}

	@Test
	void aRefusedMethodIsTold() {
		VirtualClient client = client();
		client.receive("2003008c00");
		assertThat(cause(client).type()).isEqualTo(Type.BROKER);
		assertThat(cause(client).reasonCode()).isEqualTo(ReasonCode.BAD_AUTHENTICATION_METHOD);
	}

	@Test
	void withoutAnAuthenticatorTheServerMustNotAskForOne() {
		VirtualClient client = new VirtualClient((options) -> options.protocolVersion(ProtocolVersion.MQTT_5));
		client.accept();
		client.receive(auth(0x18, METHOD));
		assertThat(cause(client).type()).isEqualTo(Type.PROTOCOL);
		client = new VirtualClient((options) -> options.protocolVersion(ProtocolVersion.MQTT_5));
		client.accept();
		client.receive(connack(METHOD));
		assertThat(cause(client).reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
		client = new VirtualClient((options) -> options.protocolVersion(ProtocolVersion.MQTT_5));
		client.accept();
		client.receive(connack());
		client.receive(auth(0x18, METHOD));
		assertThat(cause(client).reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
	}

	@Test
	void theStepsOfTheServerMayTakeTheConnectTimeout() {
		VirtualClient client = client();
		for (int i = 0; i < 4; i++) {
			client.pass(Duration.ofSeconds(7));
			client.receive(auth(0x18, METHOD));
		}
		client.pass(Duration.ofMillis(1_990));
		assertThat(client.events).isEmpty();
		client.pass(Duration.ofMillis(20));
		assertThat(cause(client).type()).isEqualTo(Type.TIMEOUT);
		assertThat(cause(client).description()).contains("mqtt.connect-timeout", "waiting for CONNACK");
	}

	@Test
	void connackAfterTheExchangeMayTakeLongerThanTheResponseTime() {
		VirtualClient client = client();
		client.receive(auth(0x18, METHOD));
		client.pass(Duration.ofSeconds(15));
		client.receive(connack(METHOD));
		assertThat(client.connected).isCompleted();
	}

	@Test
	void anAuthenticatorThatFailsFailsTheAttempt() {
		this.authenticator.failure = new IllegalStateException("no key");
		VirtualClient client = client();
		assertThat(client.sent()).isEmpty();
		assertThat(cause(client).exception()).isInstanceOfSatisfying(MqttAuthenticationException.class,
				(ex) -> assertThat(ex.reason()).isEqualTo(Reason.AUTHENTICATOR_FAILED));
		this.authenticator.failure = null;
		client.pass(Duration.ofSeconds(31));
		client.accept();
		client.receive(connack(METHOD));
		assertThat(client.connected).isCompleted();
	}

	@Test
	void everyConnectionIsAuthenticated() {
		VirtualClient client = connected();
		client.pass(Duration.ofSeconds(6));
		client.closeConnection();
		client.accept();
		assertThat(client.sent()).contains(METHOD + data("hi"));
		assertThat(this.authenticator.calls).containsExactly("begin");
	}

	@Test
	void anAuthNobodyAskedForIsAProtocolError() {
		VirtualClient client = connected();
		client.receive(auth(0x18, METHOD));
		assertThat(cause(client).reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
	}

	@Test
	void theMethodIsAskedForWhenTheClientIsMadeAndNotOnTheEventLoop() {
		VirtualClient client = new VirtualClient((options) -> options.protocolVersion(ProtocolVersion.MQTT_5)
			.v5((v5) -> v5.authenticator(this.authenticator)));
		int calls = this.authenticator.methodCalls;
		client.accept();
		client.receive(connack(METHOD));
		assertThat(client.connected).isCompleted();
		assertThat(this.authenticator.methodCalls).isEqualTo(calls);
	}

}
