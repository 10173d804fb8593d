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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Promise;
import io.resilientmqtt.client.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the connections that a {@link VirtualClient} opens, which a test then accepts
 * or refuses.
 */
final class VirtualTransport implements Transport {

	private final List<Opening> openings = new ArrayList<>();

	private final List<String> addresses;

	private final LongSupplier clock;

	/** What opening a connection throws, which it should not. */
	@Nullable Error failure;

	/**
	 * Create a transport.
	 * @param addresses the addresses of every server, or none if the name will do
	 * @param clock the time in nanoseconds
	 */
	VirtualTransport(List<String> addresses, LongSupplier clock) {
		this.addresses = addresses;
		this.clock = clock;
	}

	@Override
	public void lookUp(ServerAddress server, Promise<List<Route>> found) {
		List<String> hosts = this.addresses.isEmpty() ? List.of(server.host()) : this.addresses;
		found.setSuccess(hosts.stream()
			.map((host) -> new Route(server, InetSocketAddress.createUnresolved(host, server.port()), null))
			.toList());
	}

	@Override
	public void open(Route route, Promise<Channel> opened) {
		if (this.failure != null) {
			throw this.failure;
		}
		this.openings.add(new Opening(this.clock.getAsLong(), route, opened));
	}

	int count() {
		return this.openings.size();
	}

	Promise<Channel> opened(int number) {
		return this.openings.get(number).opened();
	}

	Promise<Channel> last() {
		return opened(count() - 1);
	}

	/**
	 * Return whether a connection is not opened any more.
	 * @param number which one, from 0
	 * @return whether it was given up
	 */
	boolean isGivenUp(int number) {
		return opened(number).isCancelled();
	}

	List<Long> openedAt() {
		return this.openings.stream().map((opening) -> TimeUnit.NANOSECONDS.toMillis(opening.at())).toList();
	}

	List<String> openedTo() {
		return this.openings.stream().map((opening) -> opening.route().server().host()).toList();
	}

	/**
	 * Return to which addresses connections were opened.
	 * @return the addresses
	 */
	List<String> addresses() {
		return this.openings.stream().map((opening) -> opening.route().address().getHostString()).toList();
	}

	String lastOpenedTo() {
		return this.openings.get(count() - 1).route().server().toString();
	}

	void forgetHistory() {
		this.openings.subList(0, count() - 1).clear();
	}

	private record Opening(long at, Route route, Promise<Channel> opened) {

	}

}
