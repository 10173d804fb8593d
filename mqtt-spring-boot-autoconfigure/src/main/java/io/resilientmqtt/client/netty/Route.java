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

import io.resilientmqtt.client.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * One of the routes to a server, whose name may have several addresses.
 *
 * @param server the server
 * @param address what to connect to: an address of the server, or of the proxy before it
 * @param local the address to connect from, or {@code null} to leave that to the
 * operating system
 */
record Route(ServerAddress server, InetSocketAddress address, @Nullable InetSocketAddress local) {

	@Override
	public String toString() {
		return this.address.toString();
	}

}
