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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.util.concurrent.ScheduledFuture;
import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.ConnectionState;
import io.resilientmqtt.client.DisconnectOptions;
import io.resilientmqtt.client.Forwarding;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttClosedException;
import io.resilientmqtt.client.MqttConnectException;
import io.resilientmqtt.client.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the connection up. It alone moves the state of the connection, counts attempts
 * and holds the timer that leads to the next one. On the event loop.
 */
final class ReconnectSupervisor implements ConnectionAttempt.Outcome, Link.Listener {

	private final ClientContext client;

	private final MqttClientOptions options;

	private final Transport transport;

	private final Backoff backoff;

	private final RetryDelay delay;

	private final AddressBook addresses = new AddressBook();

	private final ServerProbe probe;

	private final NetworkWatch network;

	private final StatusBoard board;

	private final ConnectionEvents events;

	private final OutageLog log;

	private final Servers servers;

	private final ConnectParameters parameters;

	private @Nullable ServerAttempt attempt;

	private @Nullable Link link;

	private @Nullable ScheduledFuture<?> retry;

	private @Nullable CompletableFuture<ConnectResult> connecting;

	private @Nullable CompletableFuture<Void> disconnecting;

	private final Reconnection reconnection = new Reconnection();

	/** Whether listeners believe the link to be up. */
	private boolean announced;

	/** When the link went up or down. */
	private long changedAt;

	ReconnectSupervisor(ClientContext client, Transport transport, Network network, Backoff backoff,
			List<ServerAddress> servers, StatusBoard board, ConnectionEvents events) {
		this.client = client;
		this.options = client.options();
		this.transport = transport;
		this.backoff = backoff;
		this.delay = new RetryDelay(client.label(), client.options(), backoff);
		this.probe = new ServerProbe(client, transport, backoff, this.addresses, this::attempt);
		this.servers = new Servers(client.options(), client.label(), servers);
		this.parameters = new ConnectParameters(client.options(), client.clientId(), client.clock(),
				client.publications().stored() != null && client.publications().stored().isKnown());
		this.board = board;
		this.events = events;
		this.log = new OutageLog(client.label(), client::label, client.clock());
		this.network = new NetworkWatch(client, network, this.servers, events, this.log);
	}

	@Nullable Link link() {
		return (this.link != null && !this.link.hasEnded()) ? this.link : null;
	}

	void connect(CompletableFuture<ConnectResult> future) {
		if (this.board.is(ConnectionState.CLOSED)) {
			future.completeExceptionally(new MqttClosedException("The client is closed"));
		}
		else if (this.disconnecting != null) {
			this.disconnecting.whenCompleteAsync((done, failure) -> connect(future), this.client.loop());
		}
		else if (this.connecting != null && !this.board.is(ConnectionState.DISCONNECTED)) {
			Forwarding.forward(this.connecting, future);
		}
		else {
			this.connecting = new CompletableFuture<>();
			Forwarding.forward(this.connecting, future);
			this.changedAt = this.client.now();
			this.backoff.reset();
			attempt();
		}
	}

	/**
	 * Make a new connection in place of the present one, or at once if there is none.
	 * @param future completed when it is up
	 */
	void reconnect(CompletableFuture<ConnectResult> future) {
		if (this.disconnecting != null || !this.board.status().state().isActive()) {
			future.completeExceptionally(new MqttClosedException("The client is not connected: call connect()"));
			return;
		}
		this.reconnection.await(future);
		if (this.link != null) {
			this.link.gracefulDisconnect()
				.reconnect(TimeUnit.NANOSECONDS.convert(this.options.runtime().shutdownTimeout()));
		}
		else { // what an attempt under way was made from may be out of date
			abortAttempt();
			attempt();
		}
	}

	private void attemptAtOnce() {
		this.board.backingOff(Duration.ZERO, this.servers.current());
		attempt();
	}

	private void attempt() {
		cancelRetry();
		this.parameters.begin(this.servers.current());
		this.board.connecting(this.servers.current(), this.parameters);
		ServerAttempt attempt = new ServerAttempt(this.client, this.transport, this.servers.current(), this.parameters,
				this.addresses, this);
		this.attempt = attempt;
		attempt.start();
	}

	private void attemptEnded() {
		if (this.attempt != null) {
			this.delay.givenUp(this.attempt);
			this.attempt = null;
		}
	}

	@Override
	public void accepted(Channel channel, ConnectResult result) {
		attemptEnded();
		this.network.available(true);
		this.client.subscriptions().accepted(result.sessionPresent());
		this.board.connected(result);
		Link.establish(this.client, channel, result, this);
	}

	@Override
	public void cleaned() {
		this.attempt = null;
		attempt();
	}

	@Override
	public void failed(ConnectionCause cause) {
		attemptEnded();
		if (this.parameters.fallBack(cause)) {
			attemptAtOnce();
			return;
		}
		this.client.counters().connectFailure(cause.type());
		int failures = this.board.failed(cause);
		ServerAddress failed = this.servers.current();
		boolean roundOver = !this.servers.follow(cause) && this.servers.next();
		CompletableFuture<ConnectResult> connecting = this.connecting;
		boolean givenUp = this.options.runtime().failFast() && roundOver && connecting != null && !connecting.isDone();
		Duration delay = givenUp ? null : roundOver ? this.delay.next(cause) : Duration.ZERO;
		this.log.failed(failed, cause, failures, delay);
		this.events.publish(new ConnectionEvent.ConnectFailed(cause, failures, delay));
		if (delay != null) {
			backOff(delay);
			watch(cause);
		}
		else if (connecting != null) {
			this.connecting = null;
			stopped(ConnectionState.DISCONNECTED);
			connecting.completeExceptionally(MqttConnectException.of(cause));
		}
	}

	private void watch(ConnectionCause cause) {
		if (Causes.isRefused(cause)) {
			this.probe.watchRefusing(this.servers.current(), this.changedAt);
			return;
		}
		if (Causes.isClosed(cause)) {
			this.probe.watchIfRefusing(this.servers.current(), this.changedAt);
		}
		if (cause.type() != ConnectionCause.Type.BROKER) {
			this.network.look(this::awaitNetwork, this::networkFound);
		}
	}

	private void awaitNetwork() {
		stopWaiting();
		this.board.awaitingNetwork(new ConnectionCause(ConnectionCause.Type.NETWORK,
				"There is no network: no interface that is up leads to " + this.servers));
	}

	private void networkFound() {
		this.backoff.reset();
		attempt();
	}

	@Override
	public void established(Link link) {
		this.link = link;
	}

	@Override
	public void up(Link link) {
		Duration outage = this.log.up(link.connection(), this.servers.current());
		this.announced = true;
		this.servers.up();
		this.changedAt = this.client.now();
		this.client.counters().connected();
		this.board.up();
		this.events.publish(new ConnectionEvent.Up(link.connection(), this.servers.current(), outage));
		if (this.connecting != null) {
			this.connecting.complete(link.connection());
		}
		if (!link.gracefulDisconnect().hasBegun()) {
			this.reconnection.done(link.connection());
		}
	}

	@Override
	public void lost(Link link, ConnectionCause cause) {
		this.link = null;
		boolean stable = this.delay.lost(cause, this.announced ? this.client.now() - this.changedAt : 0);
		boolean byUser = this.disconnecting != null || cause.type() == ConnectionCause.Type.USER;
		boolean again = byUser && this.disconnecting == null && this.reconnection.isAwaited();
		if (this.announced) {
			down(cause, byUser, again);
		}
		else if (!byUser) {
			this.addresses.disappointed();
			failed(cause);
			return;
		}
		if (again) {
			this.changedAt = this.client.now();
			attemptAtOnce();
		}
		else if (byUser) {
			stopped(ConnectionState.DISCONNECTED);
		}
		else {
			reconnect(cause, stable);
		}
	}

	private void down(ConnectionCause cause, boolean byUser, boolean again) {
		this.announced = false;
		this.board.down(cause);
		if (!byUser) {
			this.client.counters().outage(cause.type());
		}
		this.log.down(cause, byUser, again);
		this.events.publish(new ConnectionEvent.Down(cause));
	}

	private void reconnect(ConnectionCause cause, boolean stable) {
		this.changedAt = this.client.now();
		if (stable) {
			this.servers.proved();
			this.addresses.proved();
		}
		else {
			this.addresses.disappointed();
		}
		if (this.parameters.fallBack(cause) || this.servers.follow(cause) || this.delay.isNone(cause, stable)) {
			attemptAtOnce();
		}
		else {
			backOff(this.delay.next(cause));
			this.probe.watchIfRefusing(this.servers.current(), this.changedAt);
		}
	}

	private void backOff(Duration delay) {
		this.board.backingOff(delay, this.servers.current());
		this.retry = this.client.loop().schedule(this::attempt, delay.toNanos(), TimeUnit.NANOSECONDS);
	}

	/**
	 * End the connection for now (behaviour S29).
	 * @param options what DISCONNECT says
	 * @param future completed when done
	 */
	void disconnect(DisconnectOptions options, CompletableFuture<Void> future) {
		if (this.disconnecting != null) {
			Forwarding.forward(this.disconnecting, future);
		}
		else if (this.link != null) {
			this.disconnecting = new CompletableFuture<>();
			Forwarding.forward(this.disconnecting, future);
			Duration timeout = (options.timeout() != null) ? options.timeout()
					: this.options.runtime().shutdownTimeout();
			this.link.gracefulDisconnect().disconnect(options, TimeUnit.NANOSECONDS.convert(timeout));
		}
		else {
			if (!this.board.is(ConnectionState.CLOSED)) {
				stopped(ConnectionState.DISCONNECTED);
			}
			future.complete(null);
		}
	}

	/**
	 * End the connection for good, without DISCONNECT (behaviour S30).
	 */
	void close() {
		this.reconnection.giveUp();
		if (this.link != null) {
			this.link.lose(new ConnectionCause(ConnectionCause.Type.USER, "The application closed the client"));
		}
		stopped(ConnectionState.CLOSED);
	}

	private void stopped(ConnectionState state) {
		cancelRetry();
		abortAttempt();
		this.reconnection.giveUp();
		this.servers.startOver();
		this.parameters.forgetVersion();
		this.board.stopped(state);
		if (this.connecting != null) {
			this.connecting
				.completeExceptionally(new MqttClosedException("The client was disconnected before it connected"));
			this.connecting = null;
		}
		if (this.disconnecting != null) {
			CompletableFuture<Void> disconnected = this.disconnecting;
			this.disconnecting = null;
			disconnected.complete(null);
		}
	}

	private void abortAttempt() {
		if (this.attempt != null) {
			this.delay.givenUp(this.attempt);
			this.attempt.abort();
			this.attempt = null;
		}
	}

	private void cancelRetry() {
		this.network.stop();
		stopWaiting();
	}

	private void stopWaiting() {
		this.probe.stop();
		if (this.retry != null) {
			this.retry.cancel(false);
			this.retry = null;
		}
	}

}
