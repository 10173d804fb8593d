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

package io.resilientmqtt.client;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * A resilient MQTT client. It keeps its connection up by itself: what is published while
 * the link is down waits in a bounded buffer, and registered subscriptions are renewed
 * before the link is announced up again.
 * <p>
 * All methods may be called from any thread. Futures fail with a subclass of
 * {@link MqttException} that says why. What depends on them, in whatever way
 * ({@code thenApply}, {@link CompletableFuture#allOf}, the {@code thenCompose} of another
 * future), runs on threads of the client's factory, never on its event loop, so it may
 * take its time. All are completed by {@link #close()} at the latest.
 */
public interface MqttClient extends AutoCloseable {

	/**
	 * Connect, and stay connected until {@link #disconnect()} or {@link #close()}. With
	 * {@link RuntimeOptions#failFast()} (the default) a failed first attempt fails the
	 * future and ends the matter (behaviour S3); otherwise attempts go on and the future
	 * completes with the first that succeeds.
	 * @return what the broker answered; fails with {@link MqttConnectException} or
	 * {@link MqttClosedException}. While connecting or connected, the future of the call
	 * that began it
	 */
	CompletableFuture<ConnectResult> connect();

	/**
	 * Publish a message. While the link is down the message waits. The messages of one
	 * thread keep their order, across outages too.
	 * <p>
	 * Cancelling the future, or completing it by {@code orTimeout} or otherwise,
	 * withdraws a message that has not been sent and gives its room back (behaviour S40).
	 * When the buffer is full, {@link PublishOptions.Overflow} decides; a call from the
	 * event loop or from a receiver of this client never blocks.
	 * @param message the message
	 * @return complete once written to the socket (QoS 0, behaviour S12) or acknowledged
	 * by the broker (QoS 1 and 2, S13); fails with {@link MqttPublishException}
	 */
	CompletableFuture<PublishResult> publish(MqttMessage message);

	/**
	 * Publish bytes.
	 * @param topic the topic name
	 * @param payload the payload; not copied, so leave it as it is until the future is
	 * complete
	 * @param qos the QoS
	 * @param retain whether the broker retains the message
	 * @return as {@link #publish(MqttMessage)}
	 * @throws IllegalArgumentException if the topic is no valid topic name
	 */
	default CompletableFuture<PublishResult> publish(String topic, byte[] payload, QoS qos, boolean retain) {
		return publish(MqttMessage.of(topic, payload, qos, retain));
	}

	/**
	 * Have a message published even if this process is killed: it is written to the
	 * store, and published in its turn among the others, by this process or the next.
	 * What becomes of it then is told by {@link #onStoredDelivery}.
	 * <p>
	 * It can't be withdrawn: cancelling the future changes nothing. How many messages may
	 * be waiting, and what happens when it is too many, is set by {@link StoreOptions}.
	 * @param message the message, of QoS 1 or 2
	 * @return complete when the message is safe; fails with {@link MqttPublishException}
	 * @throws IllegalArgumentException if the QoS is 0
	 * @throws IllegalStateException if the client has no store
	 */
	default CompletableFuture<Void> store(MqttMessage message) {
		throw new IllegalStateException("The client has no store: set mqtt.store.directory or mqtt.store.data-source");
	}

	/**
	 * Tell a listener what becomes of stored publications that nobody waits for, in
	 * order, off the event loop.
	 * @param listener the listener
	 * @return the registration
	 */
	default Registration onStoredDelivery(Consumer<StoredDelivery> listener) {
		return () -> {
		};
	}

	/**
	 * Return how the store is doing.
	 * @return a snapshot, or {@code null} if the client has no store
	 */
	default @Nullable StoreStatus storeStatus() {
		return null;
	}

	/**
	 * Remove all publications from the store, and from memory, that are not in flight.
	 * Their futures fail with {@link MqttPublishException.Reason#PURGED}.
	 * @param clientId the Client Identifier, to make sure
	 * @return how many were removed; fails if the store can't be written
	 * @throws IllegalArgumentException if it is not the client's
	 * @throws IllegalStateException if the client has no store
	 */
	default CompletableFuture<Long> purgeStore(String clientId) {
		throw new IllegalStateException("The client has no store: set mqtt.store.directory or mqtt.store.data-source");
	}

	/**
	 * Register subscriptions: they are asked for now or when the link comes up, and
	 * renewed after every reconnect (behaviour S11). A filter registered before is
	 * replaced. One that others want too, such as a listener, has the highest QoS asked
	 * for.
	 * <p>
	 * What the connection can't carry (options of MQTT 5 under 3.1.1) or CONNACK has
	 * excluded (wildcards, groups, identifiers) is not sent but refused, with a reason
	 * that names the remedy.
	 * @param subscriptions the subscriptions, at least one
	 * @return the broker's answer; fails with {@link MqttSubscribeException} if one was
	 * refused (S18). While the link is down it waits, unless all are refused for
	 * {@code mqtt.protocol-version}
	 */
	CompletableFuture<SubscribeResult> subscribe(Subscription... subscriptions);

	/**
	 * Register subscriptions as {@link #subscribe(Subscription...)} does, for an owner
	 * that others can't take them from. A client that knows no owners, such as a double
	 * in a test, takes all for one.
	 * @param owner who wants them
	 * @param subscriptions the subscriptions, at least one
	 * @return as {@link #subscribe(Subscription...)}
	 */
	default CompletableFuture<SubscribeResult> subscribe(SubscriptionOwner owner, Subscription... subscriptions) {
		return subscribe(subscriptions);
	}

	/**
	 * Remove subscriptions. Unknown ones are no failure (behaviour S19). What others
	 * want, such as a listener or an adapter, stays, and is told as removed.
	 * @param topicFilters the filters, at least one
	 * @return the broker's answer. While the link is down it waits
	 * @throws IllegalArgumentException if a filter is not valid
	 */
	default CompletableFuture<UnsubscribeResult> unsubscribe(String... topicFilters) {
		return unsubscribe(Arrays.asList(Arguments.required("topicFilters", topicFilters)), List.of());
	}

	/**
	 * Remove subscriptions, with User Properties for the broker. MQTT 3.1.1 has none and
	 * leaves them out.
	 * @param topicFilters the filters, at least one
	 * @param userProperties the User Properties of the UNSUBSCRIBE, in order
	 * @return the broker's answer. While the link is down it waits
	 * @throws IllegalArgumentException if a filter or a property is not valid
	 */
	CompletableFuture<UnsubscribeResult> unsubscribe(List<String> topicFilters, List<UserProperty> userProperties);

	/**
	 * Remove subscriptions of an owner. Those that others want, too, stay, and are told
	 * as removed.
	 * @param owner who no longer wants them
	 * @param topicFilters the filters, at least one
	 * @param userProperties the User Properties of the UNSUBSCRIBE, in order
	 * @return as {@link #unsubscribe(List, List)}
	 * @throws IllegalArgumentException if a filter or a property is not valid
	 */
	default CompletableFuture<UnsubscribeResult> unsubscribe(SubscriptionOwner owner, List<String> topicFilters,
			List<UserProperty> userProperties) {
		return unsubscribe(topicFilters, userProperties);
	}

	/**
	 * Call a consumer for every message whose topic matches, in order and one at a time,
	 * off the event loop. The message is acknowledged when the consumer has returned.
	 * Receiving does not subscribe.
	 * @param topicFilter the topic filter
	 * @param consumer the consumer
	 * @return the registration
	 * @throws IllegalArgumentException if the filter is not valid
	 */
	Registration onMessage(String topicFilter, Consumer<MqttMessage> consumer);

	/**
	 * Add a receiver, which may have several filters, an executor of its own and
	 * acknowledge when it likes.
	 * @param receiver the receiver
	 * @return the registration
	 */
	Registration addReceiver(Receiver receiver);

	/**
	 * Call a listener for every connection event, in order, off the event loop.
	 * @param listener the listener
	 * @return the registration
	 */
	Registration onConnectionEvent(Consumer<ConnectionEvent> listener);

	/**
	 * Tell a listener what becomes of each publication. Publications made before are left
	 * out.
	 * @param listener the listener
	 * @return the registration
	 */
	Registration onPublication(PublicationListener listener);

	/**
	 * Return the queue of received messages.
	 * @return the queue
	 * @throws IllegalStateException unless {@code mqtt.queue-length} is above 0
	 */
	MessageQueue queue();

	/**
	 * Return whether the broker has accepted the connection and it has not been lost
	 * since (behaviour S26).
	 * @return {@code true} if connected
	 */
	default boolean isConnected() {
		return state() == ConnectionState.CONNECTED;
	}

	/**
	 * Return the state of the connection.
	 * @return the state
	 */
	default ConnectionState state() {
		return status().state();
	}

	/**
	 * Return how the client is doing.
	 * @return a snapshot
	 */
	ConnectionStatus status();

	/**
	 * Return how the registered subscriptions stand.
	 * @return a snapshot in the order of registration
	 */
	List<SubscriptionStatus> subscriptions();

	/**
	 * Return how the receivers are doing.
	 * @return a snapshot in the order they were added
	 */
	List<ReceiverStatus> receiverStatus();

	/**
	 * Return how the receivers with a name are doing.
	 * @param name the name of a receiver, such as the id of a listener
	 * @return a snapshot in the order they were added, empty if there are none
	 */
	default List<ReceiverStatus> receiverStatus(String name) {
		return receiverStatus().stream().filter((status) -> status.name().equals(name)).toList();
	}

	/**
	 * Return what the client has counted.
	 * @return a snapshot
	 */
	ClientStatistics statistics();

	/**
	 * Find out whether the broker answers: at once if something was received within the
	 * last second, else by a ping (behaviour S27). The broker has the response time from
	 * when the ping has left the process: a ping that waits behind a large message which
	 * the socket is still taking waits for that first.
	 * @return {@code true} if it answers; {@code false} if the link is found dead or
	 * lost, or if it stays unknown for {@code mqtt.response-time} because nothing is read
	 * while a receiver has no room; never fails
	 */
	CompletableFuture<Boolean> brokerUp();

	/**
	 * Find out whether the wide area network is there: the broker is up and a DNS server
	 * answers a query ({@code mqtt.wan-check.*}, behaviour S28).
	 * @return {@code true} if both answer within {@code mqtt.response-time}; never fails
	 */
	CompletableFuture<Boolean> wanOk();

	/**
	 * Authenticate again on the connection as it is, for example before credentials
	 * expire (MQTT 5). Messages keep flowing meanwhile. If it fails the server ends the
	 * connection, and the client makes a new one. While a call is under way, a second one
	 * joins it.
	 * @return complete when the server is satisfied and has proved itself; fails with
	 * {@link MqttAuthenticationException}
	 * @throws IllegalStateException if the client has no {@link MqttAuthenticator}
	 */
	CompletableFuture<Void> reauthenticate();

	/**
	 * Make a new connection in place of the present one, in good order: publications in
	 * flight and running receivers get {@code mqtt.shutdown-timeout}, then DISCONNECT is
	 * sent, so that there is no will, and the next attempt begins as soon as the broker
	 * has closed the connection, or after a second. What is published meanwhile waits.
	 * Nothing is lost, except what the broker does not keep for a clean session while it
	 * is away. Listeners get one {@link ConnectionEvent.Down} whose cause is
	 * {@link ConnectionCause.Type#USER}, which is not counted as an outage, and one
	 * {@link ConnectionEvent.Up}.
	 * <p>
	 * An attempt under way is given up for a new one, and a wait between attempts ends.
	 * Attempts that fail are made again as ever. While a call is under way, a second one
	 * joins it.
	 * @return what the broker answered, when the new connection is up; fails with
	 * {@link MqttClosedException} if the client is not {@link ConnectionState#isActive()
	 * active}, or is disconnected or closed meanwhile
	 */
	CompletableFuture<ConnectResult> reconnect();

	/**
	 * Disconnect and stop reconnecting: publications under way and acknowledgements of
	 * running receivers get {@code mqtt.shutdown-timeout}, then DISCONNECT is sent
	 * (behaviour S29). What is left of that time, but half a second to a second, the
	 * broker has for closing the connection, so that it has surely read DISCONNECT and
	 * publishes no will; then the client closes it. {@link #connect()} works afterwards;
	 * what could not be published is kept for it.
	 * @return complete when the connection is closed
	 */
	default CompletableFuture<Void> disconnect() {
		return disconnect(DisconnectOptions.DEFAULT);
	}

	/**
	 * Disconnect as {@link #disconnect()} does, and tell the broker more. While a call is
	 * under way, a second one changes nothing.
	 * @param options what DISCONNECT says
	 * @return complete when the connection is closed
	 * @throws IllegalArgumentException if the options set a Session Expiry Interval above
	 * zero, and the session was to end with its connection
	 */
	CompletableFuture<Void> disconnect(DisconnectOptions options);

	/**
	 * Close the socket without DISCONNECT, so that the broker publishes the will
	 * (behaviour S30), fail what is pending and free everything. Returns when that is
	 * done. Call {@link #disconnect()} first for an orderly end. Closing twice does
	 * nothing.
	 */
	@Override
	void close();

}
