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

import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.event.MqttDownEvent;
import io.resilientmqtt.event.MqttNetworkEvent;
import io.resilientmqtt.event.MqttUpEvent;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What happens to the connection is published to the application.
 */
class ConnectionEventsTests {

	private final ApplicationContextRunner offline = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class))
		.withBean(FakeMqttClient.class);

	@Test
	void whatHappensToTheConnectionIsPublished() {
		List<ApplicationEvent> events = new ArrayList<>();
		this.offline
			.withInitializer((context) -> context.addApplicationListener((MqttNetworkEvent event) -> events.add(event)))
			.withInitializer((context) -> context.addApplicationListener((MqttUpEvent event) -> events.add(event)))
			.withInitializer((context) -> context.addApplicationListener((MqttDownEvent event) -> events.add(event)))
			.run((context) -> {
				FakeMqttClient client = context.getBean(FakeMqttClient.class);
				client.tell(new ConnectionEvent.NetworkChanged(false));
				client.tell(new ConnectionEvent.NetworkChanged(true));
				client.up();
				client.down(new ConnectionCause(ConnectionCause.Type.NETWORK, "gone"));
				assertThat(events).hasExactlyElementsOfTypes(MqttNetworkEvent.class, MqttNetworkEvent.class,
						MqttUpEvent.class, MqttDownEvent.class);
				assertThat(events.subList(0, 2)).extracting((event) -> ((MqttNetworkEvent) event).isAvailable())
					.containsExactly(false, true);
				assertThat(events.get(0)).asString().contains("available=false");
				assertThat(events.get(2)).asString().contains("server=");
				assertThat(events.get(3)).asString().contains("NETWORK", "gone");
			});
	}

}
