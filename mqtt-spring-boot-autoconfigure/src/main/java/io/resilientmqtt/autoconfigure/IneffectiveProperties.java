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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.client.TransportOptions;
import io.resilientmqtt.client.UnmatchedOptions;
import io.resilientmqtt.store.SyncMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Warns, once and in one line for a client, of properties that are set and have no effect
 * because of others. What a client inherits is not told: it may be meant for another.
 */
final class IneffectiveProperties {

	private static final Logger logger = LoggerFactory.getLogger(IneffectiveProperties.class);

	private final Environment environment;

	private final ConfigurationPropertyName prefix;

	private final MqttProperties properties;

	private final Map<String, String> ineffective = new LinkedHashMap<>();

	/**
	 * Create the check.
	 * @param environment has what is set
	 * @param prefix what the names of the client's properties begin with
	 * @param properties the properties
	 */
	IneffectiveProperties(Environment environment, ConfigurationPropertyName prefix, MqttProperties properties) {
		this.environment = environment;
		this.prefix = prefix;
		this.properties = properties;
	}

	/**
	 * Warn of the properties, if there are any.
	 * @param byProperties whether properties say how the client connects, and not a bean
	 */
	void warn(boolean byProperties) {
		if (this.properties.protocolVersion() == MqttProperties.Protocol.MQTT_3_1_1) {
			check("MQTT 3.1.1 has nothing like it (" + this.prefix + ".protocol-version)", "v5", "will.properties",
					"will.delay-interval", "follow-server-reference", "template.response-topic", "listener.error-reply",
					"listener.response-topics", "listener.type-property");
		}
		if (byProperties) {
			checkConnection();
		}
		if (this.properties.will().topic() == null) {
			check("there is no will without " + this.prefix + ".will.topic", "will");
		}
		if (this.properties.birth().topic() == null) {
			check("there is no birth message without " + this.prefix + ".birth.topic", "birth");
		}
		if (this.properties.unmatched() != UnmatchedOptions.Policy.KEEP) {
			check(this.prefix + ".unmatched is not keep", "unmatched-capacity", "unmatched-timeout");
		}
		if (this.properties.publish().overflow() != PublishOptions.Overflow.BLOCK) {
			check(this.prefix + ".publish.overflow is not block", "publish.max-block");
		}
		checkStore();
		if (this.properties.clean() && !this.properties.cleanInit()) {
			check("every connection starts with a clean session (" + this.prefix + ".clean)", "clean-init");
		}
		if (!this.ineffective.isEmpty()) {
			logger.warn("Properties of the MQTT client that have no effect: {}",
					this.ineffective.entrySet()
						.stream()
						.map((entry) -> entry.getKey() + " (" + entry.getValue() + ")")
						.collect(Collectors.joining(", ")));
		}
	}

	private void checkStore() {
		MqttStoreProperties store = this.properties.store();
		if (!StringUtils.hasText(store.directory()) && !StringUtils.hasText(store.dataSource())) {
			check("there is no store without " + this.prefix + ".store.directory or data-source", "store");
		}
		else if (store.sync() != SyncMode.INTERVAL) {
			check(this.prefix + ".store.sync is not interval", "store.sync-interval");
		}
	}

	private void checkConnection() {
		ConfiguredServers servers = new ConfiguredServers(this.properties);
		if (!servers.isTls()) {
			check("there is no TLS; set " + this.prefix + ".ssl.enabled", "ssl.verify-hostname", "ssl.server-hostname",
					"ssl.bundle");
		}
		if (servers.type() != TransportOptions.Type.WEBSOCKET) {
			check(this.prefix + ".transport is not websocket", "websocket");
		}
		if (!StringUtils.hasLength(this.properties.proxy().host())) {
			check("there is no proxy without " + this.prefix + ".proxy.host", "proxy");
		}
	}

	private void check(String why, String... names) {
		for (String each : names) {
			ConfigurationPropertyName name = this.prefix.append(each);
			if (isSet(name)) {
				this.ineffective.putIfAbsent(name.toString(), why);
			}
			else if (isAnySetUnder(name)) {
				List<String> under = PropertyNames.OF_CLIENT.names()
					.stream()
					.filter((known) -> known.startsWith(each + ".") || known.equals(each))
					.toList();
				for (String known : under) {
					ConfigurationPropertyName full = this.prefix.append(known);
					if (isSet(full) || isAnySetUnder(full)) {
						this.ineffective.putIfAbsent(full.toString(), why);
					}
				}
			}
		}
	}

	private boolean isSet(ConfigurationPropertyName name) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			if (source.getConfigurationProperty(name) != null) {
				return true;
			}
		}
		return false;
	}

	private boolean isAnySetUnder(ConfigurationPropertyName name) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			if (source.containsDescendantOf(name) == ConfigurationPropertyState.PRESENT) {
				return true;
			}
		}
		return false;
	}

}
