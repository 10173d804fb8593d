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

import java.util.concurrent.CompletionException;

import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttConnectException;
import io.resilientmqtt.client.ProxyOptions;
import io.resilientmqtt.client.TransportOptions;

/**
 * Does this and that, in a class loader that may not have everything.
 */
public final class OptionalDependencyMain {

	private OptionalDependencyMain() {
	}

	public static String connect(String what) {
		TransportOptions transport = switch (what) {
			case "websocket" -> TransportOptions.DEFAULT.withType(TransportOptions.Type.WEBSOCKET);
			case "proxy" ->
				TransportOptions.DEFAULT.withProxy(new ProxyOptions(ProxyOptions.Type.HTTP, "127.0.0.1", 3128));
			default -> TransportOptions.DEFAULT;
		};
		try (NettyMqttClientFactory factory = new NettyMqttClientFactory()) {
			factory.create(MqttClientOptions.builder().server("127.0.0.1", 1).transport(transport).build())
				.connect()
				.join();
			return "connected";
		}
		catch (CompletionException ex) {
			return ((MqttConnectException) ex.getCause()).connectionCause().description().contains("refused")
					? "refused" : "failed";
		}
	}

	public static String acknowledge() {
		VirtualChannel channel = new VirtualChannel();
		new QuickAck(channel).request(1);
		return (channel.quickAcks() == 0) ? "delayed" : "at once";
	}

}
