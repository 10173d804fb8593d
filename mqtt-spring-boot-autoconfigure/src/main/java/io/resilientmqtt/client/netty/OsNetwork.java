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

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import io.netty.channel.EventLoop;
import io.resilientmqtt.client.ServerAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the routing table: connecting a datagram socket sends nothing and fails where no
 * route leads. Off the event loop, because a host name has to be looked up first. Where
 * that fails too, the network counts as there if any interface but the loopback is up.
 */
final class OsNetwork implements Network {

	private static final Logger logger = LoggerFactory.getLogger(OsNetwork.class);

	private final EventLoop loop;

	private final Executor lookups;

	OsNetwork(EventLoop loop, Executor lookups) {
		this.loop = loop;
		this.lookups = lookups;
	}

	@Override
	public void check(List<ServerAddress> servers, Consumer<Boolean> answer) {
		try {
			this.lookups.execute(() -> answer(leadsToAny(servers), answer));
		}
		catch (RejectedExecutionException ex) {
			ended(ex);
		}
		catch (Throwable ex) { // no thread: an attempt will show
			answer(isThere(ex), answer);
		}
	}

	private static boolean leadsToAny(List<ServerAddress> servers) {
		try {
			return servers.stream().anyMatch(OsNetwork::leadsTo);
		}
		catch (Throwable ex) { // who waits for the answer would wait for ever
			return isThere(ex);
		}
	}

	private static boolean isThere(Throwable failure) {
		logger.debug("The network can't be looked at; taking it to be there", failure);
		return true;
	}

	private void answer(boolean usable, Consumer<Boolean> answer) {
		try {
			this.loop.execute(() -> answer.accept(usable));
		}
		catch (RejectedExecutionException ex) {
			ended(ex);
		}
	}

	private static void ended(RejectedExecutionException failure) {
		logger.debug("The network is not looked at, as the client's threads have ended", failure);
	}

	static boolean leadsTo(ServerAddress server) {
		try {
			return Arrays.stream(InetAddress.getAllByName(server.host()))
				.anyMatch((address) -> hasRoute(new InetSocketAddress(address, server.port())));
		}
		catch (UnknownHostException ex) {
			return isAnyInterfaceUp();
		}
	}

	private static boolean hasRoute(InetSocketAddress address) {
		try (DatagramChannel channel = DatagramChannel.open()) {
			channel.connect(address);
			return true;
		}
		catch (IOException | UnsupportedAddressTypeException ex) { // no IPv6 here
			logger.debug("No route to {}: {}", address, ex.toString());
			return false;
		}
	}

	private static boolean isAnyInterfaceUp() {
		try {
			for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
				if (each.isUp() && !each.isLoopback() && each.getInetAddresses().hasMoreElements()) {
					return true;
				}
			}
			return false;
		}
		catch (SocketException ex) {
			logger.debug("The network interfaces can't be listed; taking the network to be there", ex);
			return true;
		}
	}

}
