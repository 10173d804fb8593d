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

import java.util.function.Consumer;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientFactory;
import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.testsupport.FakeMqttClient;
import io.resilientmqtt.testsupport.FakeMqttClientFactory;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the properties of publishing come to.
 */
class PublishingPropertiesTests {

	private void options(Consumer<PublishOptions> options, String... properties) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class))
			.withBean(MqttClientFactory.class, FakeMqttClientFactory::new)
			.withPropertyValues(properties)
			.run((context) -> options.accept(((FakeMqttClient) context.getBean(MqttClient.class)).options().publish()));
	}

	@Test
	void withoutPropertiesTheyAreTheDefaultsWhetherOneIsSetOrNone() {
		options((options) -> assertThat(options).isEqualTo(PublishOptions.DEFAULT));
		options((options) -> assertThat(options).isEqualTo(PublishOptions.DEFAULT), "mqtt.publish.max-in-flight=1024");
	}

	@Test
	void theyFollowTheProperties() {
		options((options) -> assertThat(options.maxInFlightQoS2()).isEqualTo(7), "mqtt.publish.max-in-flight-qos2=7");
		options((options) -> assertThat(options.maxLosses()).isZero(), "mqtt.publish.max-losses=0");
		options((options) -> assertThat(options.acceptPubackForQoS2()).isTrue(),
				"mqtt.publish.accept-puback-for-qos2=true");
	}

}
