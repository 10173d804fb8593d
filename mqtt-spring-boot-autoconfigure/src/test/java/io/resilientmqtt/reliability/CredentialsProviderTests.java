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

package io.resilientmqtt.reliability;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.resilientmqtt.actuate.MqttHealthIndicator;
import io.resilientmqtt.client.ConnectionCause.Type;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.Credentials;
import io.resilientmqtt.client.MqttBadCredentialsException;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttConnectException;
import io.resilientmqtt.client.MqttCredentialsException;
import io.resilientmqtt.client.MqttCredentialsProvider;
import io.resilientmqtt.client.MqttNotAuthorizedException;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ServerAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Credentials are asked for at every attempt, where they may take their time, and what is
 * wrong with them has a name.
 */
class CredentialsProviderTests extends ScriptedBrokerFixture {

	private final List<MqttConnectPayload> connects = new CopyOnWriteArrayList<>();

	private void recordConnects() {
		this.broker.on(MqttMessageType.CONNECT, (connection, packet) -> {
			this.connects.add(((MqttConnectMessage) packet).payload());
			connection.react(packet);
		});
	}

	private List<String> passwords() {
		return this.connects.stream().map((connect) -> new String(connect.passwordInBytes())).toList();
	}

	@ParameterizedTest
	@EnumSource
	void theProviderIsAskedForEveryConnectionOffTheEventLoop(ProtocolVersion version) {
		recordConnects();
		AtomicInteger asked = new AtomicInteger();
		List<String> threads = new CopyOnWriteArrayList<>();
		List<Integer> ports = new CopyOnWriteArrayList<>();
		MqttClient client = connect(version, (options) -> options.credentials((server) -> {
			threads.add(Thread.currentThread().getName());
			ports.add(server.port());
			return Credentials.of("user", "token " + asked.incrementAndGet());
		}));
		this.broker.closeConnections();
		eventually(() -> assertThat(passwords()).containsExactly("token 1", "token 2"));
		eventually(() -> assertThat(client.isConnected()).isTrue());
		assertThat(this.connects).allSatisfy((connect) -> assertThat(connect.userName()).isEqualTo("user"));
		assertThat(threads).hasSize(2).noneMatch((thread) -> thread.contains("-loop"));
		assertThat(ports).containsOnly(this.broker.port());
	}

	@ParameterizedTest
	@EnumSource
	void nullIsForAnonymous(ProtocolVersion version) {
		recordConnects();
		connect(version, (options) -> options.credentials((server) -> null));
		assertThat(this.connects).singleElement().satisfies((connect) -> {
			assertThat(connect.userName()).isNull();
			assertThat(connect.passwordInBytes()).isNull();
		});
	}

	@Test
	void noConnectionNoQuestion() {
		AtomicInteger asked = new AtomicInteger();
		this.broker.stop();
		client(ProtocolVersion.MQTT_5, (options) -> options.credentials((server) -> {
			asked.incrementAndGet();
			return null;
		})).connect();
		eventually(() -> assertThat(this.events).hasSizeGreaterThan(2));
		assertThat(asked).hasValue(0);
	}

	@ParameterizedTest
	@EnumSource
	void whatTheProviderThrowsIsAFailedAttemptAndTriedAgain(ProtocolVersion version) {
		AtomicInteger asked = new AtomicInteger();
		connect(version, (options) -> options.credentials((server) -> {
			if (asked.incrementAndGet() < 3) {
				throw new IOException("no answer to the token s3cret");
			}
			return Credentials.of("user", "token");
		}));
		eventually(() -> assertThat(eventNames()).startsWith("ConnectFailed", "ConnectFailed", "Up"));
		assertThat(this.events.get(0)).isInstanceOfSatisfying(ConnectionEvent.ConnectFailed.class, (failed) -> {
			assertThat(failed.cause().type()).isEqualTo(Type.PROTOCOL);
			assertThat(failed.cause().description())
				.isEqualTo("The MqttCredentialsProvider failed: java.io.IOException");
			assertThat(failed.cause().exception()).isInstanceOf(MqttCredentialsException.class)
				.hasRootCauseMessage("no answer to the token s3cret");
			assertThat(failed.nextDelay()).isLessThanOrEqualTo(Duration.ofMillis(200));
		});
		assertThat(this.broker.received(MqttMessageType.CONNECT)).hasSize(1);
	}

	@Test
	void theTimeItTakesCountsIntoTheConnectTimeout() {
		CountDownLatch end = new CountDownLatch(1);
		MqttClient client = client(ProtocolVersion.MQTT_5,
				(options) -> options.failFast(true).connectTimeout(SHORT).credentials((server) -> {
					end.await();
					return null;
				}));
		assertThatExceptionOfType(MqttConnectException.class).isThrownBy(() -> get(client.connect()))
			.satisfies((ex) -> assertThat(ex.connectionCause().type()).isEqualTo(Type.TIMEOUT))
			.withMessageContaining("waiting for the MqttCredentialsProvider");
		end.countDown();
		assertThat(this.broker.received()).isEmpty();
	}

	@Test
	void aPasswordAloneIsNothingForMqtt311() {
		MqttClient client = client(ProtocolVersion.MQTT_3_1_1,
				(options) -> options.failFast(true).credentials((server) -> Credentials.of(null, "s3cret")));
		assertThatExceptionOfType(MqttConnectException.class).isThrownBy(() -> get(client.connect()))
			.withMessageContaining("password without a user name")
			.withMessageContaining("mqtt.protocol-version")
			.satisfies((ex) -> assertThat(ex.toString()).doesNotContain("s3cret"));
		assertThat(this.broker.received()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "MQTT_3_1_1, CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD, true",
			"MQTT_3_1_1, CONNECTION_REFUSED_NOT_AUTHORIZED, false",
			"MQTT_5, CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD, true",
			"MQTT_5, CONNECTION_REFUSED_BAD_AUTHENTICATION_METHOD, true",
			"MQTT_5, CONNECTION_REFUSED_NOT_AUTHORIZED_5, false", "MQTT_5, CONNECTION_REFUSED_BANNED, false" })
	void aRefusalHasAType(ProtocolVersion version, MqttConnectReturnCode code, boolean badCredentials) {
		this.broker.on(MqttMessageType.CONNECT, (connection, packet) -> connection.connack(code, false));
		MqttClient client = client(version, (options) -> options.failFast(true));
		assertThatExceptionOfType(badCredentials ? MqttBadCredentialsException.class : MqttNotAuthorizedException.class)
			.isThrownBy(() -> get(client.connect()))
			.satisfies((ex) -> assertThat(ex.connectionCause().type()).isEqualTo(Type.BROKER))
			.satisfies((ex) -> assertThat(ex.reasonCode()).isNotNull());
	}

	@ParameterizedTest
	@EnumSource
	void aRefusalShowsInHealthAndEndsNothing(ProtocolVersion version) {
		boolean v5 = version == ProtocolVersion.MQTT_5;
		this.broker
			.on(MqttMessageType.CONNECT,
					(connection,
							packet) -> connection.connack(
									v5 ? MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD
											: MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD,
									false));
		MqttClient client = client(version, (options) -> options.credentials(Credentials.of("user", "s3cret")));
		client.connect();
		eventually(() -> assertThat(this.events).hasSizeGreaterThan(1));
		Health health = new MqttHealthIndicator(client).health(true);
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails().get("cause").toString()).contains("bad user name or password (0x86)");
		assertThat(this.events.get(0)).isInstanceOfSatisfying(ConnectionEvent.ConnectFailed.class,
				(failed) -> assertThat(MqttConnectException.of(failed.cause()))
					.isInstanceOf(MqttBadCredentialsException.class));
		this.broker.behave();
		eventually(() -> assertThat(client.isConnected()).isTrue());
	}

	@Test
	void optionsDoNotShowWhatAProviderShows() {
		assertThat(client(ProtocolVersion.MQTT_5, (options) -> {
			options.credentials(new TalkativeProvider("s3cret"));
			assertThat(options.build().toString()).contains("TalkativeProvider").doesNotContain("s3cret");
		}).isConnected()).isFalse();
	}

	/**
	 * Says too much.
	 *
	 * @param token what it should not say
	 */
	private record TalkativeProvider(String token) implements MqttCredentialsProvider {

		@Override
		public Credentials credentials(ServerAddress server) {
			return Credentials.of("user", this.token);
		}

	}

}
