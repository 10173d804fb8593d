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
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import io.resilientmqtt.client.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * Watches the port of a server that refuses connections, so that the next attempt need
 * not wait for its turn when the server is back. A refusal costs one packet each way, and
 * as the outage grows the looks become rarer: the wait is never more than a tenth of it
 * beyond the initial delay. A server that was not seen to refuse is left to the back-off.
 * On the event loop.
 */
final class ServerProbe {

	private static final double SHARE_OF_OUTAGE = 0.1;

	private final ClientContext client;

	private final Transport transport;

	private final Backoff backoff;

	private final Runnable serverIsBack;

	private @Nullable ScheduledFuture<?> timer;

	private @Nullable Promise<Channel> look;

	private boolean refused;

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
		look(server, downSince);
	}

	private void schedule(ServerAddress server, long downSince) {
		double outage = (double) (this.client.now() - downSince);
		double wait = Math.max(outage * SHARE_OF_OUTAGE,
				(double) this.client.options().reconnect().initialDelay().toNanos());
		this.timer = this.client.loop()
			.schedule(() -> look(server, downSince), this.backoff.jittered(wait).toNanos(), TimeUnit.NANOSECONDS);
	}

	private void look(ServerAddress server, long downSince) {
		Promise<Channel> look = this.client.loop().newPromise();
		this.look = look;
		look.addListener((result) -> {
			if (result.isSuccess()) {
				look.getNow().close();
				if (this.refused) {
					this.serverIsBack.run();
				}
			}
			else if (!result.isCancelled() && Causes.isRefused(Causes.of(result.cause()))) {
				this.refused = true;
				schedule(server, downSince);
			}
		});
		this.transport.open(server, new ChannelInboundHandlerAdapter(), look);
	}

	void stop() {
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
		if (this.look != null) {
			this.look.cancel(false);
			this.look = null;
		}
	}

}
