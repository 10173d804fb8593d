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

import io.resilientmqtt.client.Will;
import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * Says that the client is there when it is, by its birth message, and that it is gone
 * when it disconnects. The broker says that by the will, but not upon an ordinary
 * DISCONNECT. Belongs to the event loop.
 */
public final class Presence {

	private final @Nullable Will will;

	private final PublishBuffer buffer;

	private final Runnable send;

	/** The birth message, or its opposite, that was published last. */
	private @Nullable PendingPublish announced;

	/**
	 * Create the presence of a client.
	 * @param will its will, which may have a birth message, or {@code null}
	 * @param buffer takes what is published
	 * @param send sends what the buffer has
	 */
	Presence(@Nullable Will will, PublishBuffer buffer, Runnable send) {
		this.will = will;
		this.buffer = buffer;
		this.send = send;
	}

	/**
	 * Say that the client is there, if there is a birth message.
	 */
	public void begin() {
		if (this.will != null && this.will.birth() != null) {
			announce(this.will.birth());
		}
	}

	/**
	 * Say that the client is gone, if it said that it was there.
	 */
	public void end() {
		if (this.will != null && this.will.birth() != null) {
			announce(this.will.message());
		}
	}

	private void announce(MqttMessage message) {
		if (this.announced != null) { // it is out of date
			this.announced.cancel(false);
		}
		this.announced = new PendingPublish(message, this.buffer);
		this.buffer.accept(this.announced);
		this.send.run();
	}

}
