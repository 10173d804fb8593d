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

package io.resilientmqtt.listener;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.Registration;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.TopicFilter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one listener: it takes the listener's messages from the client, hands them over
 * and acknowledges them when they have been handled. What the listener throws goes no
 * further.
 * <p>
 * All methods may be called from any thread, also by the listener itself. None of them
 * waits. Messages are handled on the listener's executor.
 */
public final class MqttListenerContainer {

	private static final Logger logger = LoggerFactory.getLogger(MqttListenerContainer.class);

	private static final long UNSUBSCRIBE_TIMEOUT = 10;

	private final MqttListenerEndpoint endpoint;

	private final MqttClient client;

	private final Predicate<MqttMessage> concerned;

	private final Supplier<CompletableFuture<?>> subscriptions;

	private final ListenerSettings settings;

	private final ListenerTurns turns;

	/** What receives, or {@code null} for the client's own threads. */
	private final @Nullable Executor executor;

	private final Supplier<Duration> shutdownTimeout;

	private final DispatchFactory dispatches;

	/** Guarded by this. */
	private volatile @Nullable Started started;

	/** Complete when a stopped listener may be started again; guarded by this. */
	private @Nullable CompletableFuture<Void> finishing;

	private volatile State state = State.NEW;

	private volatile boolean subscribed;

	private volatile boolean paused;

	/**
	 * Create a container.
	 * @param endpoint the listener
	 * @param environment what it has in common with other listeners
	 * @param concerned tells the messages delivered for the listener from those with the
	 * same topics for others alone
	 * @param subscriptions brings the subscriptions up to date with what is
	 * {@link #isSubscribed()}; complete when the broker has answered
	 * @param options how the listener is run, defaults included
	 * @param executor runs the listener, or {@code null} for the client's own threads
	 * @throws IllegalArgumentException if the options are not valid together
	 */
	MqttListenerContainer(MqttListenerEndpoint endpoint, ListenerEnvironment environment,
			Predicate<MqttMessage> concerned, Supplier<CompletableFuture<?>> subscriptions, MqttListenerOptions options,
			@Nullable Executor executor) {
		this.endpoint = endpoint;
		this.client = environment.client();
		this.concerned = concerned;
		this.subscriptions = subscriptions;
		this.settings = ListenerSettings.of(endpoint.id(), endpoint.listener(), options);
		this.turns = new ListenerTurns((executor != null) ? executor : new ListenerThreads(endpoint.id()));
		this.executor = (executor != null) ? this.turns : null;
		this.shutdownTimeout = environment.shutdownTimeout();
		this.dispatches = new DispatchFactory(endpoint, this.settings, environment, this.turns);
	}

	/**
	 * Return the listener that runs here.
	 * @return the endpoint
	 */
	public MqttListenerEndpoint getEndpoint() {
		return this.endpoint;
	}

	/**
	 * Return whether the listener is started. A paused listener is.
	 * @return {@code true} between start and stop
	 */
	public boolean isRunning() {
		return this.state == State.RUNNING;
	}

	/**
	 * Return whether the listener is paused.
	 * @return {@code true} between {@link #pause()} and {@link #resume()}
	 */
	public boolean isPaused() {
		return this.paused;
	}

	/**
	 * Return how many messages the listener was handed and has not finished, besides
	 * those that wait for it in the client.
	 * @return the count, which may include the one that is being handed over
	 */
	public int getUnfinished() {
		Started started = this.started;
		return (started != null) ? started.dispatch().unfinished() : 0;
	}

	/**
	 * Return whether the listener starts with its registry.
	 * @return {@code false} if it is started at run time alone
	 */
	public boolean isAutoStartup() {
		return this.settings.autoStartup();
	}

	boolean isSubscribed() {
		return this.subscribed;
	}

	/**
	 * Start the listener: subscribe to its topics unless that is done, and take messages.
	 * A listener that is being stopped starts when it has been. Starting twice does
	 * nothing.
	 */
	public void start() {
		if (open()) {
			CompletableFuture<?> unused = this.subscriptions.get();
		}
	}

	/**
	 * Start the listener without its subscriptions.
	 * @return whether subscriptions are missing
	 */
	synchronized boolean open() {
		switch (this.state) {
			case RUNNING -> {
				return false;
			}
			case FINISHING -> {
				CompletableFuture<Void> finishing = this.finishing;
				if (finishing != null) {
					this.finishing = null; // once
					CompletableFuture<?> unused = finishing.whenComplete((done, failure) -> start());
				}
				return false;
			}
			case HELD -> {
				this.state = State.RUNNING;
				Started started = this.started;
				if (started != null) {
					started.gate().open(Gate.Reason.STOPPED);
					if (!this.paused) {
						started.dispatch().resume();
					}
				}
			}
			default -> {
				this.state = State.RUNNING;
				receive(new Gate());
			}
		}
		boolean missing = !this.subscribed;
		this.subscribed = true;
		return missing;
	}

	/**
	 * The registry starts, but not this listener. If its broker keeps the subscriptions
	 * of an earlier life, what comes for them waits for it.
	 */
	synchronized void hold() {
		if (!this.settings.unsubscribeOnStop() && (this.state == State.NEW || this.state == State.CLOSED)) {
			this.state = State.HELD;
			Gate gate = new Gate();
			gate.close(Gate.Reason.STOPPED);
			receive(gate).pause();
		}
	}

	private Dispatch receive(Gate gate) {
		if (this.started != null) {
			this.started.registration().close();
		}
		Dispatch dispatch = this.dispatches.create(gate);
		if (this.paused) {
			gate.close(Gate.Reason.PAUSED);
			dispatch.pause();
		}
		// A share name is a matter of the subscription, the topics don't have it
		Set<TopicFilter> filters = this.endpoint.topics()
			.stream()
			.map((topic) -> TopicFilter.of(topic.filter().levels()))
			.collect(Collectors.toSet());
		Registration registration = this.client
			.addReceiver(new Receiver(this.endpoint.id(), filters, (message, acknowledgement) -> {
				if (this.concerned.test(message)) {
					dispatch.receive(message, acknowledgement);
				}
				else {
					acknowledgement.acknowledge();
				}
			}, this.settings.inboxCapacity(), this.settings.overflow(), this.executor));
		gate.attach(registration);
		this.started = new Started(registration, dispatch, gate);
		return dispatch;
	}

	/**
	 * Stop the listener, and let the others go on. If that ends its subscriptions
	 * ({@link MqttListenerOptions#unsubscribeOnStop()}), the broker is told, and what it
	 * sent before is handled to the end; a paused listener leaves that to the broker
	 * instead. Otherwise what comes waits for the next start as it does for a paused
	 * listener.
	 * @return complete when the messages being handled have been, or the shutdown timeout
	 * of the registry is over: then what has not been begun with is left to the broker
	 */
	public CompletableFuture<Void> stop() {
		Started stopped;
		CompletableFuture<Void> finished = new CompletableFuture<>();
		synchronized (this) {
			stopped = this.started;
			if (this.state != State.RUNNING || stopped == null) {
				return (this.finishing != null) ? this.finishing : CompletableFuture.completedFuture(null);
			}
			if (!this.settings.unsubscribeOnStop()) {
				this.state = State.HELD;
				stopped.gate().close(Gate.Reason.STOPPED);
				stopped.dispatch().pause();
				return inTime(stopped.dispatch().idle(), () -> {
				});
			}
			this.state = State.FINISHING;
			this.subscribed = false;
			this.finishing = finished;
		}
		CompletableFuture<?> unsubscribed = this.subscriptions.get();
		CompletableFuture<?> unused = (this.client.isConnected() ? unsubscribed.handle((done, failure) -> null)
				: CompletableFuture.completedFuture(null))
			.completeOnTimeout(null, UNSUBSCRIBE_TIMEOUT, TimeUnit.SECONDS)
			.thenCompose((answered) -> inTime(end(stopped), () -> leave(stopped)))
			.whenComplete((done, failure) -> finished(finished));
		return finished;
	}

	/**
	 * Wait no longer than the shutdown timeout for messages being handled.
	 * @param handled complete when they have been
	 * @param otherwise what to do if they have not
	 * @return complete in any case
	 */
	private CompletableFuture<Void> inTime(CompletableFuture<Void> handled, Runnable otherwise) {
		Duration timeout = this.shutdownTimeout.get();
		return handled.copy().orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS).exceptionally((late) -> {
			logger.warn("Listener '{}' is still handling a message after {} (mqtt.shutdown-timeout)",
					this.endpoint.id(), timeout);
			otherwise.run();
			return null;
		});
	}

	private CompletableFuture<Void> end(Started stopped) {
		if (this.paused) {
			stopped.registration().close();
			return stopped.dispatch().close();
		}
		return stopped.registration().finish().thenCompose((received) -> stopped.dispatch().finish());
	}

	private static void leave(Started stopped) {
		stopped.registration().close();
		CompletableFuture<?> unused = stopped.dispatch().close();
	}

	private void finished(CompletableFuture<Void> finished) {
		synchronized (this) {
			if (this.state == State.FINISHING) {
				this.started = null;
				this.finishing = null;
				this.state = State.NEW;
			}
		}
		finished.complete(null);
	}

	/**
	 * Hand over no message until {@link #resume()}; those being handled are handled to
	 * the end. What comes meanwhile is kept unacknowledged, up to the queue capacity, and
	 * holds no thread. Pausing twice does nothing. A listener that is paused stays so
	 * when it is stopped and started.
	 */
	public synchronized void pause() {
		this.paused = true;
		if (this.started != null) {
			this.started.gate().close(Gate.Reason.PAUSED);
			this.started.dispatch().pause();
		}
	}

	/**
	 * Hand messages over again.
	 */
	public synchronized void resume() {
		this.paused = false;
		if (this.started != null) {
			this.started.gate().open(Gate.Reason.PAUSED);
			if (this.state != State.HELD) {
				this.started.dispatch().resume();
			}
		}
	}

	/**
	 * Take no further message until the next start, because the client is about to
	 * disconnect. What comes now, or waits, is left to the broker.
	 * @return complete when the messages being handled have been, or the shutdown timeout
	 * is over
	 */
	synchronized CompletableFuture<Void> close() {
		Started closed = this.started;
		if (closed == null) {
			return CompletableFuture.completedFuture(null);
		}
		this.state = State.CLOSED;
		this.subscribed = false;
		// It keeps messages from being acknowledged unhandled
		closed.registration().suspend();
		return inTime(closed.dispatch().close(), () -> {
		});
	}

	private enum State {

		/** Takes no messages. */
		NEW,

		/** Takes messages. */
		RUNNING,

		/** Stopped, and messages wait for it. */
		HELD,

		/** Stopped, and handles what came before. */
		FINISHING,

		/** Stopped with all others. */
		CLOSED

	}

	private record Started(Registration registration, Dispatch dispatch, Gate gate) {

	}

}
