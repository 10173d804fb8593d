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

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.resilientmqtt.client.BrokerLimits;
import io.resilientmqtt.client.Mqtt5Options;
import io.resilientmqtt.client.Mqtt5Options.TopicAlias;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.netty.codec.PacketDecoder;
import io.resilientmqtt.client.netty.codec.PublishEncoder;
import io.resilientmqtt.client.netty.codec.PublishSink;
import io.resilientmqtt.client.netty.codec.TopicAliases;
import io.resilientmqtt.client.netty.codec.TopicCache;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a message costs in bytes on the wire and in memory.
 */
class PublishCostTests {

	private static final Logger logger = LoggerFactory.getLogger(PublishCostTests.class);

	private static final String TOPIC = "sensors/building-7/floor-3/room-%d/temperature";

	private static final int MESSAGES = 10_000;

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	@Test
	void aliasesSaveMostOfWhatATypicalMessageTakes() {
		for (int topics : new int[] { 1, 10, 11, 100 }) {
			int plain = bytesSent(TopicAlias.OFF, topics);
			int byAlias = bytesSent(TopicAlias.AUTO, topics);
			logger.info("{} topics, 10 aliases: {} bytes a message without, {} with ({} % less)", topics,
					plain / 1000.0, byAlias / 1000.0, 100 - 100 * byAlias / plain);
			assertThat(byAlias).isLessThan(plain);
			if (topics <= 11) {
				assertThat(byAlias).isLessThan(plain / 3);
			}
		}
	}

	private static int bytesSent(TopicAlias topicAlias, int topics) {
		VirtualClient client = new VirtualClient(
				(options) -> options.protocolVersion(ProtocolVersion.MQTT_5).v5((v5) -> v5.topicAlias(topicAlias)));
		client.acceptMqtt5(false, 0x22, 0, 10); // Topic Alias Maximum
		int bytes = 0;
		for (int i = 0; i < 1000; i++) {
			client.publish(MqttMessage.builder(TOPIC.formatted(100 + i % topics)).payload("21.5").build());
			bytes += client.sent().length() / 2;
		}
		long saved = client.context.counters().topicAliasBytesSaved();
		assertThat(saved).isEqualTo((topicAlias == TopicAlias.OFF) ? 0 : 1000 * plainSize() - bytes);
		return bytes;
	}

	private static int plainSize() {
		return 2 + 2 + TOPIC.formatted(100).length() + 1 + 4;
	}

	@Test
	void writingAMessageAllocatesNothingWithAndWithoutAliases() {
		MqttMessage message = MqttMessage.builder(TOPIC.formatted(1)).payload("21.5").build();
		ByteBuf out = Unpooled.directBuffer(1024);
		TopicAliases aliases = new TopicAliases(10);
		for (ProtocolVersion version : ProtocolVersion.values()) {
			PublishEncoder encoder = new PublishEncoder(version, BrokerLimits.LARGEST_PACKET);
			boolean v5 = version == ProtocolVersion.MQTT_5;
			assertAllocatesNothing(() -> {
				encoder.packetSize(message, QoS.AT_LEAST_ONCE);
				encoder.writePublish(out.clear(), message, QoS.AT_LEAST_ONCE, 1, false,
						v5 ? aliases.use(message.topic(), true) : 0, 0);
			});
		}
		out.release();
	}

	@Test
	void topicsWithoutAnAliasAllocateNothing() {
		TopicAliases aliases = new TopicAliases(2);
		String[] topics = new String[100];
		for (int i = 0; i < topics.length; i++) {
			topics[i] = TOPIC.formatted(i);
		}
		int[] next = new int[1];
		assertAllocatesNothing(() -> aliases.use(topics[next[0]++ % topics.length], true));
	}

	private void assertAllocatesNothing(Runnable write) {
		for (int i = 0; i < 1000; i++) {
			write.run();
		}
		long before = this.threads.getCurrentThreadAllocatedBytes();
		for (int i = 0; i < MESSAGES; i++) {
			write.run();
		}
		assertThat(this.threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MESSAGES);
	}

	@Test
	void aMessageByAliasAllocatesNoMoreThanOneWithItsTopic() {
		long byTopic = allocatedByReading(publish(TOPIC.formatted(1), false));
		long byAlias = allocatedByReading(publish("", true));
		logger.info("{} bytes allocated for a message received by topic, {} by alias", byTopic / MESSAGES,
				byAlias / MESSAGES);
		assertThat(byAlias).isLessThan(byTopic + MESSAGES);
	}

	private static byte[] publish(String topic, boolean alias) {
		ByteBuf out = Unpooled.buffer();
		int length = 2 + topic.length() + (alias ? 4 : 1) + 4;
		out.writeByte(0x30).writeByte(length).writeShort(topic.length());
		out.writeCharSequence(topic, StandardCharsets.UTF_8);
		if (alias) {
			out.writeInt(0x03230001);
		}
		else {
			out.writeByte(0);
		}
		out.writeCharSequence("21.5", StandardCharsets.UTF_8);
		byte[] bytes = new byte[out.readableBytes()];
		out.readBytes(bytes);
		return bytes;
	}

	private long allocatedByReading(byte[] publish) {
		int[] received = new int[1];
		PacketDecoder decoder = new PacketDecoder(ProtocolVersion.MQTT_5, 1024,
				Mqtt5Options.builder().topicAliasMaximum(10).build(), new TopicCache());
		EmbeddedChannel channel = new EmbeddedChannel(decoder);
		decoder.open((PublishSink) (topic, message, packetId) -> received[0] += message.payloadSize());
		ByteBuf packets = Unpooled.buffer(MESSAGES * publish.length);
		for (int i = 0; i < MESSAGES; i++) {
			packets.writeBytes(publish);
		}
		byte[] first = { 0x30, 7, 0, 1, 'a', 3, 0x23, 0, 1 };
		channel.writeInbound(Unpooled.wrappedBuffer(first));
		long before = this.threads.getCurrentThreadAllocatedBytes();
		channel.writeInbound(packets);
		long allocated = this.threads.getCurrentThreadAllocatedBytes() - before;
		assertThat(received[0]).isEqualTo(4 * MESSAGES);
		return allocated;
	}

}
