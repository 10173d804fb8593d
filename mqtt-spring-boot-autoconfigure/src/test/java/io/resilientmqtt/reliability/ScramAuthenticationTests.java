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

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.resilientmqtt.client.MqttAuthenticationException;
import io.resilientmqtt.client.MqttAuthenticator;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttConnectException;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ScramSha256Authenticator;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.testsupport.Behaviour;
import io.resilientmqtt.testsupport.ScriptedConnection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * SCRAM-SHA-256 with a broker that checks it, over the network.
 */
@Behaviour("S36")
@ExtendWith(OutputCaptureExtension.class)
class ScramAuthenticationTests extends ScriptedBrokerFixture {

	private static final String PASSWORD = "p3ncil";

	private static final int ITERATIONS = 4096;

	private static final byte[] SALT = { 1, 2, 3, 4, 5, 6, 7, 8 };

	private final List<String> clientNonces = new CopyOnWriteArrayList<>();

	private final byte[] saltedPassword = hi(PASSWORD);

	private @Nullable MqttConnectMessage connect;

	private String clientFirstBare = "";

	private String serverFirst = "";

	private boolean impostor;

	@BeforeEach
	void speakScram() {
		this.broker.on(MqttMessageType.CONNECT, (connection, packet) -> {
			this.connect = (MqttConnectMessage) packet;
			begin(connection, this.connect.variableHeader().properties());
		});
		this.broker.on(MqttMessageType.AUTH, (connection, packet) -> {
			MqttReasonCodeAndPropertiesVariableHeader header = header(packet);
			if (header.reasonCode() == 0x19) {
				this.connect = null;
				begin(connection, header.properties());
			}
			else {
				finish(connection, header.properties());
			}
		});
	}

	private static MqttReasonCodeAndPropertiesVariableHeader header(MqttMessage packet) {
		return (MqttReasonCodeAndPropertiesVariableHeader) packet.variableHeader();
	}

	private void begin(ScriptedConnection connection, MqttProperties properties) {
		assertThat(properties.getProperty(MqttProperties.AUTHENTICATION_METHOD).value()).isEqualTo("SCRAM-SHA-256");
		this.clientFirstBare = data(properties).substring("n,,".length());
		String nonce = this.clientFirstBare.substring(this.clientFirstBare.indexOf(",r=") + 3);
		this.clientNonces.add(nonce);
		this.serverFirst = "r=" + nonce + "server,s=" + base64(SALT) + ",i=" + ITERATIONS;
		connection.auth(0x18, properties(this.serverFirst));
	}

	private void finish(ScriptedConnection connection, MqttProperties properties) {
		String clientFinal = data(properties);
		String withoutProof = clientFinal.substring(0, clientFinal.indexOf(",p="));
		byte[] authMessage = utf8(this.clientFirstBare + "," + this.serverFirst + "," + withoutProof);
		byte[] storedKey = sha256(hmac(this.saltedPassword, utf8("Client Key")));
		byte[] clientKey = Base64.getDecoder().decode(clientFinal.substring(withoutProof.length() + 3));
		byte[] signature = hmac(storedKey, authMessage);
		for (int i = 0; i < clientKey.length; i++) {
			clientKey[i] ^= signature[i];
		}
		boolean proved = MessageDigest.isEqual(sha256(clientKey), storedKey);
		byte[] serverKey = hmac(this.saltedPassword, utf8(this.impostor ? "Impostor" : "Server Key"));
		MqttProperties serverFinal = properties("v=" + base64(hmac(serverKey, authMessage)));
		if (this.connect == null && proved) {
			connection.auth(0, serverFinal);
		}
		else if (this.connect != null && proved) {
			connection.accept(this.connect, serverFinal);
		}
		else {
			connection.connack(MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED_5, false);
		}
	}

	private static MqttProperties properties(String data) {
		MqttProperties properties = new MqttProperties();
		properties.add(new MqttProperties.StringProperty(MqttProperties.AUTHENTICATION_METHOD, "SCRAM-SHA-256"));
		properties.add(new MqttProperties.BinaryProperty(MqttProperties.AUTHENTICATION_DATA, utf8(data)));
		return properties;
	}

	private static String data(MqttProperties properties) {
		byte[] data = (byte[]) properties.getProperty(MqttProperties.AUTHENTICATION_DATA).value();
		return new String(data, StandardCharsets.UTF_8);
	}

	/**
	 * Hi() of RFC 5802, written out.
	 */
	private static byte[] hi(String password) {
		byte[] salt = new byte[SALT.length + 4];
		System.arraycopy(SALT, 0, salt, 0, SALT.length);
		salt[salt.length - 1] = 1;
		byte[] last = hmac(utf8(password), salt);
		byte[] result = last.clone();
		for (int i = 1; i < ITERATIONS; i++) {
			last = hmac(utf8(password), last);
			for (int j = 0; j < result.length; j++) {
				result[j] ^= last[j];
			}
		}
		return result;
	}

	private static byte[] hmac(byte[] key, byte[] message) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(key, "HmacSHA256"));
			return mac.doFinal(message);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static byte[] sha256(byte[] message) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(message);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String base64(byte[] bytes) {
		return Base64.getEncoder().encodeToString(bytes);
	}

	private MqttClient client(MqttAuthenticator authenticator) {
		return client(ProtocolVersion.MQTT_5,
				(options) -> options.failFast(true).v5((v5) -> v5.authenticator(authenticator)));
	}

	private MqttClient client(String password) {
		return client(new ScramSha256Authenticator("us,er", password.toCharArray()));
	}

	@Test
	void bothProveThemselvesOnEveryConnectionAndOnDemand(CapturedOutput output) {
		MqttClient client = client(PASSWORD);
		get(client.connect());
		assertThat(this.clientFirstBare).startsWith("n=us=2Cer,r=");
		get(client.reauthenticate());
		get(publish(client, "1", QoS.AT_LEAST_ONCE));
		this.broker.closeConnections();
		eventually(() -> assertThat(this.clientNonces).hasSize(3).doesNotHaveDuplicates());
		eventually(() -> assertThat(client.isConnected()).isTrue());
		assertThat(output).doesNotContain(PASSWORD);
	}

	@Test
	void aWrongPasswordIsRefused(CapturedOutput output) {
		MqttClient client = client("wr0ng");
		assertThatExceptionOfType(MqttConnectException.class).isThrownBy(() -> get(client.connect()))
			.satisfies((ex) -> assertThat(ex.reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED));
		assertThat(output).doesNotContain("wr0ng");
	}

	@Test
	void anImpostorIsLeft() {
		this.impostor = true;
		MqttClient client = client(PASSWORD);
		assertThatExceptionOfType(MqttConnectException.class).isThrownBy(() -> get(client.connect()))
			.withCauseInstanceOf(MqttAuthenticationException.class)
			.withMessageContaining("signature is wrong");
	}

	@Test
	void authenticatingAgainNeedsAConnectionAndAnAuthenticator() {
		MqttClient client = client(PASSWORD);
		assertThatExceptionOfType(MqttAuthenticationException.class).isThrownBy(() -> get(client.reauthenticate()))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(MqttAuthenticationException.Reason.NOT_CONNECTED));
		MqttClient without = client(ProtocolVersion.MQTT_5, (options) -> {
		});
		assertThatIllegalStateException().isThrownBy(without::reauthenticate);
	}

	@Test
	void anAuthenticatorThatBlocksHoldsUpNobodyElse() throws InterruptedException {
		CountDownLatch blocked = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		MqttAuthenticator scram = new ScramSha256Authenticator("user", PASSWORD.toCharArray());
		MqttClient slow = client(new MqttAuthenticator() {

			@Override
			public String method() {
				return scram.method();
			}

			@Override
			public Exchange begin() {
				blocked.countDown();
				try {
					release.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
				return scram.begin();
			}

		});
		var connected = slow.connect();
		blocked.await();
		for (int i = 0; i < 4; i++) { // one for each event loop there may be
			get(client(PASSWORD).connect());
		}
		assertThat(connected).isNotDone();
		release.countDown();
		get(connected);
	}

}
