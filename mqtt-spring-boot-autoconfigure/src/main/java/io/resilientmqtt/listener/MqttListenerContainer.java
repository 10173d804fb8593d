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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.resilientmqtt.client.KeepAlive;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * Runs one listener: it takes the listener's messages from the client, hands them over
 * and acknowledges them when they have been handled. What the listener throws goes no
 * further.
 * <p>
 * All methods may be called from any thread, also by the listener itself. None of them
 * waits. Messages are handled on the listener's executor.
 */
public final class MqttListenerContainer {

	private static final long UNSUBSCRIBE_TIMEOUT = 10;

	private final MqttListenerEndpoint endpoint;

	private final MqttClient client;

	private final Supplier<CompletableFuture<?>> subscriptions;

	private final ListenerSettings settings;

	private final TrackingExecutor tracking;

	/** What receives, or {@code null} for the client's own threads. */
	private final @Nullable Executor executor;

	private final GracePeriod grace;

	private final IntakeFactory intakes;

	/** Guarded by this. */
	private volatile @Nullable Intake started;

	private final UnfinishedIntakes unfinished = new UnfinishedIntakes();

	/** Complete when a stopped listener may be started again; guarded by this. */
	private @Nullable CompletableFuture<Void> finishing;

	private volatile ContainerState state = ContainerState.NEW;

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
		this.subscriptions = subscriptions;
		this.settings = ListenerSettings.of(endpoint, options);
		this.tracking = new TrackingExecutor((executor != null) ? executor : new ListenerThreads(endpoint.id()));
		this.executor = (executor != null) ? this.tracking : null;
		this.grace = new GracePeriod(endpoint.id(), environment.shutdownTimeout());
		this.intakes = new IntakeFactory(endpoint, this.client, concerned, this.settings, this.executor,
				new DispatchFactory(endpoint, this.settings, environment, this.tracking));
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
		return this.state == ContainerState.RUNNING;
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
		Intake started = this.started;
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
				state(ContainerState.RUNNING);
				Intake started = this.started;
				if (started != null) {
					started.gate().open(Gate.Reason.STOPPED);
					if (!this.paused) {
						started.dispatch().resume();
					}
				}
			}
			default -> {
				state(ContainerState.RUNNING);
				if (!this.paused) {
					this.unfinished.release();
				}
				receive(new Gate());
			}
		}
		boolean missing = !this.subscribed;
		this.subscribed = true;
		return missing;
	}

	/**
	 * Change the state. A listener that runs keeps the application running.
	 * @param state the new state
	 */
	private void state(ContainerState state) {
		this.state = state;
		if (state == ContainerState.RUNNING) {
			KeepAlive.hold(this);
		}
		else {
			KeepAlive.stopped(this);
		}
	}

	/**
	 * The registry starts, but not this listener. If its broker keeps the subscriptions
	 * of an earlier life, what comes for them waits for it.
	 */
	synchronized void hold() {
		if (!this.settings.unsubscribeOnStop()
				&& (this.state == ContainerState.NEW || this.state == ContainerState.CLOSED)) {
			state(ContainerState.HELD);
			Gate gate = new Gate();
			gate.close(Gate.Reason.STOPPED);
			receive(gate).pause();
		}
	}

	private Dispatch receive(Gate gate) {
		if (this.started != null) {
			this.started.registration().close();
		}
		Intake intake = this.intakes.create(gate, this.paused);
		this.started = intake;
		return intake.dispatch();
	}

	/**
	 * Stop the listener, and let the others go on. If that ends its subscriptions
	 * ({@link MqttListenerOptions#unsubscribeOnStop()}), the broker is told, and what it
	 * sent before is handled to the end; a paused listener keeps that for its next start
	 * instead. Otherwise what comes waits for the next start as it does for a paused
	 * listener.
	 * @return complete when the messages being handled have been, or the shutdown timeout
	 * of the registry is over: then what has not been begun with waits for the next start
	 */
	public CompletableFuture<Void> stop() {
		return stop(this.subscriptions, false);
	}

	/**
	 * Stop the listener for good, end its subscriptions and handle what has come, also
	 * what a paused listener has kept and, as the broker would hold back messages for
	 * others otherwise, what is left after the shutdown timeout.
	 * @param subscriptions as for {@link #stop(Supplier, boolean)}
	 * @return as that of {@link #stop()}
	 */
	CompletableFuture<Void> end(Supplier<CompletableFuture<?>> subscriptions) {
		synchronized (this) {
			resume();
			if (this.state == ContainerState.HELD) {
				open();
			}
		}
		return stop(subscriptions, true).whenComplete((done, failure) -> this.unfinished.release());
	}

	/**
	 * Stop the listener, as one of several.
	 * @param subscriptions brings the subscriptions up to date; complete when the broker
	 * has answered
	 * @param forGood whether that ends those of this listener in any case
	 * @return as that of {@link #stop()}
	 */
	CompletableFuture<Void> stop(Supplier<CompletableFuture<?>> subscriptions, boolean forGood) {
		Intake stopped;
		CompletableFuture<Void> finished = new CompletableFuture<>();
		synchronized (this) {
			stopped = this.started;
			if (this.state != ContainerState.RUNNING || stopped == null) {
				return (this.finishing != null) ? this.finishing : CompletableFuture.completedFuture(null);
			}
			if (!forGood && !this.settings.unsubscribeOnStop()) {
				state(ContainerState.HELD);
				stopped.hold();
				return this.grace.inTime(stopped.dispatch().idle());
			}
			state(ContainerState.FINISHING);
			this.subscribed = false;
			this.finishing = finished;
		}
		CompletableFuture<?> unsubscribed = subscriptions.get();
		CompletableFuture<?> unused = (this.client.isConnected() ? unsubscribed.handle((done, failure) -> null)
				: CompletableFuture.completedFuture(null))
			.completeOnTimeout(null, UNSUBSCRIBE_TIMEOUT, TimeUnit.SECONDS)
			.thenCompose((answered) -> end(stopped))
			.whenComplete((done, failure) -> finished(finished));
		return finished;
	}

	private CompletableFuture<Void> end(Intake stopped) {
		CompletableFuture<Void> handled = stopped.registration()
			.finish()
			.thenCompose((received) -> stopped.dispatch().finish());
		if (this.paused) {
			this.unfinished.keep(stopped);
			return CompletableFuture.completedFuture(null);
		}
		return this.grace.inTime(handled, () -> this.unfinished.keep(stopped));
	}

	private void finished(CompletableFuture<Void> finished) {
		synchronized (this) {
			if (this.state == ContainerState.FINISHING) {
				this.started = null;
				this.finishing = null;
				this.state = ContainerState.NEW;
			}
		}
		finished.complete(null);
	}

	/**
	 * Return whether the calling thread is the listener's, which so can't wait for it.
	 * @return {@code true} if it is called by the listener
	 */
	boolean isCurrent() {
		Intake started = this.started;
		return started != null && started.dispatch().isCurrent();
	}

	/**
	 * Wait for what is being handled, but not for what the calling thread is handling.
	 * @return complete when it has been handled, or the shutdown timeout is over
	 */
	CompletableFuture<Void> othersIdle() {
		Intake started = this.started;
		return (started != null) ? this.grace.inTime(started.dispatch().idle())
				: CompletableFuture.completedFuture(null);
	}

	/**
	 * Hand over no message until {@link #resume()}; those being handled are handled to
	 * the end. What comes meanwhile is kept unacknowledged, up to the queue capacity, and
	 * holds no thread. Pausing twice does nothing. A listener that is paused stays so
	 * when it is stopped and started.
	 */
	public synchronized void pause() {
		this.paused = PauseLog.changed(this.endpoint.id(), this.paused, true);
		if (this.started != null) {
			this.started.gate().close(Gate.Reason.PAUSED);
			this.started.dispatch().pause();
		}
	}

	/**
	 * Hand messages over again.
	 */
	public synchronized void resume() {
		this.paused = PauseLog.changed(this.endpoint.id(), this.paused, false);
		if (this.state == ContainerState.RUNNING) {
			this.unfinished.release();
		}
		if (this.started != null) {
			this.started.gate().open(Gate.Reason.PAUSED);
			if (this.state != ContainerState.HELD) {
				this.started.dispatch().resume();
			}
		}
	}

	/**
	 * Give up what is being handled, and leave it to the broker, if it takes up an
	 * executor that is not the listener's own: the end of the application waits for that.
	 */
	void interrupt() {
		if (this.executor == null) {
			return;
		}
		Intake started = this.started;
		if (started != null) {
			CompletableFuture<?> unused = started.dispatch().close();
		}
		this.unfinished.leave(); // what a stop has waited for in vain
		this.tracking.interrupt();
	}

	/**
	 * Take no further message until the next start, because the client is about to
	 * disconnect. What comes now, or waits, is left to the broker.
	 * @return complete when the messages being handled have been, or the shutdown timeout
	 * is over
	 */
	synchronized CompletableFuture<Void> close() {
		this.unfinished.leave();
		Intake closed = this.started;
		if (closed == null) {
			return CompletableFuture.completedFuture(null);
		}
		state(ContainerState.CLOSED);
		this.subscribed = false;
		return this.grace.inTime(closed.leave());
	}

}
