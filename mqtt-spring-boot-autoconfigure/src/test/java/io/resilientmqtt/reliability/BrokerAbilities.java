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

package io.resilientmqtt.reliability;

import java.util.List;
import java.util.Set;

import io.resilientmqtt.client.ProtocolVersion;

/**
 * What a broker in default configuration can do, as brokers.adoc tells.
 *
 * @param versions the protocol versions it speaks
 * @param features what not every broker has
 * @param keeps which of its ends its sessions survive
 */
record BrokerAbilities(List<ProtocolVersion> versions, Set<Feature> features, Keeps keeps) {

	static final List<ProtocolVersion> BOTH_VERSIONS = List.of(ProtocolVersion.MQTT_3_1_1, ProtocolVersion.MQTT_5);

	boolean has(Feature feature) {
		return this.features.contains(feature);
	}

	/**
	 * What not every broker has.
	 */
	enum Feature {

		QOS_2,

		SHARED_SUBSCRIPTIONS,

		/** A retained message is told from others by its flag. */
		RETAIN_FLAG,

		/** A PUBLISH with DUP, which follows an outage, does no harm. */
		REPETITIONS

	}

	/**
	 * Which of its own ends a broker's sessions survive, with what waits in them. A QoS 2
	 * message may come twice after that.
	 */
	enum Keeps {

		NOTHING, WHEN_SHUT_DOWN, WHEN_KILLED

	}

}
