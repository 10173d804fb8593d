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

import java.util.concurrent.atomic.AtomicInteger;

import io.resilientmqtt.client.netty.codec.AckReason;
import io.resilientmqtt.client.session.PendingAck;
import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * The acknowledgement of a message that several receivers handle: owed until the last of
 * them has acknowledged. If one leaves it to the broker all do, else if one refuses it
 * all do. What one of them has to say besides is said for all.
 */
public final class SharedDelivery extends PendingAck implements ReasonedAck {

	private final AckSignal signal;

	private final AtomicInteger outstanding;

	/** Whether a receiver did not handle it; written before {@link #outstanding}. */
	private boolean leftOut;

	/** What a receiver has to say; written before {@link #outstanding}. */
	private @Nullable AckReason reason;

	public SharedDelivery(int ackKey, AckSignal signal, int receivers) {
		super(ackKey);
		this.signal = signal;
		this.outstanding = new AtomicInteger(receivers);
	}

	/**
	 * Return the delivery to one of the receivers.
	 * @param message the message
	 * @return the delivery to one of the receivers
	 */
	public Delivery part(MqttMessage message) {
		return new Part(message);
	}

	@Override
	public AckReason takeReason() {
		return this.signal.takeReason(this);
	}

	/**
	 * Note what a receiver has to say; a refusal counts more than other words.
	 * @param reason what it says
	 */
	private synchronized void say(AckReason reason) {
		if (this.reason == null || !this.reason.isRefusal()) {
			this.reason = reason;
		}
	}

	private void partDone() {
		if (this.outstanding.decrementAndGet() == 0 && isOwed()) {
			if (this.leftOut) {
				abandoned();
			}
			else if (this.reason != null) {
				this.signal.explain(this, this.reason);
				markReason();
			}
			else {
				done();
			}
			this.signal.raise();
		}
	}

	private final class Part extends Delivery {

		private final AtomicInteger calls = new AtomicInteger();

		Part(MqttMessage message) {
			super(message, 0, SharedDelivery.this.signal);
		}

		@Override
		public void acknowledge() {
			if (this.calls.getAndIncrement() == 0) {
				partDone();
			}
		}

		@Override
		public void abandon() {
			if (this.calls.getAndIncrement() == 0) {
				SharedDelivery.this.leftOut = true;
				partDone();
			}
		}

		@Override
		public void explain(AckReason reason) {
			if (this.calls.getAndIncrement() == 0) {
				say(reason);
				partDone();
			}
		}

	}

}
