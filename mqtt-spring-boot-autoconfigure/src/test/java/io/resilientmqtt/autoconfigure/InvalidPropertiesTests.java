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

import java.util.stream.Stream;

import io.resilientmqtt.testsupport.Behaviour;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Values that can't work stop the application before anything is sent, and the analysis
 * names the property, the value and the remedy.
 */
class InvalidPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class))
		.withBean(FakeMqttClient.class);

	@ParameterizedTest
	@MethodSource("values")
	@Behaviour("S1")
	void aValueThatCannotWorkIsRefusedByName(String property, String value, String... others) {
		this.runner.withPropertyValues(property + "=" + value).withPropertyValues(others).run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = new InvalidOptionFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription()).contains("'" + property + "'");
			assertThat(analysis.getAction()).contains("'" + property + "'").hasSizeGreaterThan(30);
		});
	}

	static Stream<Arguments> values() {
		return Stream.of(Arguments.of("mqtt.keepalive", "65536", new String[0]),
				Arguments.of("mqtt.keepalive", "-1", new String[0]), Arguments.of("mqtt.server", "", new String[0]),
				Arguments.of("mqtt.server", "http://host", new String[0]),
				Arguments.of("mqtt.port", "65536", new String[0]), Arguments.of("mqtt.servers", "a:b", new String[0]),
				Arguments.of("mqtt.ping-interval", "-1", new String[0]),
				Arguments.of("mqtt.response-time", "0", new String[0]),
				Arguments.of("mqtt.connect-timeout", "0", new String[0]),
				Arguments.of("mqtt.max-repubs", "-1", new String[0]),
				Arguments.of("mqtt.will.topic", "", new String[0]),
				Arguments.of("mqtt.will.topic", "a/#", new String[0]),
				Arguments.of("mqtt.will.qos", "3", new String[] { "mqtt.will.topic=a" }),
				Arguments.of("mqtt.will.properties.response-topic", "a/+", new String[] { "mqtt.will.topic=a" }),
				Arguments.of("mqtt.will.properties.message-expiry-interval", "-1",
						new String[] { "mqtt.will.topic=a" }),
				Arguments.of("mqtt.will.properties.content-type", "secret\u0000x",
						new String[] { "mqtt.will.topic=a" }),
				Arguments.of("mqtt.will.properties.correlation-data", "base64:secret!",
						new String[] { "mqtt.will.topic=a" }),
				Arguments.of("mqtt.queue-length", "-1", new String[0]),
				Arguments.of("mqtt.maximum-packet-size", "1GB", new String[0]),
				Arguments.of("mqtt.maximum-packet-size", "8GB", new String[0]),
				Arguments.of("mqtt.shutdown-timeout", "-1s", new String[0]),
				Arguments.of("mqtt.password", "secret", new String[0]),
				Arguments.of("mqtt.client-id", "", new String[] { "mqtt.clean=false" }),
				Arguments.of("mqtt.reconnect.initial-delay", "0", new String[0]),
				Arguments.of("mqtt.reconnect.max-delay", "1ms", new String[0]),
				Arguments.of("mqtt.reconnect.multiplier", "0.5", new String[0]),
				Arguments.of("mqtt.reconnect.jitter", "2", new String[0]),
				Arguments.of("mqtt.publish.max-pending", "0", new String[0]),
				Arguments.of("mqtt.publish.max-in-flight", "65536", new String[0]),
				Arguments.of("mqtt.publish.max-in-flight-qos2", "0", new String[0]),
				Arguments.of("mqtt.publish.max-losses", "-1", new String[0]),
				Arguments.of("mqtt.publish.expiry", "0", new String[0]),
				Arguments.of("mqtt.template.response-topic", "replies/#", new String[0]),
				Arguments.of("mqtt.template.response-topic", "replies/{user}", new String[0]),
				Arguments.of("mqtt.template.reply-timeout", "0", new String[0]),
				Arguments.of("mqtt.template.max-requests", "0", new String[0]),
				Arguments.of("mqtt.listener.response-topics", "a#", new String[0]),
				Arguments.of("mqtt.listener.concurrency", "0", new String[0]),
				Arguments.of("mqtt.listener.batch-size", "0", new String[0]),
				Arguments.of("mqtt.listener.batch-timeout", "0s", new String[0]),
				Arguments.of("mqtt.listener.dead-letter-topic", "dead/#", new String[0]),
				Arguments.of("mqtt.listener.max-payload-size", "4GB", new String[0]),
				Arguments.of("mqtt.listener.retry.max-retries", "-1", new String[0]),
				Arguments.of("mqtt.listener.retry.delay", "-1s", new String[0]),
				Arguments.of("mqtt.listener.retry.multiplier", "0.5", new String[0]),
				Arguments.of("mqtt.listener.retry.max-delay", "1ms", new String[] { "mqtt.listener.retry.delay=1s" }),
				Arguments.of("mqtt.listener.retry.multiplier", "2", new String[0]),
				Arguments.of("mqtt.listener.retry.jitter", "-1s", new String[0]),
				Arguments.of("mqtt.v5.receive-maximum", "0", new String[0]),
				Arguments.of("mqtt.v5.topic-alias-maximum", "65536", new String[0]),
				Arguments.of("mqtt.v5.session-expiry-interval", "4294967296", new String[0]),
				Arguments.of("mqtt.servers", "a:65536", new String[0]),
				Arguments.of("mqtt.servers", "http://a", new String[0]),
				Arguments.of("mqtt.wan-check.server", "a:b", new String[0]),
				Arguments.of("mqtt.wan-check.server", "http://a", new String[0]),
				Arguments.of("mqtt.wan-check.server", "8.8.8.8:53:53", new String[0]),
				Arguments.of("mqtt.proxy.host", "127.0.0.1:3128", new String[] { "mqtt.proxy.port=3128" }),
				Arguments.of("mqtt.local-address", "127.0.0.1:1883", new String[0]),
				Arguments.of("mqtt.wan-check.query", "a..b", new String[0]),
				Arguments.of("mqtt.max-repubs", "101", new String[0]),
				Arguments.of("mqtt.response-time", "366d", new String[0]),
				Arguments.of("mqtt.client-id", "a\u0000b", new String[0]),
				Arguments.of("mqtt.username", "a".repeat(65536), new String[0]),
				Arguments.of("mqtt.username", "a\u0000b", new String[0]),
				Arguments.of("mqtt.password", "secret".repeat(11000), new String[] { "mqtt.username=a" }),
				Arguments.of("mqtt.will.topic", "a\u0000b", new String[0]),
				Arguments.of("mqtt.will.topic", "a".repeat(65536), new String[0]),
				Arguments.of("mqtt.will.topic", "", new String[] { "mqtt.will.payload=gone" }),
				Arguments.of("mqtt.will.payload", "a".repeat(65536), new String[] { "mqtt.will.topic=a" }),
				Arguments.of("mqtt.will.delay-interval", "-1", new String[] { "mqtt.will.topic=a" }),
				Arguments.of("mqtt.reconnect.stable-after", "-1s", new String[0]),
				Arguments.of("mqtt.publish.max-pending", "4000001", new String[0]),
				Arguments.of("mqtt.publish.max-pending-bytes", "0", new String[0]),
				Arguments.of("mqtt.publish.max-block", "-1s", new String[0]));
	}

	@Test
	@Behaviour("S1")
	void aWillThatHasNoTopicIsRefused() {
		this.runner.withPropertyValues("mqtt.will.payload=gone").run((context) -> {
			FailureAnalysis analysis = new InvalidOptionFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).isEqualTo("'mqtt.will.topic' is not set.");
		});
	}

	@ParameterizedTest
	@MethodSource("values")
	@Behaviour("S1")
	void noSecretIsShown(String property, String value, String... others) {
		this.runner.withPropertyValues(property + "=" + value).withPropertyValues(others).run((context) -> {
			FailureAnalysis analysis = new InvalidOptionFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis.getDescription() + analysis.getAction()).doesNotContain("secret");
		});
	}

}
