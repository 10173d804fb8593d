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

import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the operating system acknowledge what was read without delay. A broker with Nagle's
 * algorithm on, as Mosquitto has it unless told otherwise, holds a PUBACK back until all
 * it sent before is acknowledged, and TCP puts that off for 40 ms and more where nothing
 * is sent that it could go with. On Linux; elsewhere this does nothing. One for each
 * connection, on its event loop.
 */
final class QuickAck {

	private static final Logger logger = LoggerFactory.getLogger(QuickAck.class);

	private static final @Nullable ChannelOption<Boolean> OPTION = option();

	/**
	 * Between two acknowledgements, so that the broker sends together what it has held
	 * back meanwhile.
	 */
	private static final int INTERVAL_MILLIS = 1;

	private final Channel channel;

	/** {@code null} once it was seen to be of no use. */
	private @Nullable ChannelOption<Boolean> option = OPTION;

	private boolean timed;

	private boolean putOff;

	QuickAck(Channel channel) {
		this.channel = channel;
	}

	private static @Nullable ChannelOption<Boolean> option() {
		try {
			return NioChannelOption.of(ExtendedSocketOptions.TCP_QUICKACK);
		}
		catch (LinkageError ex) {
			logger.debug("No TCP_QUICKACK in a run-time image without the module jdk.net: {}", ex.toString());
			return null;
		}
	}

	/**
	 * Acknowledge what was read, as nothing is sent that does: at once, or where several
	 * PUBACKs are awaited together with what else is read until a millisecond after the
	 * last time.
	 * @param awaited how many PUBACKs are awaited, 1 or more
	 */
	void request(int awaited) {
		if (awaited > 1 && this.timed) {
			this.putOff = true;
		}
		else if (this.option != null) {
			acknowledge(this.option);
		}
	}

	private void timeOver() {
		this.timed = false;
		if (this.putOff && this.option != null) {
			this.putOff = false;
			acknowledge(this.option);
		}
	}

	/**
	 * Return whether the operating system does that.
	 * @return whether it does, as far as was seen
	 */
	boolean isAvailable() {
		return this.option != null;
	}

	private void acknowledge(ChannelOption<Boolean> option) {
		if (!set(option)) {
			this.option = null;
		}
		else if (!this.timed) {
			this.timed = true;
			this.channel.eventLoop().schedule(this::timeOver, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	/**
	 * Acknowledge, and have what comes next wait again: else the broker would send each
	 * of its small packets by itself.
	 * @param option the option
	 * @return whether that is possible
	 */
	private boolean set(ChannelOption<Boolean> option) {
		try {
			ChannelConfig config = this.channel.config();
			return config.setOption(option, true) && config.setOption(option, false);
		}
		catch (ChannelException | UnsupportedOperationException | LinkageError ex) {
			// it does without; should the socket be closed, a read says so
			logger.debug("Can't set TCP_QUICKACK: {}", ex.toString());
			return false;
		}
	}

}
