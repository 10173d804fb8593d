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

package io.resilientmqtt.messaging;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttClosedException;
import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.client.MqttSubscribeException;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.messaging.MqttRemoteException.Kind;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.converter.MessageConversionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for the requests of {@link MqttTemplate} that get no good reply.
 */
class MqttTemplateRequestFailureTests extends RequestFixture {

	@Test
	void replyThatDoesNotConvertFailsTheRequest() {
		this.client.up();
		CompletableFuture<Reading> reply = this.template.sendAndReceive("a", "", Reading.class);
		CompletableFuture<Reading> empty = this.template.sendAndReceive("a", "", Reading.class);
		reply(0, "no JSON");
		reply(1, "");
		assertFailed(reply, MessageConversionException.class, "could not read JSON");
		assertFailed(empty, MessageConversionException.class, "the payload is empty");
	}

	@Test
	void errorReplyFailsTheRequest() {
		this.client.up();
		CompletableFuture<String> reply = this.template.sendAndReceive("a", "", String.class);
		this.client.deliver(replyTo(0).payload("failed")
			.userProperty(MqttRemoteException.EXCEPTION_PROPERTY, "com.example.NoGoodException")
			.userProperty(MqttRemoteException.KIND_PROPERTY, "invalid-request")
			.build());
		MqttRemoteException failure = assertFailed(reply, MqttRemoteException.class, "com.example.NoGoodException");
		assertThat(failure.exceptionType()).isEqualTo("com.example.NoGoodException");
		assertThat(failure.kind()).isEqualTo(Kind.INVALID_REQUEST);
	}

	@Test
	void whatAPeerWritesIntoAnErrorReplyDoesNotGetIntoLogs() {
		this.client.up();
		CompletableFuture<String> reply = this.template.sendAndReceive("a", "", String.class);
		this.client.deliver(
				replyTo(0).userProperty(MqttRemoteException.EXCEPTION_PROPERTY, "Forged\nERROR Another line of the log")
					.userProperty(MqttRemoteException.KIND_PROPERTY, "whatever")
					.build());
		MqttRemoteException failure = assertFailed(reply, MqttRemoteException.class, "unknown");
		assertThat(failure.getMessage()).doesNotContain("Forged");
		assertThat(failure.kind()).isEqualTo(Kind.FAILED);
	}

	@Test
	void requestWithoutReplyTimesOut() {
		this.client.up();
		CompletableFuture<String> reply = this.template.sendAndReceive("a", "", String.class, LONG);
		expire();
		MqttReplyTimeoutException failure = assertFailed(reply, MqttReplyTimeoutException.class,
				"published but nobody answered in time");
		assertThat(failure.topic()).isEqualTo("a");
		assertThat(failure.timeout()).isEqualTo(LONG);
		assertThat(failure.published()).isTrue();
		assertThat(this.template.pendingRequests()).isZero();
		reply(0, "late");
		assertThat(this.template.lateReplies()).isEqualTo(1);
	}

	@Test
	void defaultTimeoutMayBeSet() {
		this.client.up();
		this.template.sendAndReceive("a", "", String.class);
		this.template.setReplyTimeout(Duration.ofSeconds(3));
		this.template.sendAndReceive("a", "", String.class);
		this.template.sendAndReceive(MqttMessage.builder("a").build());
		assertThat(this.timeouts).containsExactly(MqttTemplate.DEFAULT_REPLY_TIMEOUT, Duration.ofSeconds(3),
				Duration.ofSeconds(3));
	}

	@Test
	void timeoutSaysThatNobodyListens() {
		this.client.up();
		this.client.onPublish((message) -> CompletableFuture.completedFuture(PublishResult.NO_MATCHING_SUBSCRIBERS));
		CompletableFuture<String> reply = this.template.sendAndReceive("a", "", String.class);
		expire();
		assertFailed(reply, MqttReplyTimeoutException.class, "the broker knows no subscriber");
	}

	@Test
	void timeoutWhileTheLinkIsDownSaysSoAndNothingIsPublishedLater() {
		CompletableFuture<String> waiting = this.template.sendAndReceive("a", "", String.class);
		expire();
		MqttReplyTimeoutException failure = assertFailed(waiting, MqttReplyTimeoutException.class,
				"not published because the link is down");
		assertThat(failure.published()).isFalse();
		this.client.up();
		assertThat(this.client.published()).isEmpty();
	}

	@Test
	void timeoutWithdrawsWhatHasNotBeenSent() {
		this.client.up();
		CompletableFuture<PublishResult> publication = new CompletableFuture<>();
		this.client.onPublish((message) -> publication);
		CompletableFuture<String> reply = this.template.sendAndReceive("a", "", String.class);
		expire();
		assertThat(assertFailed(reply, MqttReplyTimeoutException.class, "not published").published()).isFalse();
		assertThat(publication).isCancelled();
	}

	@Test
	void timeoutSaysThatAnOutageMayHaveCostTheReply() {
		this.client.up();
		CompletableFuture<String> reply = this.template.sendAndReceive("a", "", String.class);
		this.client.down(new ConnectionCause(ConnectionCause.Type.NETWORK, "gone"));
		this.client.upAgain();
		expire();
		assertFailed(reply, MqttReplyTimeoutException.class, "the broker has not kept the session");
	}

	@Test
	void timeoutSaysThatTheResponseTopicIsRefusedSinceTheReconnect() {
		this.client.up();
		CompletableFuture<String> reply = this.template.sendAndReceive("a", "", String.class);
		this.client.refuse(String.valueOf(request(0).properties().responseTopic()), ReasonCode.NOT_AUTHORIZED);
		this.client.up();
		expire();
		assertFailed(reply, MqttReplyTimeoutException.class, "the broker refuses the subscription");
	}

	@Test
	void refusedResponseTopicFailsTheRequestAndIsTriedAgainWithTheNext() {
		this.client.up();
		this.template.setResponseTopic("replies/{clientId}");
		this.client.refuse("replies/test", ReasonCode.NOT_AUTHORIZED);
		CompletableFuture<String> refused = this.template.sendAndReceive("a", "", String.class);
		assertFailed(refused, MqttSubscribeException.class, "refused");
		assertThat(this.client.published()).isEmpty();
		assertThat(this.template.pendingRequests()).isZero();
		this.client.refuse("replies/test", null);
		CompletableFuture<String> granted = this.template.sendAndReceive("a", "", String.class);
		reply(0, "answer");
		assertThat(granted).isCompletedWithValue("answer");
		assertThat(this.client.receivers()).hasSize(1);
	}

	@Test
	void failedPublicationFailsTheRequest() {
		this.client.up();
		this.client.onPublish((message) -> CompletableFuture
			.failedFuture(new MqttPublishException(MqttPublishException.Reason.BUFFER_FULL, "full")));
		assertFailed(this.template.sendAndReceive("a", "", String.class), MqttPublishException.class, "full");
		assertThat(this.template.pendingRequests()).isZero();
	}

	@Test
	void takesMqtt5() {
		FakeMqttClient old = new FakeMqttClient(
				MqttClientOptions.builder().clientId("old").protocolVersion(ProtocolVersion.MQTT_3_1_1).build());
		old.up();
		CompletableFuture<String> reply = new MqttTemplate(old).sendAndReceive("a", "", String.class);
		assertFailed(reply, MqttReplyException.class, "set mqtt.protocol-version=5");
		assertThat(old.calls()).isEmpty();
		assertThat(old.published()).isEmpty();
	}

	@Test
	void wrongArgumentsAreRefusedAtOnce() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.sendAndReceive("a/#", "", String.class))
			.withMessageContaining("wildcard");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.template.sendAndReceive("a", "", String.class, Duration.ZERO))
			.withMessageContaining("use more than zero");
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.setReplyTimeout(Duration.ZERO))
			.withMessageContaining("template.reply-timeout");
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.setMaxRequests(0))
			.withMessageContaining("template.max-requests");
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.setResponseTopic("a/{b}"))
			.withMessageContaining("{clientId} and {random}");
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.setResponseTopic("$share/a/b"))
			.withMessageContaining("template.response-topic");
		assertThat(this.client.calls()).isEmpty();
		assertThat(this.template.pendingRequests()).isZero();
	}

	@Test
	void destroyingFailsWhatIsPendingAndGivesUpTheResponseTopic() {
		this.client.up();
		CompletableFuture<String> pending = this.template.sendAndReceive("a", "", String.class);
		String topic = String.valueOf(request(0).properties().responseTopic());
		this.template.destroy();
		this.template.destroy();
		assertFailed(pending, MqttClosedException.class, "destroyed before the reply came");
		assertFailed(this.template.sendAndReceive("a", "", String.class), MqttClosedException.class, "destroyed");
		assertThat(this.client.receivers()).isEmpty();
		assertThat(this.client.calls()).filteredOn((call) -> call.startsWith("unsubscribe"))
			.containsExactly("unsubscribe " + topic);
		assertThat(this.template.pendingRequests()).isZero();
		assertThat(this.client.published()).hasSize(1);
	}

	@Test
	void closingTheClientFailsWhatIsPending() {
		this.client.up();
		CompletableFuture<String> pending = this.template.sendAndReceive("a", "", String.class);
		this.client.close();
		assertFailed(pending, MqttClosedException.class, "closed before the reply came");
	}

	@Test
	void timerEndsWithTheRequest() {
		this.client.up();
		this.template.sendAndReceive("a", "", String.class);
		this.template.sendAndReceive("a", "", String.class).cancel(false);
		reply(0, "answer");
		assertThat(this.timers).hasSize(2).allMatch(CompletableFuture::isCancelled);
	}

}
