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

package io.resilientmqtt.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.resilientmqtt.client.MqttClientFactory;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.client.TransportOptions;
import io.resilientmqtt.testsupport.FakeMqttClientFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Servers as people write them. A scheme says how they are reached; what contradicts it
 * is refused.
 */
class ServerPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class))
		.withBean(MqttClientFactory.class, FakeMqttClientFactory::new);

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			broker                          | broker        | 0    | false | TCP       |
			broker:1884                     | broker        | 1884 | false | TCP       |
			my_broker.example               | my_broker.example | 0 | false | TCP      |
			127.0.0.1                       | 127.0.0.1     | 0    | false | TCP       |
			127.0.0.1:1883                  | 127.0.0.1     | 1883 | false | TCP       |
			::1                             | ::1           | 0    | false | TCP       |
			2001:db8::7                     | 2001:db8::7   | 0    | false | TCP       |
			fe80::1%eth0                    | fe80::1%eth0  | 0    | false | TCP       |
			[::1]                           | ::1           | 0    | false | TCP       |
			[::1]:1884                      | ::1           | 1884 | false | TCP       |
			tcp://broker                    | broker        | 0    | false | TCP       |
			tcp://127.0.0.1:1883            | 127.0.0.1     | 1883 | false | TCP       |
			mqtt://broker:1884/             | broker        | 1884 | false | TCP       |
			MQTT://broker                   | broker        | 0    | false | TCP       |
			mqtt://[2001:db8::7]:1884       | 2001:db8::7   | 1884 | false | TCP       |
			ssl://broker:8884               | broker        | 8884 | true  | TCP       |
			tls://broker                    | broker        | 0    | true  | TCP       |
			mqtts://broker                  | broker        | 0    | true  | TCP       |
			mqtts://[::1]                   | ::1           | 0    | true  | TCP       |
			ws://broker                     | broker        | 0    | false | WEBSOCKET | /mqtt
			ws://broker/                    | broker        | 0    | false | WEBSOCKET | /
			ws://broker:8083/ws?token=a@b   | broker        | 8083 | false | WEBSOCKET | /ws?token=a@b
			wss://broker/path/to            | broker        | 0    | true  | WEBSOCKET | /path/to
			wss://[::1]:8084?a=b            | ::1           | 8084 | true  | WEBSOCKET | /?a=b
			""")
	void aServerSaysHowItIsReached(String server, String host, int port, boolean tls, TransportOptions.Type type,
			String path) {
		for (String property : new String[] { "mqtt.server", "mqtt.servers", "mqtt.servers[0]" }) {
			this.runner.withPropertyValues(property + "= " + server + " ").run((context) -> {
				MqttClientOptions options = context.getBean(MqttClientOptions.class);
				assertThat(options.servers()).containsExactly(new ServerAddress(host, port));
				assertThat(options.tls() != null).isEqualTo(tls);
				assertThat(options.transport().type()).isEqualTo(type);
				assertThat(options.transport().webSocket().path()).isEqualTo((path != null) ? path : "/mqtt");
			});
		}
	}

	@Test
	void serversAreReachedAlike() {
		this.runner.withPropertyValues("mqtt.servers=ssl://a:8884,mqtts://b,TLS://[::1]").run((context) -> {
			MqttClientOptions options = context.getBean(MqttClientOptions.class);
			assertThat(options.servers()).containsExactly(new ServerAddress("a", 8884), new ServerAddress("b", 0),
					new ServerAddress("::1", 0));
			assertThat(options.tls()).isNotNull();
		});
	}

	@Test
	void propertiesThatSayTheSameAreAllRight() {
		this.runner
			.withPropertyValues("mqtt.server=wss://broker:8084/ws", "mqtt.port=8084", "mqtt.ssl.enabled=true",
					"mqtt.transport=websocket", "mqtt.websocket.path=/ws")
			.run((context) -> assertThat(context.getBean(MqttClientOptions.class).servers())
				.containsExactly(new ServerAddress("broker", 8084)));
		this.runner.withPropertyValues("mqtt.server=broker", "mqtt.port=8084", "mqtt.ssl.enabled=true")
			.run((context) -> assertThat(context.getBean(MqttClientOptions.class).servers())
				.containsExactly(new ServerAddress("broker", 8084)));
		this.runner.withPropertyValues("mqtt.server=ws://broker", "mqtt.websocket.path=/ws")
			.run((context) -> assertThat(context.getBean(MqttClientOptions.class).transport().webSocket().path())
				.isEqualTo("/ws"));
	}

	static Stream<Arguments> contradictions() {
		return Stream.of(Arguments.of("ssl://broker", "mqtt.ssl.enabled is false", "mqtt.ssl.enabled=false"),
				Arguments.of("wss://broker", "mqtt.ssl.enabled is false", "mqtt.ssl.enabled=false"),
				Arguments.of("tcp://broker", "mqtt.ssl.enabled is true", "mqtt.ssl.enabled=true"),
				Arguments.of("ws://broker", "mqtt.ssl.enabled is true", "mqtt.ssl.enabled=true"),
				Arguments.of("mqtt://broker", "mqtt.ssl.bundle is 'plant'", "mqtt.ssl.bundle=plant"),
				Arguments.of("ws://broker", "mqtt.transport is tcp", "mqtt.transport=tcp"),
				Arguments.of("wss://broker", "mqtt.transport is tcp", "mqtt.transport=tcp"),
				Arguments.of("tcp://broker", "mqtt.transport is websocket", "mqtt.transport=websocket"),
				Arguments.of("mqtts://broker", "mqtt.transport is websocket", "mqtt.transport=websocket"),
				Arguments.of("ws://broker/a", "mqtt.websocket.path is '/b'", "mqtt.websocket.path=/b"),
				Arguments.of("ws://broker/", "mqtt.websocket.path is '/mqtt'", "mqtt.websocket.path=/mqtt"),
				Arguments.of("broker:1884", "mqtt.port is 1883", "mqtt.port=1883"),
				Arguments.of("tcp://broker:1884", "mqtt.port is 1883", "mqtt.port=1883"));
	}

	@ParameterizedTest
	@MethodSource("contradictions")
	void aContradictionIsRefused(String server, String remedy, String property) {
		assertRefused("mqtt.server", server, remedy, property);
		if (!property.startsWith("mqtt.port")) {
			assertRefused("mqtt.servers", server, remedy, property);
		}
		String named = property.replace("mqtt.", "mqtt.clients.a.");
		assertRefused("mqtt.clients.a.server", server, remedy.replace("mqtt.", "mqtt.clients.a."), named);
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp://a,ssl://b", "ssl://a,b", "a,ssl://b", "mqtt://a,ws://b", "ws://a,wss://b",
			"ws://a/x,ws://b/y" })
	void serversThatAreNotReachedAlikeAreRefused(String servers) {
		assertRefused("mqtt.servers", servers, "the same scheme");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			http://broker         | use tcp://
			mqtt+ssl://broker     | use tcp://
			tcp://broker/path     | leave out the path
			mqtts://broker?a=b    | leave out the path
			ws://broker/a#b       | leave out what begins with #
			tcp://::1             | in brackets
			tcp://fe80::1:1883    | in brackets
			tcp://                | write host
			tcp://broker:         | write host
			tcp://broker:x        | write host
			tcp://broker:65536    | write host
			tcp://:1883           | write host
			broker:x              | write host
			broker/mqtt           | write host
			127.0.0.1:1883:1884   | write host
			tcp:/broker           | write host
			my broker             | write host
			""")
	void otherTextIsRefused(String server, String remedy) {
		assertRefused("mqtt.server", server, remedy);
		assertRefused("mqtt.servers", server, remedy);
	}

	@Test
	void severalServersHaveAPropertyOfTheirOwn() {
		assertRefused("mqtt.server", "tcp://a:1883,tcp://b:1883", "in brackets");
		assertRefused("mqtt.server", "a,b", "mqtt.servers");
	}

	@ParameterizedTest
	@ValueSource(strings = { "mqtt://user:s3cret@broker", "mqtts://user:s3cret@broker:8883", "user:s3cret@broker:1883",
			"s3cret@broker", "ws://user:s3cret@broker/mqtt", "mqtt://user:p@s3cret@broker",
			"mqtt://user:s3/cret@broker", "tcp://s3cret:s3cret@[::1]:1883", "http://user:s3cret@broker",
			"wss://user:s3cret@broker/a?b=s3cret" })
	void userInfoIsRefusedAndNotShown(String server) {
		for (String property : new String[] { "mqtt.server", "mqtt.servers[0]" }) {
			this.runner.withPropertyValues(property + "=" + server).run((context) -> {
				FailureAnalysis analysis = analysis(context.getStartupFailure());
				assertThat(analysis.getAction()).contains("mqtt.username and mqtt.password");
				for (Throwable failure = context.getStartupFailure(); failure != null; failure = failure.getCause()) {
					assertThat(failure.toString()).doesNotContain("s3cret", "s3/cret");
				}
				assertThat(analysis.getDescription() + analysis.getAction()).contains("******@")
					.doesNotContain("s3cret", "s3/cret");
			});
		}
	}

	@Test
	void aQueryIsNotShown() {
		this.runner.withPropertyValues("mqtt.server=ws://broker/a?token=s3cret", "mqtt.transport=tcp")
			.run((context) -> assertThat(analysis(context.getStartupFailure()).getDescription())
				.contains("ws://broker/a?******")
				.doesNotContain("s3cret"));
		this.runner.withPropertyValues("mqtt.server=ws://broker/a?token=s3cret")
			.run((context) -> assertThat(context.getBean(MqttProperties.class).toString()
					+ context.getBean(MqttClientOptions.class).toString()
					+ context.getBean(MqttClientOptions.class).transport())
				.doesNotContain("s3cret"));
	}

	private void assertRefused(String property, String value, String remedy, String... others) {
		List<String> properties = new ArrayList<>(List.of(others));
		properties.add(property + "=" + value);
		this.runner.withPropertyValues(properties.toArray(String[]::new)).run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = analysis(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("'" + property + "'").contains(value.split("\\?")[0]);
			assertThat(analysis.getAction()).contains("'" + property + "'").contains(remedy);
		});
	}

	private static FailureAnalysis analysis(Throwable failure) {
		FailureAnalysis analysis = new InvalidOptionFailureAnalyzer().analyze(failure);
		assertThat(analysis).as("%s", failure).isNotNull();
		return analysis;
	}

}
