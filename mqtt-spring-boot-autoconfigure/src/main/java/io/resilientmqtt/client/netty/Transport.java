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

import io.netty.channel.Channel;
import io.netty.util.concurrent.Promise;
import io.resilientmqtt.client.ServerAddress;

/**
 * Finds the routes to servers and opens channels.
 */
interface Transport {

	/**
	 * Look up where to connect to.
	 * @param server the server, with its port
	 * @param found completed on the event loop with the routes there, at least one.
	 * Cancelling it gives up
	 */
	void lookUp(ServerAddress server, Promise<List<Route>> found);

	/**
	 * Open a channel. Nothing is read from it until it is told to.
	 * @param route where to
	 * @param opened completed on the event loop with the channel when it leads to the
	 * server. Cancelling it gives up
	 */
	void open(Route route, Promise<Channel> opened);

}
