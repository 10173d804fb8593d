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

import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.ReasonProperties;
import io.resilientmqtt.client.netty.codec.PacketType;
import io.resilientmqtt.client.netty.publish.Publications;
import io.resilientmqtt.client.netty.publish.PublishResults;
import io.resilientmqtt.client.session.MqttSession;
import io.resilientmqtt.client.session.OutboundPublish;
import io.resilientmqtt.client.session.OutboundPublish.Phase;
import io.resilientmqtt.message.QoS;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acknowledgements that belong to a publication but do not fit its QoS. A broker without
 * QoS 2 answers such a message with PUBACK. To repeat what it has would bring copies, and
 * end the connection for nothing: the exchange is over. One for each connection, on its
 * event loop.
 */
final class MismatchedAcks {

	private static final Logger logger = LoggerFactory.getLogger(MismatchedAcks.class);

	private final ClientContext client;

	private final Publications publications;

	private final MqttSession<PublishResult> session;

	private final LinkControl link;

	private final boolean accepts;

	private boolean logged;

	MismatchedAcks(ClientContext client, LinkControl link) {
		this.client = client;
		this.publications = client.publications();
		this.session = this.publications.session();
		this.link = link;
		this.accepts = client.options().publish().acceptPubackForQoS2();
	}

	/**
	 * An acknowledgement arrived that the session takes for unknown.
	 * @param type the packet type
	 * @param packetId the Packet Identifier
	 * @param reasonCode its Reason Code
	 * @param properties its properties
	 * @return the publication whose exchange it has ended, or {@code null} for none
	 */
	@Nullable OutboundPublish<PublishResult> take(int type, int packetId, int reasonCode, ReasonProperties properties) {
		OutboundPublish<PublishResult> publish = this.session.outbound().misanswered(packetId);
		boolean error = reasonCode >= 0x80;
		if (publish == null || (error && (type == PacketType.PUBCOMP || publish.phase() == Phase.RELEASED))) {
			return null; // not to know an identifier is no answer to a message
		}
		boolean released = publish.phase() == Phase.RELEASED;
		if (released && type != PacketType.PUBACK) {
			return null;
		}
		log(type, publish.qos());
		this.session.outbound().end(publish);
		PublishResult received = this.publications.received().take(publish);
		if (error) {
			this.publications.fail(publish, PublishResults.refusal(publish.message().topic(), reasonCode, properties));
			return publish;
		}
		if (type == PacketType.PUBREC) {
			this.link.batch().ack(PacketType.PUBREL, packetId);
		}
		if (released) {
			this.publications.complete(publish, PublishResults.ofExactlyOnce(received, properties));
		}
		else if (publish.qos() == QoS.EXACTLY_ONCE && !this.accepts) {
			this.publications.fail(publish, PublishResults.downgraded(publish, name(type)));
		}
		else {
			this.publications.complete(publish, PublishResults.of(reasonCode, properties));
		}
		return publish;
	}

	private void log(int type, QoS qos) {
		if (!this.logged) {
			this.logged = true;
			logger.warn("The broker of MQTT client '{}' answers messages of QoS {} with {}{}", this.client.label(),
					qos.value(), name(type),
					(qos != QoS.EXACTLY_ONCE) ? "" : this.accepts
							? ": they are delivered at least once, which mqtt.publish.accept-puback-for-qos2 accepts"
							: ": publish with QoS 1, or set mqtt.publish.accept-puback-for-qos2=true");
		}
	}

	private static String name(int type) {
		return switch (type) {
			case PacketType.PUBACK -> "PUBACK";
			case PacketType.PUBREC -> "PUBREC";
			default -> "PUBCOMP";
		};
	}

}
