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

import io.netty.channel.ChannelHandlerContext;
import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ServerAddress;

/**
 * What the handlers of a connection that is not accepted yet know of the attempt they
 * serve. On the event loop.
 */
interface Attempt {

	/**
	 * What is awaited while a WebSocket is being opened.
	 */
	String OPENING_WEBSOCKET = "waiting for the WebSocket handshake: check mqtt.port and mqtt.transport";

	ServerAddress server();

	boolean hasEnded();

	/**
	 * Note what the client itself is at.
	 * @param stage what it is doing
	 */
	void stage(String stage);

	/**
	 * Note what the server is to do.
	 * @param stage what is awaited
	 */
	void await(String stage);

	/**
	 * CONNECT is being sent.
	 */
	void connecting();

	/**
	 * The server has answered CONNECT, if not with CONNACK yet.
	 */
	void answered();

	/**
	 * CONNACK has accepted the connection.
	 * @param context of the handler that took it
	 * @param result the CONNACK
	 */
	void accepted(ChannelHandlerContext context, ConnectResult result);

	/**
	 * Give the attempt up. What was sent may not have arrived, and is not to any more.
	 * @param cause why
	 */
	void fail(ConnectionCause cause);

	/**
	 * TLS can't be established, which the server is yet to be told.
	 * @param cause why
	 */
	void tlsFailed(ConnectionCause cause);

}
