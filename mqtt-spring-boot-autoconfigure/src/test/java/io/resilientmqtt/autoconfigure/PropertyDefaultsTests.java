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

import java.util.List;
import java.util.Map;

import io.resilientmqtt.client.MqttClientOptions;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.ssl.SslBundles;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A default is said by the property, as it is documented, and by the option, for those
 * who make a client without Spring Boot: both say the same.
 */
class PropertyDefaultsTests {

	@Test
	void anApplicationThatSetsNothingHasTheOptionsOfABuilderOnWhichNothingIsSet() {
		MqttProperties properties = bind(Map.of());
		MqttClientOptions options = new MqttPropertiesMapper(properties, new PropertiesMqttConnectionDetails(properties,
				new StaticListableBeanFactory().getBeanProvider(SslBundles.class)))
			.builder()
			.build();
		assertThat(properties.failFast()).as("the one default that differs, behaviour S3").isFalse();
		assertThat(options.runtime().futureDecorator()).as("context propagation is on the class path").isNotNull();
		assertThat(options.mutate().failFast(true).runtime((runtime) -> runtime.futureDecorator(null)).build())
			.usingRecursiveComparison()
			.isEqualTo(MqttClientOptions.builder().build());
	}

	@Test
	void aGroupOfWhichOnePropertyIsSetHasTheDefaultsOfTheOthers() {
		MqttProperties properties = bind(
				Map.of("mqtt.listener.retry.max-retries", "3", "mqtt.v5.acknowledgement.reason-string", "ok"));
		MqttProperties defaults = bind(Map.of());
		assertThat(properties.publish()).isEqualTo(defaults.publish());
		assertThat(properties.v5().receiveMaximum()).isEqualTo(65535);
		assertThat(properties.v5().acknowledgement().reasonString()).isEqualTo("ok");
		assertThat(properties.listener().queueCapacity()).isEqualTo(1024);
		assertThat(properties.listener().retry().maxRetries()).isEqualTo(3);
		assertThat(properties.listener().retry().delay()).isEqualTo(defaults.listener().retry().delay());
	}

	private static MqttProperties bind(Map<String, String> properties) {
		ApplicationConversionService conversion = new ApplicationConversionService();
		conversion.addConverter(new ProtocolConverter());
		return new Binder(List.of(new MapConfigurationPropertySource(properties)), null, conversion)
			.bindOrCreate("mqtt", MqttProperties.class);
	}

}
