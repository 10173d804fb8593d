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

package io.resilientmqtt.client.netty.publish;

import java.util.ArrayList;
import java.util.List;

import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.ReasonProperties;
import io.resilientmqtt.client.session.OutboundPublish;
import io.resilientmqtt.message.Printable;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * Makes of acknowledgements what the publisher is told. Stateless.
 */
public final class PublishResults {

	private PublishResults() {
	}

	public static PublishResult of(int reasonCode, ReasonProperties properties) {
		boolean nobody = reasonCode == ReasonCode.NO_MATCHING_SUBSCRIBERS.value();
		if (properties.isEmpty()) {
			return nobody ? PublishResult.NO_MATCHING_SUBSCRIBERS : PublishResult.SUCCESS;
		}
		return new PublishResult(nobody ? ReasonCode.NO_MATCHING_SUBSCRIBERS : ReasonCode.SUCCESS,
				properties.reasonString(), properties.userProperties());
	}

	/**
	 * Return the result of a QoS 2 publication. PUBREC says what became of the message;
	 * PUBCOMP only ends the exchange, and that its identifier was not found any more is
	 * no failure [MQTT 5, 3.7.2.1].
	 * @param received what PUBREC said, or {@code null} for Success
	 * @param properties the properties of PUBCOMP
	 * @return the result
	 */
	public static PublishResult ofExactlyOnce(@Nullable PublishResult received, ReasonProperties properties) {
		if (received == null) {
			return of(0, properties);
		}
		if (properties.isEmpty()) {
			return received;
		}
		List<UserProperty> userProperties = new ArrayList<>(received.userProperties());
		userProperties.addAll(properties.userProperties());
		return new PublishResult(received.reasonCode(),
				(properties.reasonString() != null) ? properties.reasonString() : received.reasonString(),
				List.copyOf(userProperties));
	}

	/**
	 * Return why a publication failed that was not sent, or not completed.
	 * @param publish the publication
	 * @param reason why
	 * @param message why, in words
	 * @return the exception
	 */
	static MqttPublishException unpublished(OutboundPublish<PublishResult> publish, Reason reason, String message) {
		return new MqttPublishException(reason,
				message + "; topic '" + Printable.of(publish.message().topic()) + "' was not published");
	}

	/**
	 * Return why a publication failed of which no packet can be made.
	 * @param publish the publication
	 * @param failure what was thrown
	 * @return the exception, with the failure as its cause
	 */
	public static MqttPublishException unsendable(OutboundPublish<PublishResult> publish, Throwable failure) {
		return new MqttPublishException(Reason.UNSENDABLE, "No packet can be made of the message of QoS "
				+ publish.qos().value() + " with " + publish.message().payloadSize() + " bytes for topic '"
				+ Printable.of(publish.message().topic()) + "': " + failure
				+ ((failure instanceof OutOfMemoryError) ? "; raise -XX:MaxDirectMemorySize or send less at once" : ""),
				failure);
	}

	/**
	 * Return why a QoS 2 publication failed that the broker treats as one of QoS 1.
	 * @param publish the publication
	 * @param packet what it answered with
	 * @return the exception
	 */
	public static MqttPublishException downgraded(OutboundPublish<PublishResult> publish, String packet) {
		return new MqttPublishException(Reason.DOWNGRADED, "The broker answered the QoS 2 message for topic '"
				+ Printable.of(publish.message().topic()) + "' with " + packet
				+ ", as one that does not support QoS 2: it has the message, but not exactly once. Publish with QoS 1, or "
				+ "set mqtt.publish.accept-puback-for-qos2=true to take that as success");
	}

	public static MqttPublishException refusal(String topic, int value, ReasonProperties properties) {
		ReasonCode reasonCode = ReasonCode.of(value);
		if (reasonCode == null) {
			reasonCode = ReasonCode.UNSPECIFIED_ERROR;
		}
		String text = (properties.reasonString() != null) ? ": " + Printable.of(properties.reasonString()) : "";
		return new MqttPublishException(
				Reason.REFUSED, "The broker refused the message for topic '" + Printable.of(topic) + "', "
						+ reasonCode.describe() + text,
				reasonCode, properties.reasonString(), properties.userProperties());
	}

}
