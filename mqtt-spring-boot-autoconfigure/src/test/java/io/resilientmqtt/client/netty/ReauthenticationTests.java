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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.resilientmqtt.client.ConnectionCause.Type;
import io.resilientmqtt.client.MqttAuthenticationException;
import io.resilientmqtt.client.MqttAuthenticationException.Reason;
import io.resilientmqtt.client.ReasonProperties;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Authenticating again while the connection goes on [MQTT 5, 4.12.1], in virtual time.
 */
class ReauthenticationTests extends AuthenticationFixture {

	@Test
	void authenticatingAgainIsAnExchangeOfItsOwn() {
		VirtualClient client = connected();
		CompletableFuture<Void> first = new CompletableFuture<>();
		CompletableFuture<Void> second = new CompletableFuture<>();
		reauthenticate(client, first);
		assertThat(client.sent()).isEqualTo(auth(0x19, METHOD, data("hi")));
		reauthenticate(client, second);
		assertThat(client.sent()).isEmpty();
		client.receive(auth(0x18, METHOD, data("1")));
		assertThat(client.sent()).isEqualTo(auth(0x18, METHOD, data("1!")));
		client.receive("3005000174" + "0078");
		assertThat(client.context.counters().received()).isEqualTo(1);
		assertThat(first).isNotDone();
		client.receive(auth(0x00, METHOD, data("ok")));
		assertThat(first).isCompleted();
		assertThat(second).isCompleted();
		assertThat(this.authenticator.calls).containsExactly("begin", "respond 1", "complete ok");
		client.pass(Duration.ofSeconds(3));
		assertThat(client.isClosed()).isFalse();
	}

	@Test
	void aServerThatRefusesToAuthenticateAgainSaysWhy() {
		VirtualClient client = connected();
		CompletableFuture<Void> again = new CompletableFuture<>();
		reauthenticate(client, again);
		client.receive("e00187");
		assertFails(again, Reason.REFUSED, ReasonCode.NOT_AUTHORIZED);
		assertThat(cause(client).reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
	}

	@Test
	void aServerThatDoesNotProveItselfAgainIsLeftWithADisconnect() {
		VirtualClient client = connected();
		CompletableFuture<Void> again = new CompletableFuture<>();
		reauthenticate(client, again);
		client.sent();
		client.receive(auth(0x00, METHOD, data("bad")));
		assertFails(again, Reason.SERVER_NOT_AUTHENTIC, null);
		assertThat(client.sent()).isEqualTo("e0028000");
		assertThat(client.isClosed()).isTrue();
	}

	@Test
	void aConnectionLostMeanwhileFailsTheAuthentication() {
		VirtualClient client = connected();
		CompletableFuture<Void> again = new CompletableFuture<>();
		reauthenticate(client, again);
		client.closeConnection();
		assertFails(again, Reason.NOT_CONNECTED, null);
	}

	@Test
	void aServerThatDoesNotAnswerIsLeftAfterTheResponseTime() {
		VirtualClient client = connected();
		CompletableFuture<Void> again = new CompletableFuture<>();
		reauthenticate(client, again);
		client.pass(Duration.ofMillis(1_990));
		assertThat(again).isNotDone();
		client.pass(Duration.ofMillis(20));
		assertFails(again, Reason.NOT_CONNECTED, null);
		assertThat(cause(client).type()).isEqualTo(Type.TIMEOUT);
	}

	@Test
	void noAnswerIsMissedWhileReadingIsPaused() {
		VirtualClient client = client((options) -> options.responseTime(Duration.ofMillis(200)));
		List<Runnable> tasks = new ArrayList<>();
		client.receive(1, tasks::add);
		client.receive(connack(METHOD));
		CompletableFuture<Void> again = new CompletableFuture<>();
		client.receive("30050001740031"); // there is room for one
		assertThat(client.supervisor.link().gate().isClosed()).isTrue();
		reauthenticate(client, again);
		client.receive(auth(0x00, METHOD, data("ok")));
		client.pass(Duration.ofMillis(900));
		assertThat(again).isNotDone();
		tasks.forEach(Runnable::run);
		client.pass(Duration.ofMillis(10));
		assertThat(again).isCompleted();
		assertThat(client.isClosed()).isFalse();
	}

	@Test
	void aReceiverThatWaitsForTheServerGetsRoomUntilItHasAnswered() {
		VirtualClient client = client();
		List<Runnable> tasks = new ArrayList<>();
		client.receive(1, tasks::add);
		client.receive(connack(METHOD));
		CompletableFuture<Void> again = new CompletableFuture<>();
		client.receive("30050001740031");
		reauthenticate(client, again);
		client.receive("30050001740032" + auth(0x00, METHOD, data("ok")));
		client.pass(Duration.ofSeconds(10));
		assertThat(again).isCompleted();
		assertThat(client.isClosed()).isFalse();
	}

	@Test
	void anAnswerIsAwaitedFromWhenTheRequestHasLeftBehindAnUpload() {
		VirtualClient client = connected();
		client.channel().take(0);
		client.publish(MqttMessage.builder("t").wrapPayload(new byte[4_000_000]).build());
		CompletableFuture<Void> again = new CompletableFuture<>();
		reauthenticate(client, again);
		for (int i = 0; i < 20; i++) {
			client.channel().take(64 * 1024);
			client.pass(Duration.ofSeconds(1));
		}
		client.channel().take(Long.MAX_VALUE);
		client.receive(auth(0x00, METHOD, data("ok")));
		client.pass(Duration.ofMillis(10));
		assertThat(again).isCompleted();
	}

	@Test
	void whatTheBrokerHasNoRoomForIsLeftOutOfAuth() {
		VirtualClient client = client();
		client.receive(connack(METHOD, "2700000018")); // 24 bytes
		client.sent();
		this.authenticator.properties = ReasonProperties.of("reason", new UserProperty("k", "1"));
		reauthenticate(client, new CompletableFuture<>());
		assertThat(client.sent()).isEqualTo(auth(0x19, METHOD, data("hi"), "1f0006726561736f6e"));
		client.receive(auth(0x18, METHOD, data("123456")));
		assertThat(client.sent()).isEqualTo(auth(0x18, METHOD, data("123456!")));
	}

	@Test
	void anAuthTheBrokerHasNoRoomForFailsBeforeItIsSent() {
		VirtualClient client = client();
		client.receive(connack(METHOD, "270000000b")); // 11 bytes
		client.sent();
		CompletableFuture<Void> future = new CompletableFuture<>();
		reauthenticate(client, future);
		assertFails(future, Reason.AUTHENTICATOR_FAILED, null);
		assertThat(future).isCompletedExceptionally()
			.failsWithin(Duration.ZERO)
			.withThrowableThat()
			.havingCause()
			.withMessageContaining("13 bytes")
			.withMessageContaining("Maximum Packet Size is 11");
		assertThat(client.sent()).isEmpty();
		assertThat(client.isClosed()).isFalse();
	}

	@Test
	void anAuthenticatorThatCannotBeginAgainLeavesTheConnection() {
		VirtualClient client = connected();
		this.authenticator.failure = new IllegalStateException("secret");
		CompletableFuture<Void> future = new CompletableFuture<>();
		reauthenticate(client, future);
		assertFails(future, Reason.AUTHENTICATOR_FAILED, null);
		assertThat(client.sent()).isEmpty();
		assertThat(client.isClosed()).isFalse();
		this.authenticator.failure = null;
		reauthenticate(client, new CompletableFuture<>());
		assertThat(client.sent()).isEqualTo(auth(0x19, METHOD, data("hi")));
	}

	private static void reauthenticate(VirtualClient client, CompletableFuture<Void> future) {
		client.supervisor.link().reauthenticate(future);
		client.pass(Duration.ofMillis(1));
	}

	private static void assertFails(CompletableFuture<Void> future, Reason reason, @Nullable ReasonCode reasonCode) {
		assertThat(future).isCompletedExceptionally();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(future::get)
			.havingCause()
			.isInstanceOfSatisfying(MqttAuthenticationException.class, (ex) -> {
				assertThat(ex.reason()).isEqualTo(reason);
				assertThat(ex.reasonCode()).isEqualTo(reasonCode);
			});
	}

}
