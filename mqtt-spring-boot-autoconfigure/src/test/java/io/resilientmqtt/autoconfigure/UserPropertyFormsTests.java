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

import java.io.IOException;
import java.util.List;
import java.util.Map;

import io.resilientmqtt.client.MqttClientFactory;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.message.UserProperty;
import io.resilientmqtt.testsupport.FakeMqttClientFactory;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * User Properties are a list or a map.
 */
class UserPropertyFormsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class))
		.withBean(MqttClientFactory.class, FakeMqttClientFactory::new);

	private ApplicationContextRunner yaml(String yaml) {
		return this.runner.withInitializer((context) -> {
			try {
				new YamlPropertySourceLoader().load("yaml", new ByteArrayResource(yaml.getBytes()))
					.forEach(context.getEnvironment().getPropertySources()::addFirst);
			}
			catch (IOException ex) {
				throw new AssertionError(ex);
			}
		});
	}

	private static List<UserProperty> connect(MqttClientOptions options) {
		return options.v5().userProperties();
	}

	@Test
	void aMapKeepsItsOrder() {
		yaml("""
				mqtt:
				  will:
				    topic: gone
				    properties:
				      user-properties:
				        z: 1
				        Site-A: two words
				        b.c: x
				  v5:
				    user-properties:
				      site: berlin
				      line: 7
				      area: ""
				      my_name: y
				    acknowledgement:
				      user-properties:
				        node: n1
				        a: 2
				""").run((context) -> {
			MqttClientOptions options = context.getBean(MqttClientOptions.class);
			assertThat(connect(options)).containsExactly(new UserProperty("site", "berlin"),
					new UserProperty("line", "7"), new UserProperty("area", ""), new UserProperty("my_name", "y"));
			assertThat(options.v5().acknowledgement().userProperties()).containsExactly(new UserProperty("node", "n1"),
					new UserProperty("a", "2"));
			assertThat(options.will().message().properties().userProperties()).containsExactly(
					new UserProperty("z", "1"), new UserProperty("Site-A", "two words"), new UserProperty("b.c", "x"));
		});
	}

	@Test
	void aListIsAsBefore() {
		yaml("""
				mqtt:
				  v5:
				    user-properties:
				      - name: b
				        value: 1
				      - name: a
				        value: 2
				      - name: b
				        value: 3
				""").run((context) -> assertThat(connect(context.getBean(MqttClientOptions.class)))
			.containsExactly(new UserProperty("b", "1"), new UserProperty("a", "2"), new UserProperty("b", "3")));
	}

	@Test
	void ofAListInTwoSourcesTheFirstHolds() {
		this.runner.withPropertyValues("mqtt.v5.user-properties[0].name=own", "mqtt.v5.user-properties[0].value=1")
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addLast(new MapPropertySource("defaults",
						Map.of("mqtt.v5.user-properties[0].name", "other", "mqtt.v5.user-properties[1].name",
								"further"))))
			.run((context) -> assertThat(connect(context.getBean(MqttClientOptions.class)))
				.containsExactly(new UserProperty("own", "1")));
	}

	@Test
	void aFurtherClientInheritsAMap() {
		this.runner
			.withPropertyValues("mqtt.v5.user-properties.Site=north", "mqtt.clients.a.server=x",
					"mqtt.clients.b.server=x", "mqtt.clients.b.v5.user-properties.line=7")
			.run((context) -> {
				assertThat(connect(context.getBean("aMqttClientOptions", MqttClientOptions.class)))
					.containsExactly(new UserProperty("Site", "north"));
				assertThat(connect(context.getBean("bMqttClientOptions", MqttClientOptions.class)))
					.containsExactly(new UserProperty("line", "7"), new UserProperty("Site", "north"));
			});
	}

	@Test
	void noValueIsShown() {
		this.runner
			.withPropertyValues("mqtt.v5.user-properties.token=s3cret", "mqtt.will.topic=t",
					"mqtt.v5.acknowledgement.user-properties.token=s3cret",
					"mqtt.will.properties.user-properties.token=s3cret")
			.run((context) -> {
				MqttProperties properties = context.getBean(MqttProperties.class);
				assertThat(properties.v5().toString() + properties.will() + properties.will().properties())
					.doesNotContain("s3cret");
			});
	}

}
