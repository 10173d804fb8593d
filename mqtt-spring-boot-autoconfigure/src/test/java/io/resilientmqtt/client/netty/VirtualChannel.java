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

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.embedded.EmbeddedChannel;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A channel without a socket that counts how often TCP_QUICKACK was set, and knows
 * whether it is reset. Its other end may stop reading, or take so much at a time.
 */
final class VirtualChannel extends EmbeddedChannel {

	private @Nullable ChannelConfig config;

	private final List<Object> quickAcks = new ArrayList<>();

	private boolean resets;

	/** How many bytes more are taken. */
	private long room = Long.MAX_VALUE;

	/**
	 * Take no more than so many bytes from now on, of what waits and of what is to come.
	 * @param bytes how many
	 */
	void take(long bytes) {
		this.room = bytes;
		unsafe().flush();
	}

	@Override
	protected void doWrite(ChannelOutboundBuffer in) throws Exception {
		while (this.room > 0 && in.current() instanceof ByteBuf bytes) {
			int taken = (int) Math.min(this.room, bytes.readableBytes());
			this.room -= (this.room == Long.MAX_VALUE) ? 0 : taken;
			handleOutboundMessage(bytes.copy(bytes.readerIndex(), taken));
			in.removeBytes(taken);
		}
	}

	@Override
	public ChannelConfig config() {
		if (this.config == null) { // the constructor of a channel asks for it
			this.config = new Config();
		}
		return this.config;
	}

	/**
	 * Take nothing that is written: the other end does not read.
	 */
	void block() {
		take(0);
	}

	/**
	 * Take what was written and will be.
	 */
	void unblock() {
		take(Long.MAX_VALUE);
	}

	/**
	 * Return whether closing it resets the connection.
	 * @return {@code true} if SO_LINGER is 0
	 */
	boolean resets() {
		return this.resets;
	}

	/**
	 * Return how often what was read was acknowledged at once.
	 * @return the count
	 */
	int quickAcks() {
		assertThat(this.quickAcks).as("each set back").hasSize(2 * Collections.frequency(this.quickAcks, true));
		return this.quickAcks.size() / 2;
	}

	private final class Config extends DefaultChannelConfig {

		Config() {
			super(VirtualChannel.this);
		}

		@Override
		public <T> boolean setOption(ChannelOption<T> option, T value) {
			if (option.name().equals("TCP_QUICKACK")) {
				VirtualChannel.this.quickAcks.add(value);
				return true;
			}
			if (option == ChannelOption.SO_LINGER) {
				VirtualChannel.this.resets = Integer.valueOf(0).equals(value);
				return true;
			}
			return super.setOption(option, value);
		}

	}

}
