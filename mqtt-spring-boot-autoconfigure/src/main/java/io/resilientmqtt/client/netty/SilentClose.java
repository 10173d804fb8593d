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
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import org.jspecify.annotations.Nullable;

/**
 * Says what a port seems to speak that has closed a connection without a word, which is
 * what a server does that expects something else. Whether it is TLS shows when it is
 * greeted so, which is tried once for each address and only before the client has ever
 * been connected. Stateless.
 */
final class SilentClose {

	private static final int PATIENCE_MILLIS = (int) TimeUnit.SECONDS.toMillis(2);

	/** Content types of the records of a server that speaks TLS [RFC 8446, 5.1]. */
	private static final int ALERT = 21;

	private static final int HANDSHAKE = 22;

	private SilentClose() {
	}

	/**
	 * Explain such a close. On the event loop.
	 * @param client the client
	 * @param route where the connection led
	 * @param addresses what is known of the address
	 * @param webSocket whether a WebSocket was to be opened, or else CONNECT was sent
	 * @param cause what is known of the close
	 * @param then given the cause with what the port seems to speak, on the event loop
	 */
	static void explain(ClientContext client, Route route, AddressBook addresses, boolean webSocket,
			ConnectionCause cause, Consumer<ConnectionCause> then) {
		MqttClientOptions options = client.options();
		Boolean known = (options.tls() != null) ? Boolean.FALSE : addresses.speaksTls(route);
		boolean mayAsk = options.transport().proxy() == null && client.counters().connects() == 0;
		if (known != null || !mayAsk) {
			then.accept(explained(options, webSocket, cause, known));
			return;
		}
		Consumer<Boolean> answered = (tls) -> {
			addresses.speaksTls(route, tls);
			then.accept(explained(options, webSocket, cause, tls));
		};
		OffLoop.call(client, () -> speaksTls(route), answered, (failure) -> answered.accept(false));
	}

	private static ConnectionCause explained(MqttClientOptions options, boolean webSocket, ConnectionCause cause,
			@Nullable Boolean tls) {
		return new ConnectionCause(cause.type(),
				"The server closed the connection "
						+ (webSocket ? "upon the WebSocket handshake" : "instead of sending CONNACK")
						+ hint(options, webSocket, tls),
				cause.reasonCode(), cause.exception());
	}

	private static String hint(MqttClientOptions options, boolean webSocket, @Nullable Boolean tls) {
		if (Boolean.TRUE.equals(tls)) {
			return ": the port speaks TLS; set mqtt.ssl.enabled=true, or check mqtt.port";
		}
		String behind = (options.tls() != null) ? "behind TLS " : "";
		if (webSocket) {
			return ": " + behind
					+ "the port seems to speak plain MQTT and no WebSocket; set mqtt.transport=tcp, or check "
					+ "mqtt.port";
		}
		String hint = (options.tls() != null || tls != null) ? "" : "; does it expect TLS on this port?";
		hint += ": check mqtt.port and mqtt.transport";
		if (options.protocolVersion() == ProtocolVersion.MQTT_5 && !options.v5().fallback()) {
			hint += "; does it speak MQTT 5? mqtt.protocol-version=auto tries 3.1.1 too";
		}
		return hint;
	}

	/**
	 * Greet a port as a client of TLS does, and no more. Blocks.
	 * @param route where it is
	 * @return whether it answers in TLS
	 * @throws IOException if it does not answer
	 * @throws GeneralSecurityException if there is no TLS on this machine
	 */
	private static boolean speaksTls(Route route) throws IOException, GeneralSecurityException {
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, null, null);
		SSLEngine engine = context.createSSLEngine(route.server().host(), route.server().port());
		engine.setUseClientMode(true);
		ByteBuffer greeting = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
		engine.wrap(ByteBuffer.allocate(0), greeting);
		try (Socket socket = new Socket()) {
			if (route.local() != null) {
				socket.bind(route.local());
			}
			socket.connect(route.address(), PATIENCE_MILLIS);
			socket.setSoTimeout(PATIENCE_MILLIS);
			socket.getOutputStream().write(greeting.array(), 0, greeting.position());
			int answer = socket.getInputStream().read();
			return answer == HANDSHAKE || answer == ALERT;
		}
	}

}
