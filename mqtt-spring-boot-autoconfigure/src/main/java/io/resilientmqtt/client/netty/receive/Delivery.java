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

package io.resilientmqtt.client.netty.receive;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import io.resilientmqtt.client.DeliveryReceipt;
import io.resilientmqtt.client.ReasonProperties;
import io.resilientmqtt.client.netty.codec.AckReason;
import io.resilientmqtt.client.session.PendingAck;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way to one receiver, and the acknowledgement it is owed: the only
 * object made for it besides the message. Made on the event loop, consumed by the
 * receiver's thread, acknowledged on any thread.
 */
public class Delivery extends PendingAck implements DeliveryReceipt, ReasonedAck {

	private static final VarHandle NEXT;

	private static final VarHandle MESSAGE;

	static {
		try {
			NEXT = MethodHandles.lookup().findVarHandle(Delivery.class, "next", Delivery.class);
			MESSAGE = MethodHandles.lookup().findVarHandle(Delivery.class, "message", MqttMessage.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final AckSignal signal;

	private @Nullable MqttMessage message;

	@SuppressWarnings("unused") // through NEXT
	private @Nullable Delivery next;

	public Delivery(@Nullable MqttMessage message, int ackKey, AckSignal signal) {
		super(ackKey);
		this.message = message;
		this.signal = signal;
	}

	/**
	 * Return the message and forget it, so that the queue does not keep it in memory.
	 * @return the message and forget it, so that the queue does not keep it in memory
	 */
	@Nullable MqttMessage take() {
		MqttMessage taken = this.message;
		this.message = null;
		return taken;
	}

	/**
	 * Take the message where the event loop and the receiver may both want it.
	 * @return the message, or {@code null} if the other was first
	 */
	@Nullable MqttMessage claim() {
		return (MqttMessage) MESSAGE.getAndSet(this, null);
	}

	/**
	 * Link the next delivery of the same receiver; the event loop does this.
	 * @param next the next delivery
	 */
	void next(Delivery next) {
		NEXT.setRelease(this, next);
	}

	/**
	 * Return the next delivery of the same receiver; its thread does this.
	 * @return the next delivery of the same receiver; its thread does this
	 */
	@Nullable Delivery next() {
		return (Delivery) NEXT.getAcquire(this);
	}

	@Override
	public void acknowledge() {
		if (isOwed() && !isDone()) {
			done();
			this.signal.raise();
		}
	}

	@Override
	public void reject(ReasonCode reasonCode, @Nullable String reasonString, UserProperty... userProperties) {
		explain(AckReason.refusal(reasonCode, ReasonProperties.of(reasonString, userProperties)));
	}

	@Override
	public void acknowledge(ReasonProperties properties) {
		if (properties.isEmpty()) {
			acknowledge();
		}
		else {
			explain(new AckReason(ReasonCode.SUCCESS, properties));
		}
	}

	@Override
	public final AckReason takeReason() {
		return this.signal.takeReason(this);
	}

	public void explain(AckReason reason) {
		if (isOwed() && !isDone()) {
			this.signal.explain(this, reason);
			markReason();
			this.signal.raise();
		}
	}

	@Override
	public void abandon() {
		if (isOwed() && !isDone()) {
			abandoned();
			this.signal.raise();
		}
	}

}
