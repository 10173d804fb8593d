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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * What only MQTT 5 has. Under MQTT 3.1.1 it is left aside. Immutable; made by
 * {@link #builder()}.
 *
 * @param sessionExpiryInterval how long the broker keeps the session after the connection
 * ends; 0 to 4294967295 seconds, parts of a second are dropped; when {@code null}, a
 * persistent session does not expire, as in MQTT 3.1.1, and any other ends with its
 * connection
 * @param receiveMaximum how many QoS 1 and 2 messages the broker may have sent and not
 * seen acknowledged; 1 to 65535
 * @param receiveOverrun what happens when the broker sends more than that
 * @param topicAliasMaximum how many topic aliases the broker may use; 0 to 65535
 * @param topicAlias whether topics are published by alias, as far as the broker allows
 * @param qosDowngrade whether a message of a higher QoS than the broker's Maximum QoS is
 * published with that instead of being refused
 * @param requestProblemInformation whether the broker may explain failures by Reason
 * Strings and User Properties in any packet
 * @param requestResponseInformation whether the broker is asked for Response Information
 * @param userProperties User Properties of CONNECT, in order; names may repeat
 * @param fallback whether MQTT 3.1.1 is used with a server that does not speak MQTT 5
 * @param followServerReference whether to go to the servers that a server refers to
 * @param authenticator authenticates each connection; none when {@code null}
 * @param acknowledgement what PUBACK, PUBREC, PUBREL and PUBCOMP say besides Success
 */
public record Mqtt5Options(@Nullable Duration sessionExpiryInterval, int receiveMaximum, ReceiveOverrun receiveOverrun,
		int topicAliasMaximum, TopicAlias topicAlias, boolean qosDowngrade, boolean requestProblemInformation,
		boolean requestResponseInformation, List<UserProperty> userProperties, boolean fallback,
		boolean followServerReference, @Nullable MqttAuthenticator authenticator, ReasonProperties acknowledgement) {

	/**
	 * The Session Expiry Interval of a session that does not expire [MQTT 5, 3.1.2.11.2].
	 */
	public static final Duration NEVER_EXPIRES = Duration.ofSeconds(0xFFFF_FFFFL);

	/**
	 * Every default.
	 */
	public static final Mqtt5Options DEFAULT = builder().build();

	private static final int MAX_UINT16 = 65535;

	public Mqtt5Options {
		boolean valid = sessionExpiryInterval == null
				|| (!sessionExpiryInterval.isNegative() && sessionExpiryInterval.compareTo(NEVER_EXPIRES) <= 0);
		if (!valid) {
			throw new InvalidOptionException("v5.session-expiry-interval", sessionExpiryInterval,
					"use 0 to 4294967295 seconds");
		}
		if (sessionExpiryInterval != null) {
			sessionExpiryInterval = sessionExpiryInterval.truncatedTo(ChronoUnit.SECONDS);
		}
		if (receiveMaximum < 1 || receiveMaximum > MAX_UINT16) {
			throw new InvalidOptionException("v5.receive-maximum", receiveMaximum, "use 1 to 65535");
		}
		if (topicAliasMaximum < 0 || topicAliasMaximum > MAX_UINT16) {
			throw new InvalidOptionException("v5.topic-alias-maximum", topicAliasMaximum, "use 0 to 65535");
		}
		Arguments.required("receiveOverrun", receiveOverrun);
		Arguments.required("topicAlias", topicAlias);
		Arguments.required("acknowledgement", acknowledgement);
		userProperties = Arguments.list("userProperties", userProperties);
		for (UserProperty property : userProperties) {
			InvalidOptionException.checkUtf8("v5.user-properties", property.name());
			InvalidOptionException.checkUtf8("v5.user-properties", property.value());
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
			.qosDowngrade(this.qosDowngrade)
			.requestProblemInformation(this.requestProblemInformation)
			.requestResponseInformation(this.requestResponseInformation)
			.userProperties(this.userProperties)
			.fallback(this.fallback)
			.followServerReference(this.followServerReference)
			.authenticator(this.authenticator)
			.acknowledgement(this.acknowledgement);
	}

	/**
	 * Leave out the values of the User Properties: they may be secrets.
	 */
	@Override
	public String toString() {
		return "Mqtt5Options[sessionExpiryInterval=" + this.sessionExpiryInterval + ", receiveMaximum="
				+ this.receiveMaximum + ", receiveOverrun=" + this.receiveOverrun + ", topicAliasMaximum="
				+ this.topicAliasMaximum + ", topicAlias=" + this.topicAlias + ", qosDowngrade=" + this.qosDowngrade
				+ ", requestProblemInformation=" + this.requestProblemInformation + ", requestResponseInformation="
				+ this.requestResponseInformation + ", userProperties="
				+ this.userProperties.stream().map(UserProperty::name).toList() + ", fallback=" + this.fallback
				+ ", followServerReference=" + this.followServerReference + ", authenticator="
				+ ((this.authenticator != null) ? this.authenticator.method() : null) + ", acknowledgement="
				+ this.acknowledgement + "]";
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

		private boolean requestProblemInformation = true;

		private boolean requestResponseInformation;

		private List<UserProperty> userProperties = List.of();

		private boolean fallback;

		private boolean followServerReference;

		private @Nullable MqttAuthenticator authenticator;

		private ReasonProperties acknowledgement = ReasonProperties.NONE;

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
			this.receiveOverrun = Arguments.required("receiveOverrun", receiveOverrun);
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
			this.topicAlias = Arguments.required("topicAlias", topicAlias);
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
		 * Set whether the broker may explain failures by Reason Strings and User
		 * Properties in any packet; if not, only in CONNACK, DISCONNECT and PUBLISH.
		 * @param requestProblemInformation the value; {@code true} by default
		 * @return this builder
		 */
		public Builder requestProblemInformation(boolean requestProblemInformation) {
			this.requestProblemInformation = requestProblemInformation;
			return this;
		}

		/**
		 * Set whether the broker is asked for Response Information, see
		 * {@link ConnectResult#responseInformation()}.
		 * @param requestResponseInformation the value; {@code false} by default
		 * @return this builder
		 */
		public Builder requestResponseInformation(boolean requestResponseInformation) {
			this.requestResponseInformation = requestResponseInformation;
			return this;
		}

		/**
		 * Set the User Properties of CONNECT.
		 * @param userProperties the properties in order; names may repeat
		 * @return this builder
		 */
		public Builder userProperties(List<UserProperty> userProperties) {
			this.userProperties = Arguments.list("userProperties", userProperties);
			return this;
		}

		/**
		 * Add a User Property of CONNECT behind those set before.
		 * @param name the name, which may repeat
		 * @param value the value
		 * @return this builder
		 */
		public Builder userProperty(String name, String value) {
			this.userProperties = new ArrayList<>(this.userProperties);
			this.userProperties.add(new UserProperty(name, value));
			return this;
		}

		/**
		 * Set whether MQTT 3.1.1 is used with a server that does not speak MQTT 5. What
		 * it speaks is remembered for each server until {@link MqttClient#disconnect()}.
		 * A server that closes the connection or says nothing for the connect timeout
		 * when it is asked for MQTT 5 is tried with MQTT 3.1.1 too, unless it has spoken
		 * MQTT 5 before; if it accepts that, it is asked for MQTT 5 again by a connection
		 * made ten minutes later, then twenty, up to a day.
		 * @param fallback the value; {@code false} unless no protocol version is set
		 * @return this builder
		 */
		public Builder fallback(boolean fallback) {
			this.fallback = fallback;
			return this;
		}

		/**
		 * Set whether to go to the servers that a server refers to when it refuses or
		 * ends the connection with {@code USE_ANOTHER_SERVER} (until one round of
		 * attempts has failed there) or {@code SERVER_MOVED} (first of all from then on).
		 * They get the same credentials and must have a certificate for their own name.
		 * @param followServerReference the value; {@code false} by default
		 * @return this builder
		 */
		public Builder followServerReference(boolean followServerReference) {
			this.followServerReference = followServerReference;
			return this;
		}

		/**
		 * Set what authenticates each connection. It needs MQTT 5 and allows no
		 * {@link #fallback(boolean)}, by which it could be got around.
		 * @param authenticator none when {@code null}
		 * @return this builder
		 */
		public Builder authenticator(@Nullable MqttAuthenticator authenticator) {
			this.authenticator = authenticator;
			return this;
		}

		/**
		 * Set what PUBACK, PUBREC, PUBREL and PUBCOMP say besides Success, for example
		 * which instance of an application they come from; what a receiver says by
		 * {@link DeliveryReceipt#acknowledge(ReasonProperties)} takes its place.
		 * @param acknowledgement the properties; none unless set
		 * @return this builder
		 */
		public Builder acknowledgement(ReasonProperties acknowledgement) {
			this.acknowledgement = Arguments.required("acknowledgement", acknowledgement);
			return this;
		}

		/**
		 * Build the options.
		 * @return the options
		 * @throws InvalidOptionException if a value can't work
		 */
		public Mqtt5Options build() {
			return new Mqtt5Options(this.sessionExpiryInterval, this.receiveMaximum, this.receiveOverrun,
					this.topicAliasMaximum, this.topicAlias, this.qosDowngrade, this.requestProblemInformation,
					this.requestResponseInformation, this.userProperties, this.fallback, this.followServerReference,
					this.authenticator, this.acknowledgement);
		}

	}

}
