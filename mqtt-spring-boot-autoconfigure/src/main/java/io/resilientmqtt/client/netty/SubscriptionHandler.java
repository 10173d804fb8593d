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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.mqtt.MqttReasonCodes;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckPayload;
import io.netty.util.concurrent.ScheduledFuture;
import io.resilientmqtt.client.BrokerLimits;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ReasonProperties;
import io.resilientmqtt.client.Resubscribe;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.netty.codec.ProtocolViolation;
import io.resilientmqtt.client.netty.codec.ReceivedProperties;
import io.resilientmqtt.client.netty.codec.SubscriptionPackets;
import io.resilientmqtt.client.netty.codec.SubscriptionPackets.Asked;
import io.resilientmqtt.client.session.SubscriptionRequest;
import io.resilientmqtt.client.session.SubscriptionTable.Answer;
import io.resilientmqtt.client.session.SubscriptionTable.Entry;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.TopicFilter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends SUBSCRIBE and UNSUBSCRIBE on one connection and takes their answers. After the
 * connection was accepted it renews the subscriptions, many to a packet (behaviour S11).
 * A request that is not answered within the response time, as {@link Progress} counts it,
 * means a dead link (S17). On the event loop.
 */
final class SubscriptionHandler extends ChannelInboundHandlerAdapter implements Subscriptions.Requester {

	private static final Logger logger = LoggerFactory.getLogger(SubscriptionHandler.class);

	private final ClientContext client;

	private final Subscriptions subscriptions;

	private final LinkControl link;

	private final Runnable renewed;

	private final ProtocolVersion version;

	private final SubscriptionPackets packets;

	private final ArrayDeque<Request> requests = new ArrayDeque<>(4);

	/** What is sent as soon as a Packet Identifier is free. */
	private final ArrayDeque<Request> waiting = new ArrayDeque<>(0);

	private final PoisonFilterProbe probe;

	/** With the oldest request. */
	private final ResponseDeadline deadline;

	private @Nullable ChannelHandlerContext context;

	private @Nullable ScheduledFuture<?> timer;

	private boolean renewing;

	/**
	 * Create the handler.
	 * @param client the client
	 * @param link the connection
	 * @param renewed run once when all subscriptions have been answered
	 */
	SubscriptionHandler(ClientContext client, LinkControl link, Runnable renewed) {
		this.client = client;
		this.subscriptions = client.subscriptions();
		this.link = link;
		this.renewed = renewed;
		this.probe = new PoisonFilterProbe(client, link, this::ask, this::askForNext);
		this.version = link.connection().protocolVersion();
		this.subscriptions.crossing()
			.connected(this.version == ProtocolVersion.MQTT_5
					&& link.connection().limits().subscriptionIdentifiersAvailable());
		this.packets = new SubscriptionPackets(this.version, link.connection().limits().maximumPacketSize());
		this.deadline = link.progress()
			.deadline(TimeUnit.NANOSECONDS.convert(client.options().liveness().responseTime()));
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		this.context = context;
	}

	/**
	 * Return whether the broker owes a SUBACK or UNSUBACK.
	 * @return {@code true} if it does
	 */
	boolean awaitsAnswer() {
		return !this.requests.isEmpty() || !this.waiting.isEmpty();
	}

	/**
	 * Renew what the broker does not have.
	 */
	void renew() {
		this.subscriptions.requester(this);
		this.renewing = true;
		this.subscriptions.unsubscribing().forEach(this::unsubscribe);
		this.probe
			.renew(this.subscriptions.toRenew(this.client.options().session().resubscribe() == Resubscribe.ALWAYS));
		this.subscriptions.answered();
		reportRenewed();
	}

	@Override
	public void subscribe(List<Entry<Subscription>> entries) {
		this.probe.subscribe(entries);
	}

	/**
	 * Ask for the next of the subscriptions that are asked for one by one.
	 */
	private void askForNext() {
		while (this.probe.isUnderWay() && !awaitsAnswer()) {
			this.probe.next(awaitsAnswer());
		}
		this.subscriptions.answered();
		reportRenewed();
	}

	/**
	 * Send what this connection can carry.
	 * @param entries the subscriptions
	 */
	private void ask(List<Entry<Subscription>> entries) {
		List<Asked> sendable = new ArrayList<>(entries.size());
		for (Entry<Subscription> entry : entries) {
			Asked asked = new Asked(entry, this.subscriptions.crossing().asked(entry));
			Answer refusal = refusal(asked.subscription());
			if (refusal == null) {
				sendable.add(asked);
			}
			else {
				entry.answered(refusal);
			}
		}
		for (List<Asked> batch : this.packets.batches(sendable)) {
			send(new Request((packetId) -> this.packets.subscribe(packetId, batch),
					(codes, properties) -> granted(batch, codes, properties)));
		}
	}

	private @Nullable Answer refusal(Subscription subscription) {
		BrokerLimits limits = this.link.connection().limits();
		Answer refusal = SubscriptionLimits.refusal(subscription, this.version, limits);
		if (refusal == null && !this.packets.fits(subscription)) {
			refusal = SubscriptionLimits.tooLarge(limits);
		}
		if (refusal == null && this.version != ProtocolVersion.MQTT_5
				&& (subscription.identifier() != null || !subscription.userProperties().isEmpty())) {
			logger.debug("Subscription '{}' has an identifier or user properties, which MQTT {} leaves out",
					subscription.filter(), this.version);
		}
		return refusal;
	}

	@Override
	public void unsubscribe(UnsubscribeCall call) {
		List<TopicFilter> filters = this.subscriptions.begin(call);
		if (this.version != ProtocolVersion.MQTT_5 && !call.userProperties().isEmpty()) {
			logger.debug("UNSUBSCRIBE of {} has user properties, which MQTT {} leaves out", filters, this.version);
		}
		int from = 0;
		for (List<TopicFilter> batch : this.packets.batches(filters, call.userProperties())) {
			int start = from;
			from += batch.size();
			if (this.packets.fits(batch, call.userProperties())) {
				send(new Request((packetId) -> this.packets.unsubscribe(packetId, batch, call.userProperties()),
						(codes, properties) -> unsubscribed(call, start, batch.size(), codes, properties)));
			}
			else { // [MQTT-3.2.2-15]
				call.answered(start, List.of(ReasonCode.PACKET_TOO_LARGE), ReasonProperties.NONE);
			}
		}
		this.subscriptions.unsubscribed(call);
	}

	/**
	 * Send a request, or keep it until a Packet Identifier is free: publications may have
	 * all of them [MQTT-2.2.1-3].
	 * @param request the request
	 */
	private void send(Request request) {
		this.waiting.add(request);
		sendWaiting();
	}

	private void sendWaiting() {
		ChannelHandlerContext context = this.context;
		Request next = this.waiting.peek();
		while (context != null && next != null && this.client.publications().session().open(next)) {
			this.waiting.remove();
			next.sentAt = this.client.now();
			this.requests.add(next);
			context.writeAndFlush(next.packet.apply(next.packetId()));
			if (this.requests.size() == 1) {
				this.deadline.begin(next.sentAt);
			}
			scheduleTimer();
			next = this.waiting.peek();
		}
	}

	/**
	 * What was read may have set Packet Identifiers free, of which waiting requests get
	 * the first.
	 */
	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		sendWaiting();
		context.fireChannelReadComplete();
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof MqttSubAckMessage suback && suback.decoderResult().isSuccess()) {
			answer(suback.variableHeader().messageId(),
					reasonCodes(suback.payload().typedReasonCodes(), MqttReasonCodes.SubAck::byteValue),
					ReceivedProperties.reason(suback.idAndPropertiesVariableHeader().properties()));
		}
		else if (message instanceof MqttUnsubAckMessage unsuback && unsuback.decoderResult().isSuccess()) {
			MqttUnsubAckPayload payload = unsuback.payload();
			List<ReasonCode> codes = (payload != null)
					? reasonCodes(payload.typedReasonCodes(), MqttReasonCodes.UnsubAck::byteValue) : List.of();
			if (this.version == ProtocolVersion.MQTT_5 && codes.isEmpty()) {
				throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR,
						"UNSUBACK without a reason code [MQTT-3.11.3-1]");
			}
			answer(unsuback.variableHeader().messageId(), codes,
					ReceivedProperties.reason(unsuback.idAndPropertiesVariableHeader().properties()));
		}
		else {
			context.fireChannelRead(message);
		}
	}

	/**
	 * Read the answers.
	 * @param <C> what the decoder makes of a reason code
	 * @param codes what it made of them, {@code null} where it knows none
	 * @param value returns the value of one
	 * @return the Reason Codes
	 */
	private static <C> List<ReasonCode> reasonCodes(List<? extends @Nullable C> codes, ToIntFunction<C> value) {
		List<ReasonCode> answers = new ArrayList<>(codes.size());
		for (C code : codes) {
			ReasonCode answer = (code != null) ? ReasonCode.of(value.applyAsInt(code) & 0xFF) : null;
			if (answer == null) {
				throw ProtocolViolation.malformed("SUBACK or UNSUBACK with an unknown reason code");
			}
			answers.add(answer);
		}
		return answers;
	}

	private void answer(int packetId, List<ReasonCode> codes, ReasonProperties properties) {
		SubscriptionRequest known = this.client.publications().session().close(packetId);
		if (!(known instanceof Request request) || !this.requests.remove(request)) {
			this.client.counters().unknownAck();
			return;
		}
		Request oldest = this.requests.peek();
		if (oldest != null) {
			this.deadline.begin(oldest.sentAt);
		}
		this.link.progress().answered(request.sentAt);
		request.answer.accept(codes, properties);
		this.probe.next(awaitsAnswer());
		reportRenewed();
	}

	private void granted(List<Asked> entries, List<ReasonCode> codes, ReasonProperties properties) {
		if (codes.size() != entries.size()) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "SUBACK with " + codes.size() + " reason codes for "
					+ entries.size() + " subscriptions [MQTT-3.8.4-6]");
		}
		List<String> lowered = new ArrayList<>(0);
		for (int i = 0; i < codes.size(); i++) {
			Entry<Subscription> entry = entries.get(i).entry();
			entry.answered(new Answer(codes.get(i), properties.reasonString(), properties.userProperties()));
			int asked = entry.subscription().qos().value();
			if (entry.isNewlyLowered(codes.get(i).value() < asked)) {
				lowered.add(entry.subscription().filter() + " (" + codes.get(i).value() + " instead of " + asked + ")");
			}
		}
		if (!lowered.isEmpty()) {
			logger.warn("The broker granted a lower QoS than was asked for: {}. It may lose messages of a QoS that it "
					+ "lowers to 0, and repeat those that it lowers to 1", lowered);
		}
		this.subscriptions.answered();
	}

	private void unsubscribed(UnsubscribeCall call, int from, int count, List<ReasonCode> codes,
			ReasonProperties properties) {
		boolean v5 = this.version == ProtocolVersion.MQTT_5;
		if (v5 && codes.size() != count) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR,
					"UNSUBACK with " + codes.size() + " reason codes for " + count + " filters [MQTT-3.11.3-1]");
		}
		call.answered(from, v5 ? codes : Collections.nCopies(count, ReasonCode.SUCCESS), properties);
		this.subscriptions.unsubscribed(call);
	}

	private void reportRenewed() {
		if (this.renewing && !awaitsAnswer() && !this.probe.isUnderWay()) {
			this.renewing = false;
			this.probe.passed();
			this.renewed.run();
		}
	}

	private void scheduleTimer() {
		if (this.timer == null && !this.requests.isEmpty()) {
			long left = this.deadline.left(this.client.now());
			this.timer = this.client.loop().schedule(this::checkAnswers, Math.max(left, 1), TimeUnit.NANOSECONDS);
		}
	}

	private void checkAnswers() {
		this.timer = null;
		if (!this.requests.isEmpty() && this.deadline.left(this.client.now()) <= 0) {
			this.link.lose(new ConnectionCause(ConnectionCause.Type.TIMEOUT,
					"The broker did not answer a SUBSCRIBE or UNSUBSCRIBE within mqtt.response-time ("
							+ this.client.options().liveness().responseTime().toMillis() + " ms)"));
			return;
		}
		scheduleTimer();
	}

	/**
	 * The connection has ended.
	 * @param cause why
	 */
	void stop(ConnectionCause cause) {
		this.subscriptions.requester(null);
		this.probe.ended(cause, this.requests.size());
		this.requests.forEach((request) -> this.client.publications().session().close(request.packetId()));
		this.requests.clear();
		this.waiting.clear();
		if (this.timer != null) {
			this.timer.cancel(false);
		}
	}

	/**
	 * A SUBSCRIBE or UNSUBSCRIBE that is not answered.
	 */
	private static final class Request extends SubscriptionRequest {

		private final IntFunction<Object> packet;

		private final BiConsumer<List<ReasonCode>, ReasonProperties> answer;

		private long sentAt;

		Request(IntFunction<Object> packet, BiConsumer<List<ReasonCode>, ReasonProperties> answer) {
			this.packet = packet;
			this.answer = answer;
		}

	}

}
