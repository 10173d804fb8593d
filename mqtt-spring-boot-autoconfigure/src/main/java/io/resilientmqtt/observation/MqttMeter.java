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

import java.util.Locale;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.docs.MeterDocumentation;
import org.jspecify.annotations.Nullable;

/**
 * The meters there are: observability.adoc is checked against this. No tag holds a topic,
 * so that there are as many meters as there are clients and listeners.
 */
public enum MqttMeter implements MeterDocumentation {

	/**
	 * State of the connection.
	 */
	CONNECTION_STATE("mqtt.connection.state", Meter.Type.GAUGE, null,
			"1 for the state the connection is in, 0 for the others", Tag.CLIENT, Tag.STATE),

	/**
	 * Attempts to connect.
	 */
	CONNECTION_ATTEMPTS("mqtt.connection.attempts", Meter.Type.COUNTER, null,
			"Attempts to connect that succeeded, with the cause none, or failed", Tag.CLIENT, Tag.OUTCOME, Tag.CAUSE),

	/**
	 * Outages.
	 */
	OUTAGES("mqtt.outages", Meter.Type.COUNTER, null,
			"Established connections lost, not counting those the application ended", Tag.CLIENT, Tag.CAUSE),

	/**
	 * How long the present outage has lasted.
	 */
	OUTAGE_DURATION("mqtt.outage.duration", Meter.Type.GAUGE, "seconds",
			"How long the client has been trying to connect, 0 while it is connected or not meant to be", Tag.CLIENT),

	/**
	 * How long outages lasted.
	 */
	RECOVERY("mqtt.recovery", Meter.Type.TIMER, "seconds",
			"Time from the loss of a connection to the renewal of the subscriptions on the next", Tag.CLIENT),

	/**
	 * How subscriptions stand.
	 */
	SUBSCRIPTIONS("mqtt.subscriptions", Meter.Type.GAUGE, null, "Subscriptions by how they stand with the broker",
			Tag.CLIENT, Tag.STATE),

	/**
	 * Publications.
	 */
	PUBLICATIONS("mqtt.publications", Meter.Type.TIMER, "seconds",
			"Time from the call to the end of a publication: written to the network (QoS 0), acknowledged (QoS 1, 2) or "
					+ "failed",
			Tag.CLIENT, Tag.QOS, Tag.OUTCOME),

	/**
	 * Publications not completed.
	 */
	PUBLICATIONS_PENDING("mqtt.publications.pending", Meter.Type.GAUGE, null,
			"Publications accepted and not yet completed", Tag.CLIENT),

	/**
	 * Payload of publications not completed.
	 */
	PUBLICATIONS_PENDING_BYTES("mqtt.publications.pending.size", Meter.Type.GAUGE, "bytes",
			"Payload of the publications accepted and not yet completed", Tag.CLIENT),

	/**
	 * Publications in flight.
	 */
	PUBLICATIONS_IN_FLIGHT("mqtt.publications.inflight", Meter.Type.GAUGE, null,
			"QoS 1 and 2 publications sent and not yet acknowledged", Tag.CLIENT),

	/**
	 * Publications sent again.
	 */
	REPUBLICATIONS("mqtt.republications", Meter.Type.COUNTER, null,
			"PUBLISH packets sent again, on the same or a later connection", Tag.CLIENT),

	/**
	 * Messages that reached nobody.
	 */
	DROPPED("mqtt.dropped", Meter.Type.COUNTER, null,
			"Messages lost: publications failed, by reason, and messages received and discarded by a listener "
					+ "(listener-full) or the client's queue (queue-full)",
			Tag.CLIENT, Tag.CAUSE),

	/**
	 * Messages received that no receiver takes.
	 */
	UNMATCHED("mqtt.unmatched", Meter.Type.COUNTER, null, "Messages received that no receiver takes", Tag.CLIENT),

	/**
	 * Messages received.
	 */
	RECEIVED("mqtt.received", Meter.Type.COUNTER, null, "PUBLISH packets received", Tag.CLIENT),

	/**
	 * Messages received and not acknowledged.
	 */
	UNACKNOWLEDGED("mqtt.received.unacknowledged", Meter.Type.GAUGE, null,
			"QoS 1 and 2 messages received and not yet acknowledged", Tag.CLIENT),

	/**
	 * How long nothing can have come.
	 */
	BLOCKED("mqtt.received.blocked", Meter.Type.GAUGE, "seconds",
			"How long no message may have come because none is acknowledged or nothing is read, 0 while messages can "
					+ "come",
			Tag.CLIENT),

	/**
	 * Unknown acknowledgements.
	 */
	UNKNOWN_ACKS("mqtt.acks.unknown", Meter.Type.COUNTER, null,
			"Acknowledgements received that belong to nothing in flight", Tag.CLIENT),

	/**
	 * Bytes sent and received.
	 */
	BYTES("mqtt.traffic", Meter.Type.COUNTER, "bytes", "Bytes of MQTT, without TLS, of all packets", Tag.CLIENT,
			Tag.DIRECTION),

	/**
	 * Packets sent and received.
	 */
	PACKETS("mqtt.packets", Meter.Type.COUNTER, null, "Packets of all types", Tag.CLIENT, Tag.DIRECTION),

	/**
	 * Messages in the store.
	 */
	STORE_MESSAGES("mqtt.store.messages", Meter.Type.GAUGE, null,
			"QoS 1 and 2 messages that are kept in the store, with those on their way to it", Tag.CLIENT),

	/**
	 * Bytes in the store.
	 */
	STORE_BYTES("mqtt.store.bytes", Meter.Type.GAUGE, "bytes", "Payload bytes of these messages", Tag.CLIENT),

	/**
	 * Age of the oldest message in the store.
	 */
	STORE_AGE("mqtt.store.oldest.age", Meter.Type.GAUGE, "seconds",
			"How long ago the oldest of these messages was accepted, 0 if there is none", Tag.CLIENT),

	/**
	 * How long the last commit took.
	 */
	STORE_COMMIT("mqtt.store.commit", Meter.Type.GAUGE, "seconds", "How long the last commit of the store took",
			Tag.CLIENT),

	/**
	 * Bytes that topic aliases saved.
	 */
	TOPIC_ALIAS_SAVED("mqtt.topic.alias.saved", Meter.Type.GAUGE, "bytes",
			"Bytes not sent because topics were published by alias, less those it took to set the aliases up",
			Tag.CLIENT),

	/**
	 * Handling of messages by a listener.
	 */
	LISTENER_HANDLING("mqtt.listener.handling", Meter.Type.TIMER, "seconds",
			"Time a listener takes for a message or a batch, to the end of what it returns", Tag.CLIENT, Tag.LISTENER,
			Tag.OUTCOME),

	/**
	 * Messages that wait for a listener.
	 */
	LISTENER_QUEUED("mqtt.listener.queued", Meter.Type.GAUGE, null,
			"Messages that wait for a listener or are being handled", Tag.CLIENT, Tag.LISTENER),

	/**
	 * Messages discarded by a listener.
	 */
	LISTENER_DISCARDS("mqtt.listener.discards", Meter.Type.COUNTER, null,
			"Messages discarded because as many waited for a listener as may", Tag.CLIENT, Tag.LISTENER);

	private final String name;

	private final Meter.Type type;

	private final @Nullable String baseUnit;

	private final String description;

	@SuppressWarnings("ImmutableEnumChecker") // never changed nor handed out
	private final KeyName[] tags;

	MqttMeter(String name, Meter.Type type, @Nullable String baseUnit, String description, KeyName... tags) {
		this.name = name;
		this.type = type;
		this.baseUnit = baseUnit;
		this.description = description;
		this.tags = tags;
	}

	@Override
	public String getName() {
		return this.name;
	}

	@Override
	public Meter.Type getType() {
		return this.type;
	}

	@Override
	public @Nullable String getBaseUnit() {
		return this.baseUnit;
	}

	/**
	 * Return what the meter measures.
	 * @return one sentence without a full stop
	 */
	public String getDescription() {
		return this.description;
	}

	@Override
	public KeyName[] getKeyNames() {
		return this.tags.clone();
	}

	@Override
	public String getPrefix() {
		return "mqtt";
	}

	/**
	 * Return a constant as the value of a tag.
	 * @param constant the constant
	 * @return its name in small letters with dashes
	 */
	static String value(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * The tags of the meters.
	 */
	public enum Tag implements KeyName {

		/**
		 * Name of the client: that of its bean.
		 */
		CLIENT("client", "Name of the client's bean"),

		/**
		 * A state.
		 */
		STATE("state",
				"Of a connection disconnected, connecting, connected, backing-off or closed; of a subscription pending, "
						+ "granted or refused"),

		/**
		 * What became of something.
		 */
		OUTCOME("outcome", "success or failure; of a publication success or the reason it failed for"),

		/**
		 * Who or what ended a connection, or why a message was lost.
		 */
		CAUSE("cause",
				"Of a connection user, broker, network, timeout or protocol; of a lost message the reason the publication "
						+ "failed for, listener-full or queue-full"),

		/**
		 * The QoS.
		 */
		QOS("qos", "0, 1 or 2"),

		/**
		 * Sent or received.
		 */
		DIRECTION("direction", "in or out"),

		/**
		 * The id of a listener.
		 */
		LISTENER("listener", "Id of the listener");

		private final String key;

		private final String description;

		Tag(String key, String description) {
			this.key = key;
			this.description = description;
		}

		@Override
		public String asString() {
			return this.key;
		}

		/**
		 * Return what values the tag has.
		 * @return a phrase without a full stop
		 */
		public String getDescription() {
			return this.description;
		}

	}

}
