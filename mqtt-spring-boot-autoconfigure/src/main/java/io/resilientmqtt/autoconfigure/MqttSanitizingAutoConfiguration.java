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

import java.util.Locale;
import java.util.stream.Stream;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that keeps secrets out of what the
 * Actuator shows when it is told to show values.
 */
@AutoConfiguration
@ConditionalOnClass(SanitizingFunction.class)
public final class MqttSanitizingAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "mqttSanitizingFunction")
	SanitizingFunction mqttSanitizingFunction() {
		return SanitizingFunction.sanitizeValue().ifKeyMatches(MqttSanitizingAutoConfiguration::isSecret);
	}

	/**
	 * Return whether a property may be secret, however it is written.
	 * @param key for example {@code mqtt.proxy.password} or {@code MQTT_PROXY_PASSWORD}
	 * @return whether it may
	 */
	private static boolean isSecret(String key) {
		String plain = key.toLowerCase(Locale.ROOT).replaceAll("[-_.]", "");
		return plain.startsWith("mqtt")
				&& Stream.of("password", "websocketheaders", "willpayload", "correlationdata", "userproperties")
					.anyMatch(plain::contains);
	}

}
