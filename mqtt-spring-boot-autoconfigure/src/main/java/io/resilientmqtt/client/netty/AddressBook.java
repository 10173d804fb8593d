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

import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a client knows of the addresses that it has tried, and so in which order to try
 * them next: those that have carried a connection first, the latest of them foremost;
 * then the unknown as they were looked up; then those that failed, longest ago first. On
 * the event loop.
 */
final class AddressBook {

	/** Names that lead to other addresses at every lookup must not fill the memory. */
	private static final int MOST_ENTRIES = 256;

	private final Map<InetSocketAddress, Entry> entries = new LinkedHashMap<>(16, 0.75F, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, Entry> eldest) {
			return size() > MOST_ENTRIES;
		}

	};

	private int time;

	/** The address of the present connection, or else the last. */
	private @Nullable InetSocketAddress current;

	/**
	 * Return the order in which to try routes.
	 * @param routes the routes as they were looked up
	 * @return the routes in that order
	 */
	List<Route> inOrder(List<Route> routes) {
		return routes.stream().sorted(Comparator.comparingInt((route) -> entry(route).rank)).toList();
	}

	/**
	 * Return where looking for a server that is back is worth while: at addresses that
	 * refuse, or else at all.
	 * @param routes the routes
	 * @return some of them, at least one
	 */
	List<Route> worthLooking(List<Route> routes) {
		List<Route> refusing = routes.stream().filter(this::refuses).toList();
		return refusing.isEmpty() ? routes : refusing;
	}

	boolean refuses(Route route) {
		return entry(route).sight == Sight.REFUSES;
	}

	/**
	 * Return whether an address took no connection the last time.
	 * @param route the route
	 * @return whether it would be news if it did
	 */
	boolean isClosed(Route route) {
		return refuses(route) || entry(route).sight == Sight.UNREACHABLE;
	}

	/**
	 * Note how an address was found, which does not change the order.
	 * @param route the route
	 * @param sight what was seen
	 */
	void seen(Route route, Sight sight) {
		entry(route).sight = sight;
	}

	/**
	 * Return whether a route leads to the address of the present or last connection.
	 * @param route the route
	 * @return whether it does
	 */
	boolean isCurrent(Route route) {
		return route.address().equals(this.current);
	}

	/**
	 * A connection to an address is open, which does not say yet what it is worth.
	 * @param route the route
	 */
	void opened(Route route) {
		this.current = route.address();
		seen(route, Sight.OPEN);
	}

	/**
	 * An address has failed.
	 * @param route the route
	 * @param sight how far it let a connection come
	 */
	void failed(Route route, Sight sight) {
		entry(route).rank = ++this.time;
		seen(route, sight);
	}

	/**
	 * An address was given up because it said nothing for the response time, and the
	 * others were no better.
	 * @param route the route
	 */
	void givenUp(Route route) {
		entry(route).givenUp = true;
	}

	/**
	 * Return whether an address is to be awaited though there are others: it was given up
	 * the last time, and may only take long, as may they all.
	 * @param route the route
	 * @return {@code true} once for each time it was given up
	 */
	boolean isAwaited(Route route) {
		boolean givenUp = entry(route).givenUp;
		entry(route).givenUp = false;
		return givenUp;
	}

	/**
	 * An address takes connections again: it comes first.
	 * @param route the route
	 */
	void isBack(Route route) {
		this.time++;
		entry(route).rank = -this.time;
	}

	/**
	 * The present connection has lasted: its address comes first.
	 */
	void proved() {
		if (this.current != null) {
			this.time++;
			entry(this.current).rank = -this.time;
		}
	}

	/**
	 * The present connection was lost before it had proved itself: the other addresses
	 * come first.
	 */
	void disappointed() {
		if (this.current != null) {
			entry(this.current).rank = ++this.time;
		}
	}

	/**
	 * Return whether an address speaks TLS.
	 * @param route the route
	 * @return whether it does, {@code null} if that is not known
	 */
	@Nullable Boolean speaksTls(Route route) {
		return entry(route).tls;
	}

	/**
	 * Note whether an address speaks TLS.
	 * @param route the route
	 * @param tls whether it does
	 */
	void speaksTls(Route route, boolean tls) {
		entry(route).tls = tls;
	}

	private Entry entry(Route route) {
		return entry(route.address());
	}

	private Entry entry(InetSocketAddress address) {
		return this.entries.computeIfAbsent(address, (added) -> new Entry());
	}

	private static final class Entry {

		private int rank;

		private boolean givenUp;

		private @Nullable Sight sight;

		private @Nullable Boolean tls;

	}

	/**
	 * What becomes of a connection to an address.
	 */
	enum Sight {

		/** It is opened, whatever comes then. */
		OPEN,

		/** It is refused, or closed at once. */
		REFUSES,

		/** There is no answer, or no way. */
		UNREACHABLE

	}

}
