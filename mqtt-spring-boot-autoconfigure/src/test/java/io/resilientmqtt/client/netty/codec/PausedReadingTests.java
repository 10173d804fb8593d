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

package io.resilientmqtt.client.netty.codec;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.resilientmqtt.client.Mqtt5Options;
import io.resilientmqtt.client.ProtocolVersion;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * While reading is paused nothing more is asked of the socket, so that memory stays
 * bounded however much the broker sends.
 */
class PausedReadingTests {

	private static final byte[] TWO_PUBLISHES = { 0x30, 4, 0, 1, 'a', '1', 0x30, 4, 0, 1, 'a', '2' };

	private int reads;

	private final PacketDecoder decoder = new PacketDecoder(ProtocolVersion.MQTT_3_1_1, 1024,
			Mqtt5Options.builder().build(), new TopicCache());

	private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelOutboundHandlerAdapter() {

		@Override
		public void read(ChannelHandlerContext context) {
			PausedReadingTests.this.reads++;
			context.read();
		}

	}, this.decoder);

	private String received = "";

	@Test
	void nothingIsReadWhilePausedAndNothingIsLost() {
		this.decoder.open((PublishSink) (topic, message, packetId) -> {
			this.received += message.payloadAsString();
			pause();
		});
		int before = this.reads;
		this.channel.writeInbound(Unpooled.wrappedBuffer(TWO_PUBLISHES));
		assertThat(this.received).isEqualTo("1");
		assertThat(this.reads).isEqualTo(before);
		this.decoder.resume(this.channel.pipeline().context(this.decoder));
		assertThat(this.received).isEqualTo("12");
	}

	private void pause() {
		this.decoder.pause();
		this.channel.config().setAutoRead(false);
	}

}
