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

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.ConnectionState;
import io.resilientmqtt.client.DeliveryReceipt;
import io.resilientmqtt.client.InvalidOptionException;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClosedException;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.Registration;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionOwner;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.Printable;
import io.resilientmqtt.message.QoS;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of a template that wait for a reply, at most so many, and the one
 * subscription and receiver that all replies come by. A reply belongs to the request with
 * its Correlation Data, a number that starts anywhere and is never used twice; what
 * belongs to none came too late.
 * <p>
 * Safe for use by several threads. Nothing here waits: replies are matched on the
 * receiver's thread, timeouts come on the JDK's timer thread, and callers' stages run
 * where the stages of all futures of the client do.
 */
final class PendingReplies {

	static final int DEFAULT_MAX_REQUESTS = 4096;

	private static final Logger logger = LoggerFactory.getLogger(PendingReplies.class);

	private static final long MAX_EXPIRY_SECONDS = 0xFFFF_FFFFL;

	private final MqttClient client;

	private final SubscriptionOwner owner = new SubscriptionOwner("replies");

	private @Nullable MqttPublishInterceptor publishInterceptor;

	private final Function<Duration, CompletableFuture<?>> timer;

	private final Map<Long, PendingReply<?>> pending = new ConcurrentHashMap<>();

	private final AtomicInteger count = new AtomicInteger();

	private final AtomicLong ids = new AtomicLong(new SecureRandom().nextLong());

	private final LongAdder late = new LongAdder();

	private volatile int maxRequests = DEFAULT_MAX_REQUESTS;

	private volatile ResponseTopic responseTopic = ResponseTopic.DEFAULT;

	/** Where replies come; guarded by this, as all below. */
	private @Nullable String topic;

	private List<Registration> registrations = List.of();

	/**
	 * Complete when the subscription is granted and all requests that had to wait for
	 * that have been published; failed when no reply can come.
	 */
	private @Nullable CompletableFuture<?> ready;

	private boolean closed;

	PendingReplies(MqttClient client) {
		this(client, PendingReplies::timer);
	}

	/**
	 * Create the replies of a template.
	 * @param client the client
	 * @param timer starts a timer, which completes after a duration unless cancelled
	 */
	PendingReplies(MqttClient client, Function<Duration, CompletableFuture<?>> timer) {
		this.client = client;
		this.timer = timer;
	}

	private static CompletableFuture<?> timer(Duration duration) {
		return new CompletableFuture<Void>().completeOnTimeout(null, TimeUnit.NANOSECONDS.convert(duration),
				TimeUnit.NANOSECONDS);
	}

	void setMaxRequests(int maxRequests) {
		if (maxRequests < 1) {
			throw new InvalidOptionException("template.max-requests", maxRequests, "use 1 or more");
		}
		this.maxRequests = maxRequests;
	}

	void setResponseTopic(ResponseTopic responseTopic) {
		this.responseTopic = responseTopic;
	}

	/**
	 * Return how many requests wait for a reply.
	 * @return 0 up to the maximum
	 */
	int size() {
		return this.count.get();
	}

	/**
	 * Return how many replies came that no request waited for.
	 * @return the count
	 */
	long late() {
		return this.late.sum();
	}

	/**
	 * Publish a request.
	 * @param <T> what the reply is converted to
	 * @param request the request, without Response Topic and Correlation Data
	 * @param reader converts the reply
	 * @param timeout how long to wait for it
	 * @return complete when the reply has come
	 */
	<T> CompletableFuture<T> send(MqttMessage request, Function<MqttMessage, T> reader, Duration timeout) {
		if (this.client.status().protocolVersion() != ProtocolVersion.MQTT_5) {
			return CompletableFuture.failedFuture(new MqttReplyException("A request needs the response topic and "
					+ "correlation data of MQTT 5, and this client speaks MQTT "
					+ this.client.status().protocolVersion() + ": set mqtt.protocol-version=5"));
		}
		CompletableFuture<?> ready = subscribe();
		if (this.count.incrementAndGet() > this.maxRequests) {
			this.count.decrementAndGet();
			return CompletableFuture
				.failedFuture(new MqttReplyException(this.maxRequests + " requests wait for a reply "
						+ "already: raise mqtt.template.max-requests, shorten the timeout, or send more slowly"));
		}
		Long id = this.ids.incrementAndGet();
		PendingReply<T> reply = new PendingReply<>(complete(request, id, timeout), reader, timeout,
				ready.newIncompleteFuture());
		add(id, reply, timeout);
		publish(reply);
		return reply.future();
	}

	/**
	 * Subscribe to the response topic, unless that is done.
	 * @return complete when replies can come
	 */
	private synchronized CompletableFuture<?> subscribe() {
		CompletableFuture<?> ready = this.ready;
		if (ready != null && (this.closed || !ready.isCompletedExceptionally())) {
			return ready;
		}
		String refused = this.topic;
		if (refused != null) {
			this.registrations.forEach(Registration::close);
			CompletableFuture<?> unused = this.client.unsubscribe(this.owner, List.of(refused), List.of());
		}
		String topic = resolve();
		this.topic = topic;
		this.registrations = List.of(
				this.client.addReceiver(Receiver.of("replies", List.of(topic), this::receive).inBackground()),
				this.client.onConnectionEvent(this::onConnectionEvent));
		ready = this.client.subscribe(this.owner, Subscription.of(topic, QoS.AT_LEAST_ONCE));
		this.ready = ready;
		return ready;
	}

	private String resolve() {
		ConnectResult connection = this.client.status().connection();
		return this.responseTopic.resolve(this.client, (connection != null) ? connection.responseInformation() : null);
	}

	private MqttMessage complete(MqttMessage request, long id, Duration timeout) {
		MqttMessage.Builder builder = request.mutate()
			.retain(false)
			.responseTopic(topic())
			.correlationData(ByteBuffer.allocate(Long.BYTES).putLong(id).array());
		if (request.properties().messageExpiry() == null) {
			// Nobody is to act on a request that has been given up
			Duration seconds = Duration.ofSeconds(Math.min(timeout.toSeconds(), MAX_EXPIRY_SECONDS - 1));
			builder.messageExpiry(seconds.equals(timeout) ? seconds : seconds.plusSeconds(1));
		}
		return builder.build();
	}

	private synchronized @Nullable String topic() {
		return this.topic;
	}

	private void add(Long id, PendingReply<?> reply, Duration timeout) {
		this.pending.put(id, reply);
		CompletableFuture<?> timer = this.timer.apply(timeout);
		CompletableFuture<?> unused = timer.thenRun(() -> {
			take(id);
			reply.expire(this.client, topic());
		});
		// A stage of allOf runs wherever the future completes, without another thread
		unused = CompletableFuture.allOf(reply.future()).whenComplete((done, failure) -> {
			timer.cancel(false);
			take(id);
			if (failure != null) {
				reply.withdraw();
			}
		});
	}

	private @Nullable PendingReply<?> take(Long id) {
		PendingReply<?> reply = this.pending.remove(id);
		if (reply != null) {
			this.count.decrementAndGet();
		}
		return reply;
	}

	void setPublishInterceptor(@Nullable MqttPublishInterceptor publishInterceptor) {
		this.publishInterceptor = publishInterceptor;
	}

	private CompletableFuture<PublishResult> publish(MqttMessage request) {
		MqttPublishInterceptor interceptor = this.publishInterceptor;
		return (interceptor != null) ? interceptor.publish(request, this.client) : this.client.publish(request);
	}

	/**
	 * Publish a request, not before replies can come and in the order of the calls.
	 * @param reply the request and its reply
	 */
	private void publish(PendingReply<?> reply) {
		synchronized (this) {
			CompletableFuture<?> ready = this.ready;
			if (ready != null && (!ready.isDone() || ready.isCompletedExceptionally())) {
				this.ready = ready.whenComplete((done, failure) -> {
					if (failure != null) {
						reply.fail((failure instanceof CompletionException && failure.getCause() != null)
								? failure.getCause() : failure);
					}
					else {
						reply.publish(this::publish);
					}
				});
				return;
			}
		}
		reply.publish(this::publish);
	}

	private void receive(MqttMessage message, DeliveryReceipt acknowledgement) {
		byte[] correlation = message.properties().correlationData();
		PendingReply<?> reply = (correlation != null && correlation.length == Long.BYTES)
				? take(ByteBuffer.wrap(correlation).getLong()) : null;
		if (reply != null) {
			reply.complete(message);
		}
		else {
			this.late.increment();
			logger.debug("No request waits for a reply that came on '{}'", Printable.of(message.topic()));
		}
		acknowledgement.acknowledge();
	}

	private void onConnectionEvent(ConnectionEvent event) {
		if (event instanceof ConnectionEvent.Down && this.client.state() == ConnectionState.CLOSED) {
			failAll("The client was closed before the reply came");
		}
	}

	private void failAll(String message) {
		this.pending.values().forEach((reply) -> reply.fail(new MqttClosedException(message)));
	}

	/**
	 * Fail what is pending and take no further request.
	 */
	void close() {
		String topic;
		synchronized (this) {
			topic = this.closed ? null : this.topic;
			this.closed = true;
			this.ready = CompletableFuture.failedFuture(new MqttClosedException("The template is destroyed"));
			this.registrations.forEach(Registration::close);
		}
		failAll("The template was destroyed before the reply came");
		if (topic != null && this.client.isConnected()) {
			CompletableFuture<?> unused = this.client.unsubscribe(this.owner, List.of(topic), List.of());
		}
	}

}
