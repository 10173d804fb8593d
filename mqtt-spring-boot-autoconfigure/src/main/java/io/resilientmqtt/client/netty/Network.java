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
import java.util.function.Consumer;

import io.resilientmqtt.client.ServerAddress;

/**
 * What the operating system knows about the ways to servers.
 */
interface Network {

	/**
	 * Find out whether an interface that is up leads to one of the servers, whatever is
	 * behind it. Sends nothing to them.
	 * @param servers the servers
	 * @param answer called on the event loop
	 */
	void check(List<ServerAddress> servers, Consumer<Boolean> answer);

}
