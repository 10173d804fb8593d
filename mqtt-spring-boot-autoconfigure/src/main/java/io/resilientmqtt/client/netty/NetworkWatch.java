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

import io.netty.util.concurrent.ScheduledFuture;
import io.resilientmqtt.client.ConnectionEvent;
import org.jspecify.annotations.Nullable;

/**
 * Finds out after a failed attempt whether there is a network at all, and while there is
 * none has attempts pause until it comes back: the Wi-Fi state of the reference driver.
 * Asks nothing while the link is up. On the event loop.
 */
final class NetworkWatch {

	private final ClientContext client;

	private final Network network;

	private final Servers servers;

	private final ConnectionEvents events;

	private final OutageLog log;

	private final long interval;

	private @Nullable ScheduledFuture<?> timer;

	/** Tells the answer to the present question from those to earlier ones. */
	private int question;

	/** Whether listeners believe the network to be there. */
	private boolean available = true;

	NetworkWatch(ClientContext client, Network network, Servers servers, ConnectionEvents events, OutageLog log) {
		this.client = client;
		this.network = network;
		this.servers = servers;
		this.events = events;
		this.log = log;
		this.interval = TimeUnit.NANOSECONDS.convert(client.options().reconnect().networkCheckInterval());
	}

	/**
	 * An attempt failed: find out whether it was for want of a network.
	 * @param missing run if so
	 * @param found run when there is a network again
	 */
	void look(Runnable missing, Runnable found) {
		stop();
		if (this.interval > 0) {
			ask((usable) -> {
				if (!usable) {
					missing.run(); // before it is told, so that who is told finds it so
					available(false);
					askAgain(found);
				}
			});
		}
	}

	private void ask(Consumer<Boolean> answer) {
		int asked = ++this.question;
		this.network.check(this.servers.list(), (usable) -> {
			if (asked == this.question) {
				answer.accept(usable);
			}
		});
	}

	private void askAgain(Runnable found) {
		this.timer = this.client.loop().schedule(() -> ask((usable) -> {
			if (usable) {
				available(true);
				found.run();
			}
			else {
				askAgain(found);
			}
		}), this.interval, TimeUnit.NANOSECONDS);
	}

	/**
	 * Note whether there is a network; a connection is a proof of it.
	 * @param available whether there is one
	 */
	void available(boolean available) {
		if (this.available != available) {
			this.available = available;
			this.log.network(available, this.servers.list());
			this.events.publish(new ConnectionEvent.NetworkChanged(available));
		}
	}

	void stop() {
		this.question++;
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
	}

}
