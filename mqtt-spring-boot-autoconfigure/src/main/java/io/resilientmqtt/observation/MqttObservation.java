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

import java.util.List;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;
import org.jspecify.annotations.Nullable;

/**
 * The observations there are. That of a batch has no convention of its own: a global one,
 * or a filter of the registry, changes its names and keys.
 */
public enum MqttObservation implements ObservationDocumentation {

	/**
	 * The publication of a message by a template, from the call to its end.
	 */
	TEMPLATE("mqtt.template", DefaultMqttTemplateObservationConvention.class,
			List.of(LowCardinalityKey.MESSAGING_SYSTEM, LowCardinalityKey.MESSAGING_OPERATION, LowCardinalityKey.CLIENT,
					LowCardinalityKey.QOS),
			List.of(HighCardinalityKey.MESSAGING_DESTINATION_NAME, HighCardinalityKey.MESSAGING_MESSAGE_BODY_SIZE)),

	/**
	 * The handling of a message by a listener, from its call to the end of what it
	 * returns.
	 */
	LISTENER("mqtt.listener", DefaultMqttListenerObservationConvention.class, List.of(LowCardinalityKey.values()),
			List.of(HighCardinalityKey.MESSAGING_DESTINATION_NAME, HighCardinalityKey.MESSAGING_MESSAGE_BODY_SIZE)),

	/**
	 * The handling of a batch by a listener, from its call to the end of what it returns.
	 */
	BATCH_LISTENER(
			"mqtt.listener.batch", null, List.of(LowCardinalityKey.MESSAGING_SYSTEM,
					LowCardinalityKey.MESSAGING_OPERATION, LowCardinalityKey.CLIENT, LowCardinalityKey.LISTENER),
			List.of(HighCardinalityKey.MESSAGING_BATCH_MESSAGE_COUNT));

	private final String observationName;

	private final @Nullable Class<? extends ObservationConvention<? extends Observation.Context>> convention;

	@SuppressWarnings("ImmutableEnumChecker") // never changed nor handed out
	private final KeyName[] lowCardinality;

	@SuppressWarnings("ImmutableEnumChecker") // never changed nor handed out
	private final KeyName[] highCardinality;

	MqttObservation(String observationName,
			@Nullable Class<? extends ObservationConvention<? extends Observation.Context>> convention,
			List<LowCardinalityKey> lowCardinality, List<HighCardinalityKey> highCardinality) {
		this.observationName = observationName;
		this.convention = convention;
		this.lowCardinality = lowCardinality.toArray(KeyName[]::new);
		this.highCardinality = highCardinality.toArray(KeyName[]::new);
	}

	@Override
	public String getName() {
		return this.observationName;
	}

	@Override
	public @Nullable Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
		return this.convention;
	}

	@Override
	public KeyName[] getLowCardinalityKeyNames() {
		return this.lowCardinality.clone();
	}

	@Override
	public KeyName[] getHighCardinalityKeyNames() {
		return this.highCardinality.clone();
	}

	@Override
	public String getPrefix() {
		return "";
	}

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
		 * The id of the listener.
		 */
		LISTENER("mqtt.listener"),

		/**
		 * The QoS asked for, or that of the delivery.
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
		MESSAGING_MESSAGE_BODY_SIZE("messaging.message.body.size"),

		/**
		 * The number of messages of a batch.
		 */
		MESSAGING_BATCH_MESSAGE_COUNT("messaging.batch.message_count");

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
