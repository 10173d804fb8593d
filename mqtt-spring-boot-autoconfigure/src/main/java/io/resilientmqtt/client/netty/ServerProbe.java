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

import java.util.List;
import java.util.concurrent.TimeUnit;

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
 * the back-off; the looks at it become rarer as fast. Each look is one connection to one
 * address: the addresses that refuse take turns, and the one that takes connections again
 * is where the next attempt begins. On the event loop.
 */
final class ServerProbe {

	private static final double SHARE_OF_OUTAGE = 0.1;

	/** A connection that lives this long has somebody at its other end. */
	private static final long CLOSED_AT_ONCE_MILLIS = 50;

	/** An address that has not answered for so long has missed its turn. */
	private static final long UNREACHABLE_MILLIS = 1000;

	private final ClientContext client;

	private final Transport transport;

	private final Backoff backoff;

	private final AddressBook addresses;

	private final Runnable serverIsBack;

	private @Nullable ScheduledFuture<?> timer;

	private @Nullable Look look;

	private boolean refused;

	private double waitNotRefused;

	private boolean currentFirst;

	private int looks;

	ServerProbe(ClientContext client, Transport transport, Backoff backoff, AddressBook addresses,
			Runnable serverIsBack) {
		this.client = client;
		this.transport = transport;
		this.backoff = backoff;
		this.addresses = addresses;
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
		this.currentFirst = true;
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
		this.look = new Look((routes, route, sight) -> {
			boolean wasClosed = this.addresses.isClosed(route);
			this.addresses.seen(route, sight);
			this.refused = routes.stream().anyMatch(this.addresses::refuses);
			if (sight == AddressBook.Sight.OPEN && wasClosed) {
				this.addresses.isBack(route);
				this.serverIsBack.run();
			}
			else if (sight != AddressBook.Sight.UNREACHABLE || routes.size() > 1) {
				schedule(server, downSince);
			}
		});
		this.look.at(server);
	}

	/**
	 * Choose where to look: first at the address that has just failed.
	 * @param routes the routes to the server
	 * @return one of them
	 */
	private Route choose(List<Route> routes) {
		if (this.currentFirst) {
			this.currentFirst = false;
			for (Route route : routes) {
				if (this.addresses.isCurrent(route)) {
					return route;
				}
			}
		}
		List<Route> worthLooking = this.addresses.worthLooking(routes);
		return worthLooking.get(Math.floorMod(this.looks++, worthLooking.size()));
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
	 * One connection, opened to see whether it is refused or closed at once. If the only
	 * address can't be reached, it may have no result.
	 */
	private final class Look extends ChannelInboundHandlerAdapter {

		private final ClientContext client = ServerProbe.this.client;

		private final Promise<List<Route>> found = this.client.loop().newPromise();

		private final Promise<Channel> opened = this.client.loop().newPromise();

		private final Result result;

		private List<Route> routes = List.of();

		private @Nullable Route route;

		private boolean ended;

		Look(Result result) {
			this.result = result;
		}

		void at(ServerAddress server) {
			this.found.addListener((result) -> {
				if (result.isSuccess()) {
					this.routes = this.found.getNow();
					open(choose(this.routes));
				}
			});
			try {
				ServerProbe.this.transport.lookUp(server, this.found);
			}
			catch (Throwable ex) { // the attempts have the same and tell it
				this.found.tryFailure(ex);
			}
		}

		private void open(Route route) {
			this.route = route;
			this.opened.addListener((result) -> {
				if (result.isSuccess()) {
					watch(this.opened.getNow());
				}
				else if (!result.isCancelled()) {
					end(Causes.isRefused(Causes.of(result.cause())) ? AddressBook.Sight.REFUSES
							: AddressBook.Sight.UNREACHABLE);
				}
			});
			if (this.routes.size() > 1) {
				after(UNREACHABLE_MILLIS, AddressBook.Sight.UNREACHABLE);
			}
			try {
				ServerProbe.this.transport.open(route, this.opened);
			}
			catch (Throwable ex) { // the attempts have the same and tell it
				this.opened.tryFailure(ex);
			}
		}

		private void watch(Channel channel) {
			channel.pipeline().addLast(this);
			channel.config().setAutoRead(true);
			after(CLOSED_AT_ONCE_MILLIS, AddressBook.Sight.OPEN);
		}

		private void after(long millis, AddressBook.Sight sight) {
			this.client.loop().schedule(() -> {
				if (sight == AddressBook.Sight.OPEN || !this.opened.isSuccess()) {
					end(sight);
				}
			}, millis, TimeUnit.MILLISECONDS);
		}

		@Override
		public void channelInactive(ChannelHandlerContext context) {
			end(AddressBook.Sight.REFUSES);
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
			end(AddressBook.Sight.REFUSES);
		}

		private void end(AddressBook.Sight sight) {
			Route route = this.route;
			if (!this.ended && route != null) {
				end();
				this.result.seen(this.routes, route, sight);
			}
		}

		void end() {
			this.ended = true;
			this.found.cancel(false);
			this.opened.cancel(false);
			if (this.opened.isSuccess()) {
				this.opened.getNow().close();
			}
		}

	}

	/**
	 * Told what was seen.
	 */
	private interface Result {

		/**
		 * A look has ended.
		 * @param routes the routes to the server
		 * @param route the one that was looked at
		 * @param sight what was seen there
		 */
		void seen(List<Route> routes, Route route, AddressBook.Sight sight);

	}

}
