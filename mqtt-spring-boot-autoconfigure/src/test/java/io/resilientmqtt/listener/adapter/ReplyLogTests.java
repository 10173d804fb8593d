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

package io.resilientmqtt.listener.adapter;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.listener.MqttMessageListener;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.TopicFilter;
import io.resilientmqtt.message.TopicTemplate;
import io.resilientmqtt.messaging.MqttMessageConverters;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is logged of replies that are not sent.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReplyLogTests {

	private final FakeMqttClient client = new FakeMqttClient();

	private final MqttListenerMethodFactory factory = new MqttListenerMethodFactory(this.client,
			new MqttMessageConverters(List.of()));

	@Test
	void whoAsksForTopicsThatAreNotAllowedFloodsNoLog(CapturedOutput output) throws Exception {
		this.factory.setResponseTopics(List.of(TopicFilter.of("replies/#")));
		MqttMessageListener listener = create("text");
		for (int i = 0; i < 100; i++) {
			listener.handle(request("1"));
		}
		assertThat(output.getOut().lines().filter((line) -> line.contains("does not reply to"))).hasSize(1);
	}

	@Test
	void repliesThatAreNotPublishedFloodNoLog(CapturedOutput output) throws Exception {
		this.client.onPublish((message) -> CompletableFuture
			.failedFuture(new MqttPublishException(MqttPublishException.Reason.BUFFER_FULL, "full")));
		MqttMessageListener listener = create("text");
		for (int i = 0; i < 100; i++) {
			listener.handle(request("1"));
		}
		assertThat(output.getOut().lines().filter((line) -> line.contains("was not published"))).hasSize(1);
	}

	@Test
	void aRequestThatIsAnsweredByNothingIsTold(CapturedOutput output) throws Exception {
		MqttMessageListener listener = create("nothing");
		MqttMessageListener later = create("nothingLater");
		for (int i = 0; i < 100; i++) {
			listener.handle(request("1"));
			later.handle(request("1"));
		}
		assertThat(this.client.published()).isEmpty();
		assertThat(output.getOut().lines().filter((line) -> line.contains("returned nothing for a request"))).hasSize(2)
			.allSatisfy((line) -> assertThat(line).contains("topic 'a/b'", "no reply is sent to 'reply/to'",
					"return a value"));
	}

	@Test
	void nothingForWhatIsNoRequestIsNotTold(CapturedOutput output) throws Exception {
		create("nothing").handle(MqttMessage.builder("a/b").payload("1").build());
		create("observe").handle(request("1"));
		assertThat(output).doesNotContain("returned nothing");
	}

	private MqttMessageListener create(String name) throws Exception {
		return this.factory.create(new Handler(), Handler.class.getDeclaredMethod(name, String.class),
				List.of(TopicTemplate.of("a/b")));
	}

	private static MqttMessage request(String payload) {
		return MqttMessage.builder("a/b").payload(payload).responseTopic("reply/to").build();
	}

	static class Handler {

		String text(String text) {
			return text + "!";
		}

		@Nullable String nothing(String text) {
			return null;
		}

		CompletableFuture<@Nullable String> nothingLater(String text) {
			return CompletableFuture.completedFuture(null);
		}

		void observe(String text) {
			// for others to answer
		}

	}

}
