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
import java.util.function.Consumer;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import io.resilientmqtt.client.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * Watches the port of a server that refuses connections, so that the next attempt need
 * not wait for its turn when the server is back. A proxy that takes a connection and
 * closes it at once, for nobody is behind it, counts as refusing. A refusal costs next to
 * nothing, and as the outage grows the looks become rarer: the wait is never more than a
 * tenth of it beyond the initial delay. A server that was not seen to refuse is left to
 * the back-off; the looks at it become rarer as fast. On the event loop.
 */
final class ServerProbe {

	private static final double SHARE_OF_OUTAGE = 0.1;

	/** A connection that lives this long has somebody at its other end. */
	private static final long CLOSED_AT_ONCE_MILLIS = 50;

	private final ClientContext client;

	private final Transport transport;

	private final Backoff backoff;

	private final Runnable serverIsBack;

	private @Nullable ScheduledFuture<?> timer;

	private @Nullable Look look;

	private boolean refused;

	private double waitNotRefused;

	ServerProbe(ClientContext client, Transport transport, Backoff backoff, Runnable serverIsBack) {
		this.client = client;
		this.transport = transport;
		this.backoff = backoff;
		this.serverIsBack = serverIsBack;
	}

	/**
	 * Watch a server that has just refused a connection.
	 * @param server the server
	 * @param downSince when the outage began
	 */
	void watchRefusing(ServerAddress server, long downSince) {
		stop();
		this.refused = true;
		schedule(server, downSince);
	}

	/**
	 * Find out whether a server refuses connections, and watch it if it does.
	 * @param server the server
	 * @param downSince when the outage began
	 */
	void watchIfRefusing(ServerAddress server, long downSince) {
		stop();
		this.refused = false;
		this.waitNotRefused = initialDelay();
		look(server, downSince);
	}

	private double initialDelay() {
		return (double) this.client.options().reconnect().initialDelay().toNanos();
	}

	private void schedule(ServerAddress server, long downSince) {
		double wait = this.waitNotRefused;
		if (this.refused) {
			wait = Math.max((double) (this.client.now() - downSince) * SHARE_OF_OUTAGE, initialDelay());
		}
		else {
			this.waitNotRefused *= 2;
		}
		this.timer = this.client.loop()
			.schedule(() -> look(server, downSince), this.backoff.jittered(wait).toNanos(), TimeUnit.NANOSECONDS);
	}

	private void look(ServerAddress server, long downSince) {
		this.look = new Look((refused) -> {
			if (!refused && this.refused) {
				this.serverIsBack.run();
			}
			else {
				this.refused = refused;
				schedule(server, downSince);
			}
		});
		this.look.at(server);
	}

	void stop() {
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
		if (this.look != null) {
			this.look.end();
			this.look = null;
		}
	}

	/**
	 * One connection, opened to see whether it is refused or closed at once. It has no
	 * result if the server can't be reached.
	 */
	private final class Look extends ChannelInboundHandlerAdapter {

		private final Promise<Channel> opened = ServerProbe.this.client.loop().newPromise();

		private final Consumer<Boolean> refused;

		private boolean ended;

		Look(Consumer<Boolean> refused) {
			this.refused = refused;
		}

		void at(ServerAddress server) {
			this.opened.addListener((result) -> {
				if (result.isSuccess()) {
					ServerProbe.this.client.loop()
						.schedule(() -> end(false), CLOSED_AT_ONCE_MILLIS, TimeUnit.MILLISECONDS);
				}
				else if (Causes.isRefused(Causes.of(result.cause()))) {
					end(true);
				}
			});
			ServerProbe.this.transport.open(server, this, this.opened);
		}

		@Override
		public void channelInactive(ChannelHandlerContext context) {
			end(true);
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
			end(true);
		}

		private void end(boolean refused) {
			if (!this.ended) {
				end();
				this.refused.accept(refused);
			}
		}

		void end() {
			this.ended = true;
			this.opened.cancel(false);
			if (this.opened.isSuccess()) {
				this.opened.getNow().close();
			}
		}

	}

}
