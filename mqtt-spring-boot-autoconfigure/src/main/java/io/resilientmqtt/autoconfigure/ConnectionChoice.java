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

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;

/**
 * Who says how a client connects: a bean of type {@link MqttConnectionDetails} if there
 * is one for the client, otherwise the properties. It is one or the other for all of the
 * connection, so that what is meant for one server, a token for example, never reaches
 * another.
 */
final class ConnectionChoice {

	private ConnectionChoice() {
	}

	/**
	 * Choose for the default client.
	 * @param properties its properties
	 * @param details all details that an injection point without a qualifier may have
	 * @param sslBundles the bundles
	 * @param clients the names of the further clients
	 * @return the details that hold
	 */
	static MqttConnectionDetails forDefault(MqttProperties properties, ObjectProvider<MqttConnectionDetails> details,
			ObjectProvider<SslBundles> sslBundles, Collection<String> clients) {
		List<MqttConnectionDetails> all = details.stream().toList();
		List<MqttConnectionDetails> unnamed = all.stream()
			.filter((each) -> clients.stream().noneMatch(each::isFor))
			.toList();
		if (unnamed.size() == all.size()) { // also says which of several is primary
			return choose(details.getIfAvailable(), properties, sslBundles);
		}
		if (unnamed.size() > 1) {
			throw new NoUniqueBeanDefinitionException(MqttConnectionDetails.class, unnamed.size(),
					"several say how the default client connects");
		}
		return choose(unnamed.isEmpty() ? null : unnamed.get(0), properties, sslBundles);
	}

	/**
	 * Choose for any client.
	 * @param details the details for it, or {@code null}
	 * @param properties its properties
	 * @param sslBundles the bundles
	 * @return the details that hold
	 */
	static MqttConnectionDetails choose(@Nullable MqttConnectionDetails details, MqttProperties properties,
			ObjectProvider<SslBundles> sslBundles) {
		return (details != null && !details.getServers().isEmpty()) ? details
				: new PropertiesMqttConnectionDetails(properties, sslBundles);
	}

	/**
	 * Return whether the properties say how a client connects. Then, and only then, beans
	 * with credentials and the SSL bundle of the properties concern it.
	 * @param chosen the details that hold
	 * @return {@code true} if no other details take their place
	 */
	static boolean isByProperties(MqttConnectionDetails chosen) {
		return chosen instanceof PropertiesMqttConnectionDetails;
	}

}
