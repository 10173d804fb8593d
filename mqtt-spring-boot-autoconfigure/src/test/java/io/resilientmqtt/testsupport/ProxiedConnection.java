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

package io.resilientmqtt.testsupport;

import java.util.function.Consumer;

import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection through a {@link FaultProxy}, with the one to the broker that
 * belongs to it. On the proxy's thread.
 */
final class ProxiedConnection {

	private final SocketChannel client;

	private final LinkConditions conditions;

	private final Consumer<ProxiedConnection> connect;

	private final Relay towardsBroker;

	private final Relay towardsClient;

	private final Promise<Void> ended;

	private @Nullable SocketChannel broker;

	/**
	 * Create a connection that exists on the client's side only.
	 * @param client the client's channel
	 * @param conditions what becomes of the bytes
	 * @param connect opens the broker's channel
	 */
	ProxiedConnection(SocketChannel client, LinkConditions conditions, Consumer<ProxiedConnection> connect) {
		this.client = client;
		this.conditions = conditions;
		this.connect = connect;
		this.ended = client.eventLoop().newPromise();
		this.towardsBroker = new Relay(conditions, false);
		this.towardsClient = new Relay(conditions, true);
		client.pipeline().addLast(this.towardsBroker);
		client.closeFuture().addListener((closed) -> checkEnded());
	}

	/**
	 * Lead on to the broker.
	 * @param broker the channel that is being opened to it
	 */
	void leadTo(SocketChannel broker) {
		this.broker = broker;
		broker.pipeline().addLast(this.towardsClient);
		broker.closeFuture().addListener((closed) -> checkEnded());
	}

	/**
	 * The channel to the broker is open.
	 */
	void connected() {
		if (this.broker != null) {
			this.towardsBroker.sink(this.broker);
			this.towardsClient.sink(this.client);
		}
		goOn();
	}

	/**
	 * The broker could not be reached.
	 */
	void unconnected() {
		abortive(this.client);
		this.client.close();
	}

	/**
	 * Pass on what conditions allow.
	 */
	void goOn() {
		if (this.broker == null && this.client.isOpen() && this.conditions.isPassable()) {
			this.connect.accept(this);
		}
		this.towardsBroker.forward();
		this.towardsClient.forward();
	}

	private void checkEnded() {
		if (!this.client.isOpen() && (this.broker == null || !this.broker.isOpen())) {
			this.towardsBroker.discard();
			this.towardsClient.discard();
			this.ended.trySuccess(null);
		}
	}

	Future<Void> ended() {
		return this.ended;
	}

	/**
	 * End both channels by a reset.
	 */
	void reset() {
		abortive(this.client);
		if (this.broker != null) {
			abortive(this.broker);
		}
		close();
	}

	private static void abortive(SocketChannel channel) {
		if (channel.isOpen()) {
			channel.config().setSoLinger(0);
		}
	}

	/**
	 * End both channels, whatever is on its way.
	 */
	void close() {
		this.client.close();
		if (this.broker != null) {
			this.broker.close();
		}
	}

}
