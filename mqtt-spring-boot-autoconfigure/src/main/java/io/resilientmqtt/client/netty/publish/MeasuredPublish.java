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

import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.client.PublicationListener;
import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * A publication whose end somebody wants to know.
 */
public final class MeasuredPublish extends PendingPublish {

	private final PublicationListener listener;

	private final long start = System.nanoTime();

	public MeasuredPublish(MqttMessage message, PublishBuffer buffer, PublicationListener listener) {
		super(message, buffer);
		this.listener = listener;
	}

	@Override
	protected void ended(@Nullable Throwable failure) {
		this.listener.ended(message().qos(), (failure instanceof MqttPublishException known) ? known.reason() : null,
				System.nanoTime() - this.start);
	}

}
