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

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.util.concurrent.Promise;
import io.resilientmqtt.client.ServerAddress;

/**
 * Opens channels to servers.
 */
interface Transport {

	/**
	 * Look the host up and connect to it.
	 * @param server the server, with its port
	 * @param handler added to the channel before it is connected
	 * @param opened completed on the event loop with the connected channel. Cancelling it
	 * gives up
	 */
	void open(ServerAddress server, ChannelHandler handler, Promise<Channel> opened);

}
