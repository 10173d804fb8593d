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
	 * Return the order in which to try ways.
	 * @param ways the ways as they were looked up
	 * @return the ways in that order
	 */
	List<Way> inOrder(List<Way> ways) {
		return ways.stream().sorted(Comparator.comparingInt((way) -> entry(way).rank)).toList();
	}

	/**
	 * Return where looking for a server that is back is worth while: at addresses that
	 * refuse, or else at all.
	 * @param ways the ways
	 * @return some of them, at least one
	 */
	List<Way> worthLooking(List<Way> ways) {
		List<Way> refusing = ways.stream().filter(this::refuses).toList();
		return refusing.isEmpty() ? ways : refusing;
	}

	boolean refuses(Way way) {
		return entry(way).sight == Sight.REFUSES;
	}

	/**
	 * Return whether an address took no connection the last time.
	 * @param way the way there
	 * @return whether it would be news if it did
	 */
	boolean isClosed(Way way) {
		return refuses(way) || entry(way).sight == Sight.UNREACHABLE;
	}

	/**
	 * Note how an address was found, which does not change the order.
	 * @param way the way there
	 * @param sight what was seen
	 */
	void seen(Way way, Sight sight) {
		entry(way).sight = sight;
	}

	/**
	 * Return whether a way leads to the address of the present or last connection.
	 * @param way the way
	 * @return whether it does
	 */
	boolean isCurrent(Way way) {
		return way.address().equals(this.current);
	}

	/**
	 * A connection to an address is open, which does not say yet what it is worth.
	 * @param way the way there
	 */
	void opened(Way way) {
		this.current = way.address();
		seen(way, Sight.OPEN);
	}

	/**
	 * An address has failed.
	 * @param way the way there
	 * @param sight how far it let a connection come
	 */
	void failed(Way way, Sight sight) {
		entry(way).rank = ++this.time;
		seen(way, sight);
	}

	/**
	 * An address was given up because it said nothing for the response time, and the
	 * others were no better.
	 * @param way the way there
	 */
	void givenUp(Way way) {
		entry(way).givenUp = true;
	}

	/**
	 * Return whether an address is to be awaited though there are others: it was given up
	 * the last time, and may only take long, as may they all.
	 * @param way the way there
	 * @return {@code true} once for each time it was given up
	 */
	boolean isAwaited(Way way) {
		boolean givenUp = entry(way).givenUp;
		entry(way).givenUp = false;
		return givenUp;
	}

	/**
	 * An address takes connections again: it comes first.
	 * @param way the way there
	 */
	void isBack(Way way) {
		this.time++;
		entry(way).rank = -this.time;
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
	 * @param way the way there
	 * @return whether it does, {@code null} if that is not known
	 */
	@Nullable Boolean speaksTls(Way way) {
		return entry(way).tls;
	}

	/**
	 * Note whether an address speaks TLS.
	 * @param way the way there
	 * @param tls whether it does
	 */
	void speaksTls(Way way, boolean tls) {
		entry(way).tls = tls;
	}

	private Entry entry(Way way) {
		return entry(way.address());
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
