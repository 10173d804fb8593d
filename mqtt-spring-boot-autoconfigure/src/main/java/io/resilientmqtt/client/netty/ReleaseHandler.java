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

import java.util.BitSet;

import io.resilientmqtt.client.ReasonProperties;
import io.resilientmqtt.client.netty.codec.AckReason;
import io.resilientmqtt.client.netty.codec.PacketType;
import io.resilientmqtt.client.session.InboundExchanges;
import io.resilientmqtt.client.session.InboundExchanges.Release;
import io.resilientmqtt.message.Printable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the exchanges of received QoS 2 messages on one connection: answers PUBREL with
 * PUBCOMP, once the store has forgotten the message, for then its identifier may be that
 * of another. On the event loop.
 */
final class ReleaseHandler {

	private static final Logger logger = LoggerFactory.getLogger(ReleaseHandler.class);

	private final ClientContext client;

	private final LinkControl link;

	private final InboundExchanges inbound;

	private final ReceiveWindow window;

	private final boolean v5;

	/** Packet Identifiers whose PUBCOMP waits for the store. */
	private final BitSet waiting = new BitSet();

	ReleaseHandler(ClientContext client, LinkControl link, InboundExchanges inbound, ReceiveWindow window, boolean v5) {
		this.client = client;
		this.link = link;
		this.inbound = inbound;
		this.window = window;
		this.v5 = v5;
		inbound.onForgotten(this::forgotten);
	}

	/**
	 * A PUBREL arrived: the exchange is over [MQTT-4.3.3-11].
	 * @param packetId the Packet Identifier
	 * @param reasonCode its Reason Code
	 * @param properties its properties
	 */
	void pubrel(int packetId, int reasonCode, ReasonProperties properties) {
		if (reasonCode != 0 || !properties.isEmpty()) {
			logger.debug("PUBREL of packet {} with reason code {}: {}", packetId, reasonCode,
					Printable.of(properties.reasonString()));
		}
		Release release = this.inbound.pubrel(packetId);
		if (release == Release.LATER) {
			this.waiting.set(packetId);
			this.client.publications().flushStore();
			return;
		}
		if (release == Release.UNKNOWN) {
			this.client.counters().unknownAck();
		}
		complete(packetId, release == Release.KNOWN);
	}

	private void forgotten(int packetId) {
		if (this.waiting.get(packetId)) {
			this.waiting.clear(packetId);
			complete(packetId, true);
		}
	}

	private void complete(int packetId, boolean known) {
		if (known || !this.v5) {
			this.link.batch().ack(PacketType.PUBCOMP, packetId);
		}
		else {
			this.link.batch().ack(PacketType.PUBCOMP, packetId, AckReason.PACKET_IDENTIFIER_NOT_FOUND);
		}
		this.window.restoreQuota();
	}

	/**
	 * The connection has ended.
	 */
	void stop() {
		this.inbound.onForgotten(null);
	}

}
