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

package io.resilientmqtt.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observation of messages that a template publishes.
 */
public enum MqttTemplateObservation implements ObservationDocumentation {

	/**
	 * From the call to the end of the publication.
	 */
	TEMPLATE_OBSERVATION {

		@Override
		public String getName() {
			return "mqtt.template";
		}

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultMqttTemplateObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return LowCardinalityKey.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return HighCardinalityKey.values();
		}

		@Override
		public String getPrefix() {
			return "";
		}

	};

	/**
	 * Keys with few values, which meters have as tags.
	 */
	public enum LowCardinalityKey implements KeyName {

		/**
		 * The messaging system, {@code mqtt}.
		 */
		MESSAGING_SYSTEM("messaging.system"),

		/**
		 * What is done.
		 */
		MESSAGING_OPERATION("messaging.operation"),

		/**
		 * The name of the client.
		 */
		CLIENT("mqtt.client"),

		/**
		 * The QoS asked for.
		 */
		QOS("mqtt.qos");

		private final String key;

		LowCardinalityKey(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * Keys with any number of values, which spans alone have.
	 */
	public enum HighCardinalityKey implements KeyName {

		/**
		 * The topic of the message.
		 */
		MESSAGING_DESTINATION_NAME("messaging.destination.name"),

		/**
		 * The size of the payload in bytes.
		 */
		MESSAGING_MESSAGE_BODY_SIZE("messaging.message.body.size");

		private final String key;

		HighCardinalityKey(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

}
