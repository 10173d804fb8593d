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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.boot.actuate.endpoint.SanitizableData;
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

	private static final Pattern SERVER = Pattern.compile("mqtt.*servers?(\\[?\\d+]?)?");

	@Bean
	@ConditionalOnMissingBean(name = "mqttSanitizingFunction")
	SanitizingFunction mqttSanitizingFunction() {
		SanitizingFunction secrets = SanitizingFunction.sanitizeValue()
			.ifKeyMatches(MqttSanitizingAutoConfiguration::isSecret);
		return (data) -> {
			if (isServer(data.getKey())) {
				return withoutSecrets(data);
			}
			return isWebSocketPath(data.getKey()) ? withoutQuery(data) : secrets.applyUnlessFiltered(data);
		};
	}

	private static boolean isServer(String key) {
		return SERVER.matcher(plain(key)).matches();
	}

	private static SanitizableData withoutSecrets(SanitizableData data) {
		String servers = String.valueOf(data.getValue());
		String shown = Stream.of(servers.split(",", -1))
			.map(ServerUri::withoutSecrets)
			.collect(Collectors.joining(","));
		return shown.equals(servers) ? data : data.withValue(shown);
	}

	private static boolean isWebSocketPath(String key) {
		String plain = plain(key);
		return plain.startsWith("mqtt") && plain.endsWith("websocketpath");
	}

	/**
	 * The query of a path may be signed, and then lets everybody in.
	 * @param data the path
	 * @return the path with what follows the question mark hidden
	 */
	private static SanitizableData withoutQuery(SanitizableData data) {
		String path = String.valueOf(data.getValue());
		int query = path.indexOf('?');
		return (query >= 0) ? data.withValue(path.substring(0, query) + "?" + SanitizableData.SANITIZED_VALUE) : data;
	}

	private static String plain(String key) {
		return key.toLowerCase(Locale.ROOT).replaceAll("[-_.]", "");
	}

	/**
	 * Return whether a property may be secret, however it is written.
	 * @param key for example {@code mqtt.proxy.password} or {@code MQTT_PROXY_PASSWORD}
	 * @return whether it may
	 */
	private static boolean isSecret(String key) {
		String plain = plain(key);
		return plain.startsWith("mqtt") && Stream
			.of("password", "websocketheaders", "willpayload", "birthpayload", "correlationdata", "userproperties")
			.anyMatch(plain::contains);
	}

}
