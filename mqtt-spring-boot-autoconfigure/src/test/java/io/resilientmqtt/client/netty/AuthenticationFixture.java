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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.MqttAuthenticationException;
import io.resilientmqtt.client.MqttAuthenticationException.Reason;
import io.resilientmqtt.client.MqttAuthenticator;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ReasonProperties;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client in virtual time whose authenticator says "hi", repeats what it hears and takes
 * anything but "bad".
 */
class AuthenticationFixture {

	/** Authentication Method "M". */
	static final String METHOD = "1500014d";

	static final String OTHER_METHOD = "1500014e";

	final Echo authenticator = new Echo();

	VirtualClient client(Consumer<MqttClientOptionsBuilder> customizer) {
		VirtualClient client = new VirtualClient((options) -> {
			options.protocolVersion(ProtocolVersion.MQTT_5)
				.responseTime(Duration.ofSeconds(2))
				.v5((v5) -> v5.authenticator(this.authenticator));
			customizer.accept(options);
		});
		client.accept();
		return client;
	}

	VirtualClient client() {
		return client((options) -> {
		});
	}

	VirtualClient connected() {
		VirtualClient client = client();
		client.receive(connack(METHOD));
		assertThat(client.connected).isCompleted();
		client.sent();
		this.authenticator.calls.clear();
		return client;
	}

	static String data(String text) {
		return "16%04x%s".formatted(text.length(), HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII)));
	}

	static String auth(int reasonCode, String... properties) {
		String all = String.join("", properties);
		return "f0%02x%02x%02x%s".formatted(all.length() / 2 + 2, reasonCode, all.length() / 2, all);
	}

	static String connack(String... properties) {
		String all = String.join("", properties);
		return "20%02x0000%02x%s".formatted(all.length() / 2 + 3, all.length() / 2, all);
	}

	static ConnectionCause cause(VirtualClient client) {
		ConnectionEvent last = client.events.get(client.events.size() - 1);
		return (last instanceof ConnectionEvent.Down down) ? down.cause()
				: ((ConnectionEvent.ConnectFailed) last).cause();
	}

	static final class Echo implements MqttAuthenticator {

		final List<String> calls = new ArrayList<>();

		int methodCalls;

		@Nullable RuntimeException failure;

		/** What each AUTH says besides. */
		ReasonProperties properties = ReasonProperties.NONE;

		@Override
		public String method() {
			this.methodCalls++;
			return "M";
		}

		@Override
		public Exchange begin() {
			if (this.failure != null) {
				throw this.failure;
			}
			this.calls.add("begin");
			return new Exchange() {

				@Override
				public byte[] initialData() {
					return "hi".getBytes(StandardCharsets.US_ASCII);
				}

				@Override
				public byte @Nullable [] respond(byte @Nullable [] challenge) {
					Echo.this.calls.add("respond " + text(challenge));
					return (challenge != null) ? (text(challenge) + "!").getBytes(StandardCharsets.US_ASCII) : null;
				}

				@Override
				public ReasonProperties properties() {
					return Echo.this.properties;
				}

				@Override
				public void explained(ReasonProperties properties) {
					Echo.this.calls.add("explained " + properties.reasonString() + " "
							+ properties.userProperties().stream().map((p) -> p.name() + "=" + p.value()).toList());
				}

				@Override
				public void complete(byte @Nullable [] data) {
					Echo.this.calls.add("complete " + text(data));
					if ("bad".equals(text(data))) {
						throw new MqttAuthenticationException(Reason.SERVER_NOT_AUTHENTIC, "wrong signature");
					}
				}

			};
		}

		private static @Nullable String text(byte @Nullable [] data) {
			return (data != null) ? new String(data, StandardCharsets.US_ASCII) : null;
		}

	}

}
