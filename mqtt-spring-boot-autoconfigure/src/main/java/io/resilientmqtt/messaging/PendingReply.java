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

package io.resilientmqtt.messaging;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.resilientmqtt.client.ConnectionState;
import io.resilientmqtt.client.ConnectionStatus;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClosedException;
import io.resilientmqtt.client.MqttException;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * A request that waits for its reply. Completed by whichever comes first on whatever
 * thread: the reply, the timeout, a failure to publish, or the caller who cancels.
 *
 * @param <T> what the reply is converted to
 */
final class PendingReply<T> {

	private final MqttMessage request;

	private final Function<MqttMessage, T> reader;

	private final Duration timeout;

	private final CompletableFuture<T> future;

	private volatile @Nullable CompletableFuture<PublishResult> publication;

	/** By the clock that nobody sets, in nanoseconds. */
	private volatile @Nullable Long publishedAt;

	/**
	 * Create a reply that has not come.
	 * @param request the request
	 * @param reader converts the reply
	 * @param timeout how long to wait
	 * @param future the caller's
	 */
	PendingReply(MqttMessage request, Function<MqttMessage, T> reader, Duration timeout, CompletableFuture<T> future) {
		this.request = request;
		this.reader = reader;
		this.timeout = timeout;
		this.future = future;
	}

	CompletableFuture<T> future() {
		return this.future;
	}

	/**
	 * Publish the request, unless it has been given up.
	 * @param publisher publishes it
	 */
	void publish(Function<MqttMessage, CompletableFuture<PublishResult>> publisher) {
		if (this.future.isDone()) {
			return;
		}
		CompletableFuture<PublishResult> publication = publisher.apply(this.request);
		this.publication = publication;
		// A stage of allOf runs where the publication completes, without another thread
		CompletableFuture<?> unused = CompletableFuture.allOf(publication).whenComplete((done, failure) -> {
			if (failure != null) {
				fail((failure.getCause() != null) ? failure.getCause() : failure);
			}
			else {
				this.publishedAt = System.nanoTime();
			}
		});
		if (this.future.isDone()) {
			withdraw();
		}
	}

	/**
	 * Take the request back if it has not been sent.
	 */
	void withdraw() {
		CompletableFuture<PublishResult> publication = this.publication;
		if (publication != null) {
			publication.cancel(false);
		}
	}

	void complete(MqttMessage reply) {
		try {
			MqttRemoteException error = MqttRemoteException.of(reply);
			if (error != null) {
				fail(error);
			}
			else {
				this.future.complete(this.reader.apply(reply));
			}
		}
		catch (Throwable ex) { // also an Error of a converter belongs to the caller
			fail(ex);
		}
	}

	void fail(Throwable failure) {
		this.future.completeExceptionally(failure);
	}

	/**
	 * Fail for want of a reply in time.
	 * @param client the client
	 * @param responseTopic where the reply should have come
	 */
	void expire(MqttClient client, @Nullable String responseTopic) {
		fail((client.state() == ConnectionState.CLOSED)
				? new MqttClosedException("The client was closed before the reply came")
				: timeout(client, responseTopic));
	}

	private MqttException timeout(MqttClient client, @Nullable String responseTopic) {
		CompletableFuture<PublishResult> publication = this.publication;
		Long publishedAt = this.publishedAt;
		String reason = (publication != null && publishedAt != null)
				? whyUnanswered(client, responseTopic, publication.join(), publishedAt)
				: whyUnpublished(client.status(), publication == null);
		return new MqttReplyTimeoutException(this.request.topic(), this.timeout, publishedAt != null, reason);
	}

	private static String whyUnpublished(ConnectionStatus status, boolean waiting) {
		if (status.connection() == null) {
			return "the request was not published because the link is down"
					+ ((status.cause() != null) ? " (" + status.cause() + ")" : "");
		}
		return waiting ? "the request was not published because the response topic is not subscribed to yet"
				: "the request was not published, or the broker did not acknowledge it";
	}

	private static String whyUnanswered(MqttClient client, @Nullable String responseTopic, PublishResult result,
			long publishedAt) {
		ConnectionStatus status = client.status();
		if (status.connection() == null) {
			return "the link is down" + ((status.cause() != null) ? " (" + status.cause() + ")" : "");
		}
		if (status.connection().protocolVersion() != ProtocolVersion.MQTT_5) {
			return "the broker speaks MQTT " + status.connection().protocolVersion()
					+ ", which has no response topic; it takes MQTT 5";
		}
		String refused = refusal(client, responseTopic);
		if (refused != null) {
			return "the broker refuses the subscription of the response topic '" + responseTopic + "': " + refused;
		}
		Duration published = Duration.ofNanos(System.nanoTime() - publishedAt);
		boolean isNewer = Duration.between(status.since(), Instant.now()).compareTo(published) < 0;
		if (isNewer && !status.connection().sessionPresent()) {
			return "the link was down meanwhile and the broker has not kept the session, so a reply may be lost; "
					+ "it takes a persistent session (mqtt.clean=false) and a broker that stores it";
		}
		if (result.reasonCode() == ReasonCode.NO_MATCHING_SUBSCRIBERS) {
			return "the broker knows no subscriber of that topic";
		}
		return "the request was published but nobody answered in time on '" + responseTopic + "'";
	}

	private static @Nullable String refusal(MqttClient client, @Nullable String responseTopic) {
		return client.subscriptions()
			.stream()
			.filter((status) -> status.state() == SubscriptionStatus.State.REFUSED
					&& status.subscription().filter().toString().equals(responseTopic))
			.findFirst()
			.map(SubscriptionStatus::reasonCode)
			.map(ReasonCode::describe)
			.orElse(null);
	}

}
