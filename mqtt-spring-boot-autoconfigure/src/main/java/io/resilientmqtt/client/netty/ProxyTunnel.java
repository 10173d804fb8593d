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

import java.net.ConnectException;
import java.net.InetSocketAddress;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import io.netty.util.concurrent.Promise;
import io.resilientmqtt.client.ProxyOptions;

/**
 * Asks a proxy for a way to the server. The channel counts as open when the proxy has
 * one. Alone needs {@code netty-handler-proxy}. On the event loop.
 */
final class ProxyTunnel extends ChannelInitializer<Channel> {

	private final ProxyOptions options;

	private final InetSocketAddress address;

	private final Promise<Channel> opened;

	ProxyTunnel(ProxyOptions options, InetSocketAddress address, Promise<Channel> opened) {
		this.options = options;
		this.address = address;
		this.opened = opened;
	}

	@Override
	protected void initChannel(Channel channel) {
		ProxyHandler proxy = proxy();
		Failures failures = new Failures();
		proxy.setConnectTimeoutMillis(0); // the attempt has a timeout of its own
		proxy.connectFuture().addListener((future) -> {
			if (!future.isSuccess()) {
				this.opened.tryFailure(explain(future.cause()));
				return;
			}
			channel.pipeline().remove(failures);
			if (!this.opened.trySuccess(channel)) {
				channel.close();
			}
		});
		channel.pipeline().addLast(proxy, failures);
	}

	private ProxyHandler proxy() {
		String username = this.options.username();
		String password = this.options.password();
		boolean anonymous = username == null || password == null;
		if (this.options.type() == ProxyOptions.Type.SOCKS5) {
			return anonymous ? new Socks5ProxyHandler(this.address)
					: new Socks5ProxyHandler(this.address, username, password);
		}
		return anonymous ? new HttpProxyHandler(this.address) : new HttpProxyHandler(this.address, username, password);
	}

	/**
	 * Say that the proxy can't be connected to, which the failure says of the server.
	 * @param proxy the proxy
	 * @param failure the failure
	 * @return the failure as one of the proxy
	 */
	static ConnectException unreachable(ProxyOptions proxy, Throwable failure) {
		String reason = (failure.getCause() != null) ? String.valueOf(failure.getCause().getMessage())
				: String.valueOf(failure.getMessage());
		ConnectException explained = new ConnectException("the proxy " + proxy.host() + ":" + proxy.port()
				+ " takes no connection (" + reason + "); check mqtt.proxy.host and mqtt.proxy.port");
		explained.initCause(failure);
		return explained;
	}

	private Throwable explain(Throwable failure) {
		String message = String.valueOf(failure.getMessage());
		boolean credentials = message.contains("407") || message.contains("authStatus")
				|| message.contains("authMethod");
		ConnectException explained = new ConnectException("the proxy " + this.options.host() + ":" + this.options.port()
				+ " gave no connection" + (credentials ? "; check mqtt.proxy.username and mqtt.proxy.password" : "")
				+ " (" + message + ")");
		explained.initCause(failure);
		return explained;
	}

	/**
	 * Takes failures that the proxy's handler has told already.
	 */
	private static final class Failures extends ChannelInboundHandlerAdapter {

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
			context.close();
		}

	}

}
