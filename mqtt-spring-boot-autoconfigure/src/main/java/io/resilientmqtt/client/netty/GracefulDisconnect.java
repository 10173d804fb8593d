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

package io.resilientmqtt.client.netty;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.DisconnectOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.netty.codec.ReasonPacket;
import io.resilientmqtt.message.ReasonCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a link in good order: lets what is under way finish, for so long, then sends
 * DISCONNECT and has the broker close the connection. One for each link, on its event
 * loop.
 */
final class GracefulDisconnect {

	private static final Logger logger = LoggerFactory.getLogger(GracefulDisconnect.class);

	private static final long CHECK_MILLIS = 10;

	private final ClientContext client;

	private final LinkControl link;

	private final PublishHandler publish;

	private final DeliveryHandler delivery;

	private boolean begun;

	/** Whether the broker is given no time to close the connection. */
	private boolean atOnce;

	/** The one that began last makes the end. */
	private int number;

	GracefulDisconnect(ClientContext client, LinkControl link, PublishHandler publish, DeliveryHandler delivery) {
		this.client = client;
		this.link = link;
		this.publish = publish;
		this.delivery = delivery;
	}

	/**
	 * Return whether the link is about to end.
	 * @return whether it was told to
	 */
	boolean hasBegun() {
		return this.begun;
	}

	/**
	 * Leave for good: all that waits to be published still is, and nothing more is taken
	 * (behaviour S29).
	 * @param options what DISCONNECT says
	 * @param timeoutNanos how long it may take
	 */
	void disconnect(DisconnectOptions options, long timeoutNanos) {
		this.delivery.drain();
		this.publish.resume();
		if (options.reasonCode() != ReasonCode.DISCONNECT_WITH_WILL_MESSAGE) {
			this.client.publications().presence().end();
		}
		leave(this::isAllPublished, options, "disconnects", "The application disconnected", timeoutNanos);
	}

	private boolean isAllPublished() {
		this.client.publications().collect(); // what was accepted a moment ago
		return this.client.publications().underWay() == 0;
	}

	/**
	 * Leave to come back: nothing more is published, but what is in flight or being
	 * written finishes, and what is received meanwhile is handled. A second call changes
	 * nothing.
	 * @param timeoutNanos how long it may take
	 */
	void reconnect(long timeoutNanos) {
		if (!this.begun) {
			this.publish.hold();
			this.delivery.leaveUnmatched();
			leave(() -> this.client.publications().session().inFlight() == 0, DisconnectOptions.DEFAULT, "reconnects",
					"The client reconnects because it was told to", timeoutNanos);
		}
	}

	private void leave(BooleanSupplier published, DisconnectOptions options, String how, String why,
			long timeoutNanos) {
		this.begun = true;
		this.atOnce = timeoutNanos == 0;
		check(++this.number, published, options, how, why, this.client.now() + timeoutNanos);
	}

	private void check(int number, BooleanSupplier published, DisconnectOptions options, String how, String why,
			long deadline) {
		if (this.link.hasEnded() || number != this.number) {
			return;
		}
		boolean idle = this.delivery.isDrained() && published.getAsBoolean() && this.link.batch().isWritten();
		if (!idle && deadline - this.client.now() > 0) {
			this.client.loop()
				.schedule(() -> check(number, published, options, how, why, deadline), CHECK_MILLIS,
						TimeUnit.MILLISECONDS);
			return;
		}
		if (!idle) {
			logger.warn(
					"MQTT client '{}' {} after mqtt.shutdown-timeout with {} publications under way, which are "
							+ "kept for the next connection, and {} received messages not acknowledged",
					this.client.label(), how, this.client.publications().underWay(), this.delivery.unacknowledged());
		}
		ConnectionCause cause = new ConnectionCause(ConnectionCause.Type.USER, why);
		MqttMessage disconnect = packet(options);
		if (disconnect != null) {
			this.link.leave(disconnect, cause, this.atOnce ? 0 : Math.max(1, deadline - this.client.now()));
		}
		else {
			this.link.lose(cause);
		}
	}

	private @Nullable MqttMessage packet(DisconnectOptions options) {
		if (this.link.connection().protocolVersion() == ProtocolVersion.MQTT_5) {
			return ReasonPacket.disconnect(options, this.link.connection().limits().maximumPacketSize());
		}
		if (!options.equals(DisconnectOptions.DEFAULT)) {
			logger.debug("MQTT client '{}' leaves what MQTT 3.1.1 can't say out of DISCONNECT: {}", this.client.label(),
					options.reasonCode());
		}
		return (options.reasonCode() != ReasonCode.DISCONNECT_WITH_WILL_MESSAGE) ? MqttMessage.DISCONNECT : null;
	}

}
