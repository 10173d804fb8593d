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

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A number alone is a number of seconds, whichever property it is the value of.
 */
class DurationPropertiesTests {

	@ParameterizedTest
	@MethodSource("durations")
	void aNumberIsANumberOfSeconds(Property property) throws ReflectiveOperationException {
		assertThat(property.read("7")).isEqualTo(Duration.ofSeconds(7));
		assertThat(property.read(7)).isEqualTo(Duration.ofSeconds(7));
		assertThat(property.read("7ms")).isEqualTo(Duration.ofMillis(7));
		assertThat(property.read("PT7M")).isEqualTo(Duration.ofMinutes(7));
	}

	static List<Property> durations() {
		List<Property> durations = new ArrayList<>(durations(MqttProperties.class, "mqtt", List.of()).toList());
		durations.addAll(durations(MqttHealthProperties.class, "management.health.mqtt", List.of()).toList());
		assertThat(durations).hasSizeGreaterThan(20);
		return durations;
	}

	private static Stream<Property> durations(Class<?> type, String prefix, List<RecordComponent> path) {
		return Stream.of(type.getRecordComponents()).flatMap((component) -> {
			String name = prefix + "." + DataObjectPropertyName.toDashedForm(component.getName());
			List<RecordComponent> further = Stream.concat(path.stream(), Stream.of(component)).toList();
			if (component.getType() == Duration.class) {
				return Stream.of(new Property(name, further));
			}
			return component.getType().isRecord() ? durations(component.getType(), name, further) : Stream.empty();
		});
	}

	record Property(String name, List<RecordComponent> path) {

		Object read(Object value) throws ReflectiveOperationException {
			ApplicationConversionService conversion = new ApplicationConversionService();
			conversion.addConverter(new ProtocolConverter());
			Class<?> type = this.path.get(0).getDeclaringRecord();
			String prefix = this.name.startsWith("mqtt.") ? "mqtt" : "management.health.mqtt";
			Object result = new Binder(List.of(new MapConfigurationPropertySource(Map.of(this.name, value))), null,
					conversion)
				.bindOrCreate(prefix, type);
			for (RecordComponent component : this.path) {
				component.getAccessor().setAccessible(true);
				result = component.getAccessor().invoke(result);
			}
			return result;
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
