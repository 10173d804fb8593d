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

import java.util.Objects;
import java.util.function.Consumer;

import io.resilientmqtt.client.Credentials;
import io.resilientmqtt.client.MqttCredentialsException;
import io.resilientmqtt.client.MqttCredentialsProvider;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the credentials of one attempt to connect. Called on the event loop, which a
 * provider never is.
 */
final class CredentialsRequest {

	private CredentialsRequest() {
	}

	/**
	 * Ask for credentials. Those that are known are there at once.
	 * @param client the client
	 * @param server the server they are for
	 * @param version the protocol version they are for
	 * @param then given the credentials, on the event loop
	 * @param failed given the reason why there are none, on the event loop
	 */
	static void ask(ClientContext client, ServerAddress server, ProtocolVersion version, Consumer<Credentials> then,
			Consumer<MqttCredentialsException> failed) {
		MqttCredentialsProvider provider = client.options().credentials();
		if (provider instanceof Credentials known) {
			then.accept(known);
			return;
		}
		OffLoop.call(client, () -> usable(provider.credentials(server), version), then,
				(failure) -> failed
					.accept((failure instanceof MqttCredentialsException known) ? known : new MqttCredentialsException(
							"The MqttCredentialsProvider failed: " + failure.getClass().getName(), failure)));
	}

	private static Credentials usable(@Nullable Credentials given, ProtocolVersion version) {
		Credentials credentials = Objects.requireNonNullElse(given, Credentials.NONE);
		if (version != ProtocolVersion.MQTT_5 && credentials.username() == null && credentials.password() != null) {
			throw new MqttCredentialsException("The MqttCredentialsProvider gave a password without a user name, "
					+ "which MQTT 3.1.1 does not allow: give both, or set mqtt.protocol-version to 5", null);
		}
		return credentials;
	}

}
