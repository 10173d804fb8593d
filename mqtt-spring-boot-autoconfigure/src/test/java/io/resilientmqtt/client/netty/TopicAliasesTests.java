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
import java.util.stream.IntStream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.netty.codec.PublishEncoder;
import io.resilientmqtt.client.netty.codec.TopicAliases;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.message.QoS;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TopicAliases}.
 */
class TopicAliasesTests {

	private final TopicAliases aliases = new TopicAliases(2);

	private @Nullable VirtualClient client;

	private int use(String topic) {
		return this.aliases.use(topic, true);
	}

	@Test
	void anAliasIsSetByTheFirstUseAndStandsForTheTopicFromTheSecondOn() {
		assertThat(use("sensors/a")).isEqualTo(-1);
		assertThat(use("sensors/b")).isEqualTo(-2);
		assertThat(use("sensors/a")).isEqualTo(1);
		assertThat(use("sensors/b")).isEqualTo(2);
		assertThat(use("sensors/a")).isEqualTo(1);
	}

	@Test
	void aTopicTooShortToGainByItHasNone() {
		assertThat(use("topic6")).isZero();
		assertThat(use("topic6")).isZero();
		assertThat(use("topic/7")).isEqualTo(-1);
		assertThat(use("topic/7")).isEqualTo(1);
		assertThat(this.aliases.takeBytesSaved()).isEqualTo(-3 + 4);
	}

	@Test
	void aPacketWithoutRoomSetsNone() {
		assertThat(this.aliases.use("sensors/a", false)).isZero();
		assertThat(use("sensors/a")).isEqualTo(-1);
		assertThat(this.aliases.use("sensors/a", false)).isEqualTo(1);
	}

	@Test
	void theAliasLeastRecentlyUsedGoesToATopicUsedSince() {
		use("sensors/a");
		use("sensors/b");
		assertThat(use("sensors/c")).isZero();
		assertThat(use("sensors/a")).isEqualTo(1);
		assertThat(use("sensors/c")).isEqualTo(-2);
		assertThat(use("sensors/c")).isEqualTo(2);
		assertThat(use("sensors/b")).isZero();
		assertThat(use("sensors/b")).isEqualTo(-1);
	}

	@Test
	void topicsTakingTurnsDoNotTakeAliasesFromEachOther() {
		TopicAliases aliases = new TopicAliases(10);
		int set = 0;
		int used = 0;
		for (int i = 0; i < 1100; i++) {
			int alias = aliases.use("sensors/" + i % 11, true);
			set += (alias < 0) ? 1 : 0;
			used += (alias > 0) ? 1 : 0;
		}
		assertThat(set).isEqualTo(10);
		assertThat(used).isEqualTo(990);
	}

	@Test
	void topicsUsedOnceCostNothingOnceAllAliasesAreInUse() {
		use("sensors/a");
		use("sensors/b");
		this.aliases.takeBytesSaved();
		IntStream.range(0, 10_000).forEach((i) -> assertThat(use("reply/" + i)).isZero());
		assertThat(this.aliases.takeBytesSaved()).isZero();
		assertThat(use("sensors/a")).isEqualTo(1);
	}

	@Test
	void aliasesAreAsManyAsTheBrokerAllowsAndNoMoreThanAThousand() {
		assertThat(new TopicAliases(1).use("sensors/a", true)).isEqualTo(-1);
		TopicAliases many = new TopicAliases(65535);
		IntStream.rangeClosed(1, 1024).forEach((i) -> assertThat(many.use("sensors/" + i, true)).isEqualTo(-i));
		assertThat(many.use("sensors/1025", true)).isZero();
		IntStream.rangeClosed(1, 1024).forEach((i) -> assertThat(many.use("sensors/" + i, true)).isEqualTo(i));
	}

	@Test
	void bytesSavedAreThoseOfTheTopicInUtf8() {
		use("sensoren/küche");
		use("sensoren/küche");
		use("sensoren/küche");
		assertThat(this.aliases.takeBytesSaved()).isEqualTo(-3 + 2 * (15 - 3));
		assertThat(this.aliases.takeBytesSaved()).isZero();
	}

	/**
	 * All lengths at which Property Length or Remaining Length get a byte longer.
	 * @param properties roughly how many bytes of properties
	 * @param remaining roughly the Remaining Length
	 */
	@ParameterizedTest
	@CsvSource({ "0,128", "0,16384", "128,128", "128,200", "128,16384", "16384,16500" })
	void aPacketWithRoomIsNoLongerThanTheBrokerAllows(int properties, int remaining) {
		PublishEncoder encoder = new PublishEncoder(ProtocolVersion.MQTT_5, Long.MAX_VALUE);
		for (int content = Math.max(0, properties - 12); content < properties + 3; content++) {
			int body = 20 + content;
			for (int payload = Math.max(0, remaining - body - 12); payload < remaining - body + 20; payload++) {
				MqttMessage message = MqttMessage.builder("sensors/a")
					.payload(new byte[Math.max(0, payload)])
					.properties(PublishProperties.builder().contentType("c".repeat(content)).build())
					.build();
				ByteBuf packet = Unpooled.buffer();
				encoder.writePublish(packet, message, QoS.AT_LEAST_ONCE, 1, false, -1, 0);
				assertThat(packet.readableBytes())
					.isLessThanOrEqualTo((int) encoder.packetSize(message, QoS.AT_LEAST_ONCE) + TopicAliases
						.room(encoder.packetSize(message, QoS.AT_LEAST_ONCE), !message.properties().isEmpty()));
			}
		}
	}

	@Test
	void theLongestPacketTheBrokerAllowsIsNotMadeLonger() {
		for (int payload = 16_200; payload < 16_300; payload++) {
			MqttMessage message = MqttMessage.builder("sensors/a")
				.payload(new byte[payload])
				.properties(PublishProperties.builder().contentType("c".repeat(122)).build())
				.build();
			long size = new PublishEncoder(ProtocolVersion.MQTT_5, Long.MAX_VALUE).packetSize(message,
					QoS.AT_MOST_ONCE);
			for (int room = 0; room < 6; room++) {
				long limit = size + room;
				VirtualClient client = this.client;
				if (client == null) {
					client = new VirtualClient((options) -> options.protocolVersion(ProtocolVersion.MQTT_5));
					this.client = client;
				}
				else {
					client.pass(Duration.ofSeconds(6));
					client.closeConnection();
					client.pass(Duration.ofMillis(20));
				}
				client.acceptMqtt5(false, 0x27, 0, 0, (int) (limit >> 8), (int) (limit & 0xFF), 0x22, 0, 9);
				client.publish(message);
				assertThat(client.sent().length() / 2L).as("payload %d, room %d", payload, room)
					.isLessThanOrEqualTo(limit);
			}
		}
	}

}
