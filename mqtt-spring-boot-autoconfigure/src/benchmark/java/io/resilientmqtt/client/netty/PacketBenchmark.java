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

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.resilientmqtt.client.BrokerLimits;
import io.resilientmqtt.client.Mqtt5Options;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ReasonProperties;
import io.resilientmqtt.client.netty.codec.AckReason;
import io.resilientmqtt.client.netty.codec.PacketDecoder;
import io.resilientmqtt.client.netty.codec.PublishEncoder;
import io.resilientmqtt.client.netty.codec.ReceivedTopic;
import io.resilientmqtt.client.netty.codec.TopicCache;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What it costs to make a message of a PUBLISH and a PUBLISH of a message, 64 in one
 * buffer.
 */
@State(Scope.Thread)
public class PacketBenchmark {

	private static final int BATCH = 64;

	@Param({ "MQTT_3_1_1", "MQTT_5" })
	ProtocolVersion version;

	@Param({ "64", "1024" })
	int size;

	private MqttMessage message;

	private PublishEncoder encoder;

	private ByteBuf out;

	private EmbeddedChannel channel;

	private ByteBuf in;

	private long received;

	/**
	 * Make encoder and decoder.
	 */
	@Setup
	public void prepare() {
		this.message = MqttMessage.builder("sensors/building-7/floor-3/room-101/temperature")
			.wrapPayload(new byte[this.size])
			.qos(QoS.AT_LEAST_ONCE)
			.build();
		this.encoder = new PublishEncoder(this.version, BrokerLimits.LARGEST_PACKET);
		this.out = Unpooled.directBuffer(BATCH * (this.size + 128));
		encode();
		this.in = Unpooled.unreleasableBuffer(this.out.copy());
		PacketDecoder decoder = new PacketDecoder(this.version, 1 << 20, Mqtt5Options.DEFAULT, new TopicCache());
		this.channel = new EmbeddedChannel(decoder);
		decoder.open(new PacketDecoder.Sink() {

			@Override
			public boolean hasRoom() {
				return true;
			}

			@Override
			public void publish(ReceivedTopic topic, MqttMessage message, int packetId) {
				PacketBenchmark.this.received += message.payloadSize() + packetId;
			}

			@Override
			public void refuse(QoS qos, int packetId, AckReason reason) {
				throw new IllegalStateException();
			}

			@Override
			public void ack(int type, int packetId, int reasonCode, ReasonProperties properties) {
				throw new IllegalStateException();
			}

		});
	}

	/**
	 * Write.
	 * @return the bytes written
	 */
	@Benchmark
	@OperationsPerInvocation(BATCH)
	public int encode() {
		this.out.clear();
		for (int i = 1; i <= BATCH; i++) {
			this.encoder.packetSize(this.message, QoS.AT_LEAST_ONCE);
			this.encoder.writePublish(this.out, this.message, QoS.AT_LEAST_ONCE, i, false, 0, 0);
		}
		return this.out.readableBytes();
	}

	/**
	 * Read.
	 * @return something of what was read
	 */
	@Benchmark
	@OperationsPerInvocation(BATCH)
	public long decode() {
		this.channel.writeInbound(this.in.duplicate());
		return this.received;
	}

}
