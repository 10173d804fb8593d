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

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.MqttAuthenticationException;
import io.resilientmqtt.client.MqttCredentialsException;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.client.TlsOptions;
import io.resilientmqtt.message.ReasonCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt to connect to a server, whose name may have several addresses: all of them
 * are tried, within the connect timeout. CONNECT is sent on one connection at a time, and
 * an address that takes the connection but then fails gives way to the next, unless it
 * has answered as only a broker does. One that only said nothing, as all did, is awaited
 * the next time. Ends exactly once. On the event loop.
 */
final class ServerAttempt implements ConnectionAttempt.Outcome, AddressRace.Listener {

	private static final Logger logger = LoggerFactory.getLogger(ServerAttempt.class);

	/** How far a connection came, and so how much its failure tells. */
	private static final int NOT_OPENED = 0;

	private static final int REFUSED = 1;

	private static final int OPENED = 2;

	private static final int ASKED = 3;

	private static final int ANSWERED = 4;

	private final ClientContext client;

	private final Transport transport;

	private final ServerAddress server;

	private final ConnectParameters parameters;

	private final AddressBook addresses;

	private final ConnectionAttempt.Outcome outcome;

	private final Promise<List<Route>> found;

	/** The routes that have not failed yet. */
	private final List<Route> left = new ArrayList<>();

	/** Those that said nothing. */
	private final List<Route> silent = new ArrayList<>(0);

	private @Nullable ScheduledFuture<?> timer;

	private @Nullable AddressRace race;

	private @Nullable ConnectionAttempt connection;

	/** Where it leads. */
	private @Nullable Route route;

	private @Nullable ChannelHandler tls;

	/** Of the failures so far, the first that came furthest. */
	private @Nullable ConnectionCause cause;

	private int furthest;

	/** Whether a connection was given up whose CONNECT may arrive yet. */
	private boolean unanswered;

	private boolean ended;

	ServerAttempt(ClientContext client, Transport transport, ServerAddress server, ConnectParameters parameters,
			AddressBook addresses, ConnectionAttempt.Outcome outcome) {
		this.client = client;
		this.transport = transport;
		this.server = server;
		this.parameters = parameters;
		this.addresses = addresses;
		this.outcome = outcome;
		this.found = client.loop().newPromise();
	}

	void start() {
		long timeout = TimeUnit.NANOSECONDS.convert(this.client.options().liveness().connectTimeout());
		this.timer = this.client.loop().schedule(this::timedOut, timeout, TimeUnit.NANOSECONDS);
		this.found.addListener((result) -> {
			if (result.isSuccess()) {
				this.left.addAll(this.addresses.inOrder(this.found.getNow()));
				tryNext();
			}
			else if (!result.isCancelled()) {
				fail(Causes.of(result.cause()));
			}
		});
		try {
			this.transport.lookUp(this.server, this.found);
		}
		catch (Throwable ex) { // as when no thread can be created for the lookup
			this.found.tryFailure(ex);
		}
	}

	private void tryNext() {
		TlsOptions tls = this.client.options().tls();
		if (tls == null) {
			race(null);
		}
		else {
			OffLoop.call(this.client, () -> Tls.handler(tls, this.server), this::race, this::tlsUnavailable);
		}
	}

	private void tlsUnavailable(Throwable failure) { // now, but it may be there later
		fail(new ConnectionCause(ConnectionCause.Type.NETWORK, "TLS can't be set up: " + failure, null, failure));
	}

	private void race(@Nullable ChannelHandler tls) {
		if (!this.ended) {
			this.tls = tls;
			this.race = new AddressRace(this.client, this.transport, List.copyOf(this.left), this.cause != null, this);
			this.race.start();
		}
	}

	@Override
	public void failed(Route route, Throwable failure) {
		ConnectionCause cause = Causes.of(failure);
		boolean refused = Causes.isRefused(cause);
		this.addresses.failed(route, refused ? AddressBook.Sight.REFUSES : AddressBook.Sight.UNREACHABLE);
		note(route, cause, refused ? REFUSED : NOT_OPENED);
	}

	private void note(Route route, ConnectionCause cause, int how) {
		logger.debug("MQTT client '{}' can't connect to {} at {} ({})", this.client.label(), this.server, route, cause);
		this.left.remove(route);
		if (this.cause == null || how > this.furthest) {
			this.cause = cause;
			this.furthest = how;
		}
	}

	@Override
	public void lost() {
		this.race = null;
		fail(Objects.requireNonNull(this.cause));
	}

	@Override
	public void opened(Route route, Channel channel) {
		this.race = null;
		this.addresses.opened(route);
		this.route = route;
		this.connection = new ConnectionAttempt(this.client, this.server, this.parameters, channel, this);
		boolean awaited = this.addresses.isAwaited(route);
		this.connection.start(this.tls, this.left.size() > 1 && !awaited);
	}

	@Override
	public void failed(ConnectionCause cause) {
		ConnectionAttempt connection = this.connection;
		Route route = this.route;
		this.connection = null;
		if (connection == null || route == null || isAnswer(cause)) {
			fail(cause);
			return;
		}
		boolean webSocket = connection.stage().equals(Attempt.OPENING_WEBSOCKET);
		if (Causes.isClosed(cause) && (webSocket || connection.isUnanswered()) && connection.isOnSocket()) {
			SilentClose.explain(this.client, route, this.addresses, webSocket, cause,
					(explained) -> failed(connection, route, explained));
		}
		else {
			failed(connection, route, cause);
		}
	}

	private void failed(ConnectionAttempt connection, Route route, ConnectionCause cause) {
		if (this.ended) {
			return;
		}
		if (cause.type() == ConnectionCause.Type.TIMEOUT) {
			this.unanswered |= connection.isUnanswered();
			this.silent.add(route);
		}
		boolean broker = cause.type() == ConnectionCause.Type.BROKER;
		this.addresses.failed(route, AddressBook.Sight.OPEN);
		note(route, cause, broker ? ANSWERED : connection.isAsked() ? ASKED : OPENED);
		if (this.left.isEmpty()) {
			fail(Objects.requireNonNull(this.cause));
		}
		else {
			tryNext();
		}
	}

	/**
	 * Return whether the broker would say the same at another address, or it is a matter
	 * of the client.
	 * @param cause why a connection failed
	 * @return whether to leave the other addresses alone
	 */
	private static boolean isAnswer(ConnectionCause cause) {
		if (cause.type() == ConnectionCause.Type.BROKER) {
			return cause.reasonCode() != ReasonCode.SERVER_UNAVAILABLE && cause.reasonCode() != ReasonCode.SERVER_BUSY;
		}
		return cause.exception() instanceof MqttCredentialsException
				|| cause.exception() instanceof MqttAuthenticationException;
	}

	@Override
	public void accepted(Channel channel, ConnectResult result) {
		if (end()) {
			this.outcome.accepted(channel, result);
		}
	}

	@Override
	public void cleaning() {
		stopTimer(); // it was accepted in time
	}

	@Override
	public void cleaned() {
		if (end()) {
			this.outcome.cleaned();
		}
	}

	private void timedOut() {
		ConnectionAttempt connection = this.connection;
		String stage = (connection != null) ? connection.stage() : "opening a TCP connection";
		ConnectionCause cause = new ConnectionCause(ConnectionCause.Type.TIMEOUT,
				"No connection within the time allowed (mqtt.connect-timeout, "
						+ this.client.options().liveness().connectTimeout().toMillis() + " ms); it ended while "
						+ stage);
		if (connection != null && this.route != null) {
			this.unanswered |= connection.isUnanswered();
			this.addresses.failed(this.route, AddressBook.Sight.OPEN);
			note(this.route, cause, connection.isAsked() ? ASKED : OPENED);
		}
		fail((this.cause != null) ? this.cause : cause);
	}

	/**
	 * Return whether a server may receive a CONNECT yet that nobody waits for any more,
	 * or will if the attempt is given up now.
	 * @return whether one was sent and not answered
	 */
	boolean isUnanswered() {
		return this.unanswered || (this.connection != null && this.connection.isUnanswered());
	}

	/**
	 * Give the attempt up without a word.
	 */
	void abort() {
		end();
	}

	private void fail(ConnectionCause cause) {
		if (end()) {
			this.silent.forEach(this.addresses::givenUp);
			this.outcome.failed(cause);
		}
	}

	private boolean end() {
		if (this.ended) {
			return false;
		}
		this.ended = true;
		stopTimer();
		this.found.cancel(false);
		if (this.race != null) {
			this.race.stop();
		}
		if (this.connection != null) {
			this.connection.abort();
		}
		return true;
	}

	private void stopTimer() {
		if (this.timer != null) {
			this.timer.cancel(false);
		}
	}

}
