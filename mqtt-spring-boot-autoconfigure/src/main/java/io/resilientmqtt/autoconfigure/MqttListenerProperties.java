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

package io.resilientmqtt.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.listener.AckMode;
import io.resilientmqtt.listener.ListenerOrdering;
import io.resilientmqtt.listener.ListenerOverlap;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;

/**
 * Listeners.
 *
 * @param queueCapacity How many messages may wait for a listener.
 * @param overflow What happens when as many messages wait for a listener as may.
 * @param errorReply Whether a request is answered with an error reply when the listener
 * method that should have returned the reply fails (MQTT 5).
 * @param responseTopics Topic filters, one of which a request's response topic has to
 * match for a reply to be sent (MQTT 5).
 * @param typeProperty User Property that names the type of the payload, for classes whose
 * methods share a listener (MQTT 5). Empty if none does.
 * @param concurrency How many messages a listener may handle at the same time.
 * @param taskExecutor Name of the bean that runs listeners. By default they have threads
 * of their own, as many as their concurrency says.
 * @param ordering Which messages a listener handles in order. By default all of them, and
 * those of the same topic if the concurrency is above 1.
 * @param ackMode When a message is acknowledged. By default when it has been handled, and
 * when a listener says so that has an Acknowledgment parameter.
 * @param autoStartup Whether listeners start with the application.
 * @param maxPayloadSize How long a payload may be to be handed to a listener. 0 for no
 * limit.
 * @param deadLetterTopic Topic that messages go to which a listener could not handle.
 * {topic} in it stands for the topic of the message, and a level {name} for a variable of
 * the listener's topic. By default they are logged.
 * @param batchSize How many messages a batch has at most.
 * @param batchTimeout How long the first message of a batch waits for further ones. If a
 * duration suffix is not specified, seconds will be used.
 * @param unsubscribeOnStop Whether stopping a listener at run time ends its
 * subscriptions. By default not for a persistent session.
 * @param slowAfter How long a call of a listener takes that is logged, with the stack of
 * its thread. 0 for never. If a duration suffix is not specified, seconds will be used.
 * @param overlap How topics of listeners that overlap, such as a/+ and +/b, are
 * subscribed to.
 * @param retry Messages that a listener could not handle.
 * @param observationEnabled Whether the handling of messages is observed, if there is an
 * ObservationRegistry.
 */
public record MqttListenerProperties(@DefaultValue("1024") int queueCapacity,
		@DefaultValue("backpressure") Receiver.Overflow overflow, @DefaultValue("false") boolean errorReply,
		@DefaultValue("#") List<String> responseTopics, @DefaultValue("type") String typeProperty,
		@DefaultValue("1") int concurrency, @Nullable String taskExecutor, @Nullable ListenerOrdering ordering,
		@Nullable AckMode ackMode, @DefaultValue("true") boolean autoStartup,
		@DefaultValue("0B") DataSize maxPayloadSize, @Nullable String deadLetterTopic,
		@DefaultValue("100") int batchSize, @DefaultValue("1s") @DurationUnit(ChronoUnit.SECONDS) Duration batchTimeout,
		@Nullable Boolean unsubscribeOnStop, @DefaultValue("30s") @DurationUnit(ChronoUnit.SECONDS) Duration slowAfter,
		@DefaultValue("merge") ListenerOverlap overlap, @DefaultValue Retry retry,
		@DefaultValue("false") boolean observationEnabled) {

	/**
	 * Whether and when a message that a listener could not handle is tried again.
	 *
	 * @param maxRetries How often a message is tried again that a listener could not
	 * handle. 0 for never.
	 * @param delay How long to wait before a message is tried again. At once by default.
	 * If a duration suffix is not specified, seconds will be used.
	 * @param multiplier What each wait is multiplied by to get the next.
	 * @param maxDelay Longest wait. Not limited by default. If a duration suffix is not
	 * specified, seconds will be used.
	 * @param jitter How much longer or shorter than said a wait may be, at random. If a
	 * duration suffix is not specified, seconds will be used.
	 */
	public record Retry(@DefaultValue("2") long maxRetries,
			@DefaultValue("0s") @DurationUnit(ChronoUnit.SECONDS) Duration delay, @DefaultValue("1") double multiplier,
			@Nullable @DurationUnit(ChronoUnit.SECONDS) Duration maxDelay,
			@DefaultValue("0s") @DurationUnit(ChronoUnit.SECONDS) Duration jitter) {

	}

}
