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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.Test;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the requests of {@link MqttTemplate}.
 */
class MqttTemplateRequestTests extends RequestFixture {

	@Test
	void replyCompletesTheRequestWithItsCorrelationData() {
		this.client.up();
		CompletableFuture<Reading> first = this.template.sendAndReceive("a", "1", Reading.class);
		CompletableFuture<Reading> second = this.template.sendAndReceive("a", "2", Reading.class);
		assertThat(this.template.pendingRequests()).isEqualTo(2);
		reply(1, "{\"celsius\":2}");
		assertThat(second).isCompletedWithValue(new Reading(2));
		assertThat(first).isNotDone();
		reply(0, "{\"celsius\":1}");
		assertThat(first).isCompletedWithValue(new Reading(1));
		assertThat(this.template.pendingRequests()).isZero();
		assertThat(this.client.acknowledged()).isEqualTo(2);
	}

	@Test
	void allRequestsShareOneSubscriptionMadeWithTheFirst() {
		assertThat(this.client.calls()).isEmpty();
		this.client.up();
		this.template.sendAndReceive("a", "1", String.class);
		this.template.sendAndReceive("b", "2", String.class);
		String topic = String.valueOf(request(0).properties().responseTopic());
		assertThat(topic).matches("replies/test/[0-9a-f]{32}");
		assertThat(request(1).properties().responseTopic()).isEqualTo(topic);
		assertThat(this.client.calls()).containsExactly("addReceiver replies", "subscribe " + topic + ":1");
	}

	@Test
	void everyTemplateHasItsOwnResponseTopic() {
		this.client.up();
		MqttTemplate other = new MqttTemplate(this.client);
		this.template.sendAndReceive("a", "1", String.class);
		other.sendAndReceive("a", "1", String.class);
		assertThat(request(0).properties().responseTopic()).isNotEqualTo(request(1).properties().responseTopic());
	}

	@Test
	void responseTopicMayBeSet() {
		this.client.up();
		this.template.setResponseTopic("devices/{clientId}/answers");
		this.template.sendAndReceive("a", "1", String.class);
		assertThat(request(0).properties().responseTopic()).isEqualTo("devices/test/answers");
	}

	@Test
	void responseTopicBeginsWithTheResponseInformationOfTheBroker() {
		assertThat(new ResponseTopic("replies").resolve(this.client, "area")).isEqualTo("area/replies");
		assertThat(new ResponseTopic("replies").resolve(this.client, "area/")).isEqualTo("area/replies");
	}

	@Test
	void wildcardsOfTheClientIdentifierDoNotGetIntoTheResponseTopic() {
		FakeMqttClient odd = new FakeMqttClient(
				MqttClientOptions.builder().clientId("a+b/#").protocolVersion(ProtocolVersion.MQTT_5).build());
		assertThat(new ResponseTopic("replies/{clientId}").resolve(odd, null)).isEqualTo("replies/a_b/_");
	}

	@Test
	void requestIsPublishedOnceTheSubscriptionIsGrantedAndInOrder() {
		CompletableFuture<String> first = this.template.sendAndReceive("a", "1", String.class);
		this.template.sendAndReceive("a", "2", String.class);
		assertThat(this.client.published()).isEmpty();
		this.client.up();
		await().atMost(LONG).until(() -> this.client.published().size() == 2);
		assertThat(this.client.published()).extracting(MqttMessage::payloadAsString).containsExactly("1", "2");
		reply(0, "answer");
		assertThat(first).isCompletedWithValue("answer");
	}

	@Test
	void requestSaysHowItIsToBeAnswered() {
		this.client.up();
		this.template.setDefaultRetain(true);
		this.template.sendAndReceive("a", new Reading(1), QoS.EXACTLY_ONCE, String.class, Duration.ofMillis(2500));
		assertThat(request(0).topic()).isEqualTo("a");
		assertThat(request(0).payloadAsString()).isEqualTo("{\"celsius\":1.0}");
		assertThat(request(0).qos()).isEqualTo(QoS.EXACTLY_ONCE);
		assertThat(request(0).retain()).isFalse();
		assertThat(request(0).properties().correlationData()).hasSize(8);
		assertThat(request(0).properties().messageExpiry()).hasSeconds(3);
	}

	@Test
	void requestMayBeASpringMessageOrAnMqttMessage() {
		this.client.up();
		Message<String> message = MessageBuilder.withPayload("1")
			.setHeader(MqttHeaders.QOS, 0)
			.setHeader(MqttHeaders.RETAINED, true)
			.setHeader(MqttHeaders.MESSAGE_EXPIRY_INTERVAL, 7)
			.setHeader(MqttHeaders.RESPONSE_TOPIC, "elsewhere")
			.build();
		this.template.sendAndReceive("a", message, String.class);
		CompletableFuture<MqttMessage> reply = this.template
			.sendAndReceive(MqttMessage.builder("b").payload("2").userProperty("colour", "red").build());
		assertThat(request(0).qos()).isEqualTo(QoS.AT_MOST_ONCE);
		assertThat(request(0).retain()).isFalse();
		assertThat(request(0).properties().messageExpiry()).hasSeconds(7);
		assertThat(request(0).properties().responseTopic()).startsWith("replies/test/");
		assertThat(request(1).properties().userProperties()).singleElement()
			.hasToString("UserProperty[name=colour, value=red]");
		reply(1, "answer");
		assertThat(reply).isCompletedWithValueMatching((value) -> value.payloadAsString().equals("answer"));
	}

	@Test
	void replyIsConvertedToWhatTheCallerWants() {
		this.client.up();
		CompletableFuture<List<Reading>> list = this.template.sendAndReceive("a", "",
				new ParameterizedTypeReference<>() {
				});
		CompletableFuture<byte[]> bytes = this.template.sendAndReceive("a", "", byte[].class);
		CompletableFuture<Message<Reading>> message = this.template.sendAndReceive("a", "",
				new ParameterizedTypeReference<>() {
				}, LONG);
		reply(0, "[{\"celsius\":1},{\"celsius\":2}]");
		reply(1, "raw");
		reply(2, "{\"celsius\":3}");
		assertThat(list).isCompletedWithValue(List.of(new Reading(1), new Reading(2)));
		assertThat(bytes.join()).asString().isEqualTo("raw");
		assertThat(message.join().getPayload()).isEqualTo(new Reading(3));
		assertThat(message.join().getHeaders()).containsEntry(MqttHeaders.RECEIVED_TOPIC,
				request(2).properties().responseTopic());
	}

	@Test
	void repliesThatNobodyWaitsForAreCountedAndDropped() {
		this.client.up();
		CompletableFuture<String> reply = this.template.sendAndReceive("a", "", String.class);
		String topic = String.valueOf(request(0).properties().responseTopic());
		reply(0, "first");
		reply(0, "second");
		this.client.deliver(topic, "without correlation data");
		this.client.deliver(MqttMessage.builder(topic).correlationData(new byte[3]).build());
		assertThat(reply).isCompletedWithValue("first");
		assertThat(this.template.lateReplies()).isEqualTo(3);
		assertThat(this.client.acknowledged()).isEqualTo(4);
	}

	@Test
	void cancellingRemovesTheRequestAndWithdrawsIt() {
		this.client.up();
		CompletableFuture<PublishResult> publication = new CompletableFuture<>();
		this.client.onPublish((message) -> publication);
		CompletableFuture<String> reply = this.template.sendAndReceive("a", "", String.class);
		reply.cancel(false);
		assertThat(this.template.pendingRequests()).isZero();
		assertThat(publication).isCancelled();
		reply(0, "late");
		assertThat(this.template.lateReplies()).isEqualTo(1);
		assertThatExceptionOfType(CancellationException.class).isThrownBy(reply::join);
	}

	@Test
	void noMoreRequestsWaitThanAllowed() {
		this.client.up();
		this.template.setMaxRequests(2);
		List<CompletableFuture<String>> replies = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			replies.add(this.template.sendAndReceive("a", "", String.class));
		}
		assertFailed(replies.get(2), MqttReplyException.class, "raise mqtt.template.max-requests");
		assertThat(this.client.published()).hasSize(2);
		reply(0, "answer");
		assertThat(this.template.sendAndReceive("a", "", String.class)).isNotDone();
		assertThat(this.template.pendingRequests()).isEqualTo(2);
	}

	@Test
	void correlationDataIsNeverUsedTwice() {
		this.client.up();
		Set<String> seen = new HashSet<>();
		for (int i = 0; i < 1000; i++) {
			this.template.sendAndReceive("a", "", String.class);
			byte[] correlationData = request(i).properties().correlationData();
			assertThat(seen.add(HexFormat.of().formatHex(correlationData))).isTrue();
		}
	}

}
