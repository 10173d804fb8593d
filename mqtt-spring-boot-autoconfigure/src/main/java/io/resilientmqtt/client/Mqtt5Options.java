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

package io.resilientmqtt.client;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What only MQTT 5 has. Under MQTT 3.1.1 it is left aside. Immutable; made by
 * {@link #builder()}.
 *
 * @param sessionExpiryInterval how long the broker keeps the session after the connection
 * ends; 0 to 4294967295 seconds; when {@code null}, a persistent session does not expire,
 * as in MQTT 3.1.1, and any other ends with its connection
 * @param receiveMaximum how many QoS 1 and 2 messages the broker may have sent and not
 * seen acknowledged; 1 to 65535
 * @param receiveOverrun what happens when the broker sends more than that
 * @param topicAliasMaximum how many topic aliases the broker may use; 0 to 65535
 * @param topicAlias whether topics are published by alias, as far as the broker allows
 * @param qosDowngrade whether a message of a higher QoS than the broker's Maximum QoS is
 * published with that instead of being refused
 */
public record Mqtt5Options(@Nullable Duration sessionExpiryInterval, int receiveMaximum, ReceiveOverrun receiveOverrun,
		int topicAliasMaximum, TopicAlias topicAlias, boolean qosDowngrade) {

	/**
	 * Every default.
	 */
	public static final Mqtt5Options DEFAULT = builder().build();

	private static final long MAX_UINT32 = 0xFFFF_FFFFL;

	private static final int MAX_UINT16 = 65535;

	public Mqtt5Options {
		boolean valid = sessionExpiryInterval == null
				|| (!sessionExpiryInterval.isNegative() && sessionExpiryInterval.toSeconds() <= MAX_UINT32);
		if (!valid) {
			throw new InvalidOptionException("v5.session-expiry-interval", sessionExpiryInterval,
					"use 0 to 4294967295 seconds");
		}
		if (receiveMaximum < 1 || receiveMaximum > MAX_UINT16) {
			throw new InvalidOptionException("v5.receive-maximum", receiveMaximum, "use 1 to 65535");
		}
		if (topicAliasMaximum < 0 || topicAliasMaximum > MAX_UINT16) {
			throw new InvalidOptionException("v5.topic-alias-maximum", topicAliasMaximum, "use 0 to 65535");
		}
	}

	/**
	 * Return a builder with every default.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return a builder that starts from these options.
	 * @return the builder
	 */
	public Builder mutate() {
		return new Builder().sessionExpiryInterval(this.sessionExpiryInterval)
			.receiveMaximum(this.receiveMaximum)
			.receiveOverrun(this.receiveOverrun)
			.topicAliasMaximum(this.topicAliasMaximum)
			.topicAlias(this.topicAlias)
			.qosDowngrade(this.qosDowngrade);
	}

	/**
	 * What happens when the broker sends more than the Receive Maximum, which not a few
	 * do while they catch up with a backlog.
	 */
	public enum ReceiveOverrun {

		/**
		 * Nothing more is read until one of the messages held has been acknowledged, so
		 * that no more than the Receive Maximum are held whatever the broker does.
		 */
		PAUSE,

		/**
		 * The connection ends with Receive Maximum exceeded, as the specification asks
		 * for. Against a broker that does not count as it should, this happens again on
		 * the next.
		 */
		DISCONNECT

	}

	/**
	 * Whether topics are published by alias.
	 */
	public enum TopicAlias {

		/**
		 * The topics used most lately have an alias, as many as the broker allows.
		 */
		AUTO,

		/**
		 * Every message has its topic.
		 */
		OFF

	}

	/**
	 * Builds {@link Mqtt5Options}. Not for use by several threads at once.
	 */
	public static final class Builder {

		private @Nullable Duration sessionExpiryInterval;

		private int receiveMaximum = MAX_UINT16;

		private ReceiveOverrun receiveOverrun = ReceiveOverrun.PAUSE;

		private int topicAliasMaximum;

		private TopicAlias topicAlias = TopicAlias.AUTO;

		private boolean qosDowngrade;

		private Builder() {
		}

		/**
		 * Set how long the broker keeps the session after the connection ends.
		 * @param sessionExpiryInterval 0 to 4294967295 seconds, or {@code null}
		 * @return this builder
		 */
		public Builder sessionExpiryInterval(@Nullable Duration sessionExpiryInterval) {
			this.sessionExpiryInterval = sessionExpiryInterval;
			return this;
		}

		/**
		 * Set how many QoS 1 and 2 messages the broker may have sent and not seen
		 * acknowledged: so many at most are held for receivers.
		 * @param receiveMaximum 1 to 65535, which is the default
		 * @return this builder
		 */
		public Builder receiveMaximum(int receiveMaximum) {
			this.receiveMaximum = receiveMaximum;
			return this;
		}

		/**
		 * Set what happens when the broker sends more than the Receive Maximum.
		 * @param receiveOverrun the value, {@link ReceiveOverrun#PAUSE} unless set
		 * @return this builder
		 */
		public Builder receiveOverrun(ReceiveOverrun receiveOverrun) {
			this.receiveOverrun = receiveOverrun;
			return this;
		}

		/**
		 * Set how many topic aliases the broker may use.
		 * @param topicAliasMaximum 0 to 65535; 0 unless set
		 * @return this builder
		 */
		public Builder topicAliasMaximum(int topicAliasMaximum) {
			this.topicAliasMaximum = topicAliasMaximum;
			return this;
		}

		/**
		 * Set whether topics are published by alias, as far as the broker allows.
		 * @param topicAlias the value, {@link TopicAlias#AUTO} unless set
		 * @return this builder
		 */
		public Builder topicAlias(TopicAlias topicAlias) {
			this.topicAlias = topicAlias;
			return this;
		}

		/**
		 * Set whether a message of a higher QoS than the broker's Maximum QoS is
		 * published with that instead of being refused.
		 * @param qosDowngrade {@code false} unless set
		 * @return this builder
		 */
		public Builder qosDowngrade(boolean qosDowngrade) {
			this.qosDowngrade = qosDowngrade;
			return this;
		}

		/**
		 * Build the options.
		 * @return the options
		 * @throws InvalidOptionException if a value can't work
		 */
		public Mqtt5Options build() {
			return new Mqtt5Options(this.sessionExpiryInterval, this.receiveMaximum, this.receiveOverrun,
					this.topicAliasMaximum, this.topicAlias, this.qosDowngrade);
		}

	}

}
