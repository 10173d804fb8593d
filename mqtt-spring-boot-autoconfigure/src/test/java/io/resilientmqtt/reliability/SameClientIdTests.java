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

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.testsupport.LocalMosquitto;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two applications with one Client Identifier, on a Mosquitto in default configuration,
 * are told so.
 */
@EnabledIf("io.resilientmqtt.testsupport.LocalMosquitto#isInstalled")
@ExtendWith(OutputCaptureExtension.class)
class SameClientIdTests {

	@ParameterizedTest
	@EnumSource
	void theLogNamesThePropertyToChange(ProtocolVersion version, @TempDir Path directory, CapturedOutput output)
			throws Exception {
		try (LocalMosquitto broker = LocalMosquitto.withDefaults(directory);
				NettyMqttClientFactory factory = new NettyMqttClientFactory()) {
			broker.start();
			for (int i = 0; i < 2; i++) {
				MqttClient client = factory.create(MqttClientOptions.builder()
					.server("127.0.0.1", broker.port())
					.clientId("same")
					.protocolVersion(version)
					.build());
				client.connect().get(30, TimeUnit.SECONDS);
			}
			await().atMost(Duration.ofMinutes(2))
				.untilAsserted(() -> assertThat(output).containsPattern("client 'same' .*the same mqtt.client-id"));
		}
	}

}
