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

import io.resilientmqtt.client.ServerAddress;

/**
 * The servers to try, in order. On the event loop.
 */
final class Servers {

	private List<ServerAddress> list;

	private int index;

	/** Servers that have failed since the link was last up or all of them had. */
	private int failed;

	Servers(List<ServerAddress> configured) {
		this.list = configured;
	}

	/**
	 * Return the server connected to, or tried last or next.
	 * @return the server
	 */
	ServerAddress current() {
		return this.list.get(this.index);
	}

	/**
	 * Return all servers.
	 * @return the servers in the order in which they are tried
	 */
	List<ServerAddress> list() {
		return this.list;
	}

	/**
	 * Move on from a server that failed.
	 * @return whether all have failed now
	 */
	boolean next() {
		this.index = (this.index + 1) % this.list.size();
		this.failed = (this.failed + 1) % this.list.size();
		return this.failed == 0;
	}

	/**
	 * The link is up: with the next failure a new round begins.
	 */
	void up() {
		this.failed = 0;
	}

	/**
	 * Begin with the first again.
	 */
	void startOver() {
		this.index = 0;
		this.failed = 0;
	}

	@Override
	public String toString() {
		return this.list.toString();
	}

}
