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
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodes;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckPayload;
import io.netty.util.concurrent.ScheduledFuture;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.Resubscribe;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.session.SubscriptionRequest;
import io.resilientmqtt.client.session.SubscriptionTable.Entry;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * Sends SUBSCRIBE and UNSUBSCRIBE on one connection and takes their answers. After the
 * connection was accepted it renews the subscriptions, many to a packet (SEMANTICS S11).
 * A request that is not answered within the response time means a dead link (S17). On the
 * event loop.
 */
final class SubscriptionHandler extends ChannelInboundHandlerAdapter {

	/**
	 * Filters in one SUBSCRIBE.
	 */
	private static final int BATCH = 100;

	private final ClientContext client;

	private final Subscriptions subscriptions;

	private final Link link;

	private final Runnable renewed;

	private final ArrayDeque<Request> requests = new ArrayDeque<>(4);

	private final long responseTime;

	private @Nullable ChannelHandlerContext context;

	private @Nullable ScheduledFuture<?> timer;

	private boolean renewing;

	/**
	 * Create the handler.
	 * @param client the client
	 * @param link the connection
	 * @param renewed run once when all subscriptions have been answered
	 */
	SubscriptionHandler(ClientContext client, Link link, Runnable renewed) {
		this.client = client;
		this.subscriptions = client.subscriptions();
		this.link = link;
		this.renewed = renewed;
		this.responseTime = TimeUnit.NANOSECONDS.convert(client.options().responseTime());
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		this.context = context;
	}

	/**
	 * Renew what the broker does not have.
	 * @param sessionPresent whether the broker has kept the session
	 */
	void renew(boolean sessionPresent) {
		this.subscriptions.connection(this);
		this.subscriptions.table().bind(sessionPresent);
		this.renewing = true;
		this.subscriptions.unsubscribing().forEach(this::unsubscribe);
		subscribe(this.subscriptions.table().toRenew(this.client.options().resubscribe() == Resubscribe.ALWAYS));
		this.subscriptions.answered();
		reportRenewed();
	}

	/**
	 * Ask for subscriptions.
	 * @param entries the subscriptions
	 */
	void subscribe(List<Entry<Subscription>> entries) {
		for (int from = 0; from < entries.size(); from += BATCH) {
			List<Entry<Subscription>> batch = entries.subList(from, Math.min(from + BATCH, entries.size()));
			send(new Request((codes) -> granted(batch, codes)), (packetId) -> {
				MqttMessageBuilders.SubscribeBuilder subscribe = MqttMessageBuilders.subscribe().messageId(packetId);
				batch.forEach((entry) -> subscribe.addSubscription(MqttQoS.valueOf(entry.subscription().qos().value()),
						entry.subscription().filter().toString()));
				return subscribe.build();
			});
		}
	}

	void unsubscribe(Subscriptions.UnsubscribeCall call) {
		send(new Request((codes) -> unsubscribed(call, codes)), (packetId) -> {
			MqttMessageBuilders.UnsubscribeBuilder unsubscribe = MqttMessageBuilders.unsubscribe().messageId(packetId);
			call.filters().stream().map(TopicFilter::toString).forEach(unsubscribe::addTopicFilter);
			return unsubscribe.build();
		});
	}

	private void send(Request request, IntFunction<Object> packet) {
		if (this.context == null || !this.client.publications().session().open(request)) {
			this.link.lose(new ConnectionCause(ConnectionCause.Type.PROTOCOL,
					"All packet identifiers are in use, so that nothing can be subscribed"));
			return;
		}
		request.sentAt = this.client.now();
		this.requests.add(request);
		this.context.writeAndFlush(packet.apply(request.packetId()));
		scheduleTimer();
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof MqttSubAckMessage suback && suback.decoderResult().isSuccess()) {
			answer(suback.variableHeader().messageId(),
					reasonCodes(suback.payload().typedReasonCodes(), MqttReasonCodes.SubAck::byteValue));
		}
		else if (message instanceof MqttUnsubAckMessage unsuback && unsuback.decoderResult().isSuccess()) {
			MqttUnsubAckPayload payload = unsuback.payload();
			List<ReasonCode> codes = (payload != null)
					? reasonCodes(payload.typedReasonCodes(), MqttReasonCodes.UnsubAck::byteValue) : List.of();
			answer(unsuback.variableHeader().messageId(), codes);
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

	private void answer(int packetId, List<ReasonCode> codes) {
		SubscriptionRequest known = this.client.publications().session().close(packetId);
		if (!(known instanceof Request request) || !this.requests.remove(request)) {
			this.client.counters().unknownAck();
			return;
		}
		request.answer.accept(codes);
		reportRenewed();
	}

	private void granted(List<Entry<Subscription>> entries, List<ReasonCode> codes) {
		if (codes.size() != entries.size()) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "SUBACK with " + codes.size() + " reason codes for "
					+ entries.size() + " subscriptions [MQTT-3.8.4-6]");
		}
		for (int i = 0; i < codes.size(); i++) {
			entries.get(i).answered(codes.get(i));
		}
		this.subscriptions.answered();
	}

	private void unsubscribed(Subscriptions.UnsubscribeCall call, List<ReasonCode> codes) {
		int expected = call.filters().size();
		this.subscriptions.unsubscribed(call,
				(codes.size() == expected) ? codes : Collections.nCopies(expected, ReasonCode.SUCCESS));
	}

	private void reportRenewed() {
		if (this.renewing && this.requests.isEmpty()) {
			this.renewing = false;
			this.renewed.run();
		}
	}

	private void scheduleTimer() {
		Request oldest = this.requests.peek();
		if (this.timer == null && oldest != null) {
			long left = oldest.sentAt + this.responseTime - this.client.now();
			this.timer = this.client.loop().schedule(this::checkAnswers, Math.max(left, 1), TimeUnit.NANOSECONDS);
		}
	}

	private void checkAnswers() {
		this.timer = null;
		Request oldest = this.requests.peek();
		if (oldest != null && this.client.now() - oldest.sentAt >= this.responseTime) {
			if (!this.link.isReadingPaused()) {
				this.link.lose(new ConnectionCause(ConnectionCause.Type.TIMEOUT,
						"The broker did not answer a SUBSCRIBE or UNSUBSCRIBE within mqtt.response-time"));
				return;
			}
			restartDeadlines();
		}
		scheduleTimer();
	}

	/**
	 * Start all waits over: nothing could arrive while reading was paused.
	 */
	void restartDeadlines() {
		this.requests.forEach((request) -> request.sentAt = this.client.now());
	}

	void stop() {
		this.subscriptions.connection(null);
		this.requests.forEach((request) -> this.client.publications().session().close(request.packetId()));
		this.requests.clear();
		if (this.timer != null) {
			this.timer.cancel(false);
		}
	}

	/**
	 * A SUBSCRIBE or UNSUBSCRIBE that is not answered.
	 */
	private static final class Request extends SubscriptionRequest {

		private final Consumer<List<ReasonCode>> answer;

		private long sentAt;

		Request(Consumer<List<ReasonCode>> answer) {
			this.answer = answer;
		}

	}

}
