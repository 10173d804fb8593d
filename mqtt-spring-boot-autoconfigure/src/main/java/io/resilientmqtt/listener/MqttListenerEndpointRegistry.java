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
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.resilientmqtt.client.ClientAnswers;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.KeepAlive;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.Registration;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;

/**
 * The listeners of a client. Starting it registers them all and subscribes to what they
 * listen to; it must happen before the client connects, so that no message of a resumed
 * session comes too early. Stopping it stops each listener as
 * {@link MqttListenerContainer#stop()} does and waits for the messages being handled, but
 * not for one that stops it; it leaves the client connected, so that others may still
 * publish and wait for replies.
 * <p>
 * Safe for use by several threads.
 */
public class MqttListenerEndpointRegistry
		implements SmartLifecycle, DisposableBean, ApplicationContextAware, ApplicationListener<ContextClosedEvent> {

	/**
	 * Phase of the listeners: they stop before the web server does, as those of other
	 * messaging technologies do.
	 */
	public static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 100;

	private final MqttClient client;

	private final ListenerSubscriptions subscriptions;

	private final Map<String, MqttListenerContainer> containers = Collections.synchronizedMap(new LinkedHashMap<>());

	private MqttListenerContainerFactory containerFactory = new MqttListenerContainerFactory(MqttListenerOptions.UNSET);

	private List<MqttListenerDecorator> decorators = List.of();

	private volatile Duration shutdownTimeout = Duration.ofSeconds(10);

	private final ListenerEnvironment environment;

	private @Nullable Registration events;

	private @Nullable ApplicationContext applicationContext;

	/**
	 * Whether the client will outlive this registry, as it belongs to a parent context.
	 */
	private volatile boolean outlived;

	/**
	 * Create a registry without listeners.
	 * @param client the client that receives the messages
	 */
	public MqttListenerEndpointRegistry(MqttClient client) {
		this(client, Delays.JDK);
	}

	MqttListenerEndpointRegistry(MqttClient client, Delays delays) {
		this.client = client;
		this.environment = new ListenerEnvironment(client, () -> this.shutdownTimeout, delays);
		this.subscriptions = new ListenerSubscriptions(client, this::getListenerContainers);
	}

	/**
	 * Set the options and threads that listeners registered from now on have unless they
	 * or their own factory say otherwise.
	 * @param containerFactory the factory
	 */
	public void setContainerFactory(MqttListenerContainerFactory containerFactory) {
		this.containerFactory = containerFactory;
	}

	/**
	 * Set what is put around each listener that is registered from now on.
	 * @param decorators the decorators, the innermost first
	 */
	public void setListenerDecorators(List<MqttListenerDecorator> decorators) {
		this.decorators = List.copyOf(decorators);
	}

	/**
	 * Set how long stopping, also of one listener, waits for the messages being handled.
	 * @param shutdownTimeout zero or more; 10 seconds unless set
	 */
	public void setShutdownTimeout(Duration shutdownTimeout) {
		this.shutdownTimeout = shutdownTimeout;
	}

	/**
	 * Set how topics that overlap while neither covers the other are subscribed to.
	 * @param overlap {@link ListenerOverlap#MERGE} unless set
	 */
	public void setOverlap(ListenerOverlap overlap) {
		this.subscriptions.overlap(overlap);
	}

	/**
	 * Register a listener. If the registry is running, the listener starts at once.
	 * @param endpoint the listener
	 * @return what runs it
	 * @throws IllegalArgumentException if its id is taken, or another listens to the same
	 * filter with other options
	 */
	public MqttListenerContainer registerEndpoint(MqttListenerEndpoint endpoint) {
		return registerEndpoint(endpoint, this.containerFactory);
	}

	/**
	 * Register a listener with a factory of its own. If the registry is running, the
	 * listener starts at once.
	 * @param endpoint the listener
	 * @param factory the options and threads that the endpoint does not set; what the
	 * factory does not set either is taken from the registry's
	 * @return what runs it
	 * @throws IllegalArgumentException if its id is taken, another listens to the same
	 * filter with other options, or its own are not valid together
	 */
	public synchronized MqttListenerContainer registerEndpoint(MqttListenerEndpoint endpoint,
			MqttListenerContainerFactory factory) {
		if (this.containers.containsKey(endpoint.id())) {
			throw new IllegalArgumentException(
					"there is already a listener with the id '" + endpoint.id() + "'; choose another");
		}
		this.subscriptions.check(endpoint);
		MqttListenerContainerFactory completed = factory.withDefaults(this.containerFactory);
		MqttListenerEndpoint decorated = decorate(endpoint);
		MqttListenerOptions options = endpoint.options().withDefaults(completed.getOptions());
		Executor executor = (options.executor() != null) ? options.executor() : completed.getTaskExecutor();
		MqttListenerContainer container = container(decorated, options, executor);
		this.subscriptions.register(decorated);
		this.containers.put(endpoint.id(), container);
		if (isRunning()) {
			if (container.isAutoStartup()) {
				container.start();
			}
			else {
				container.hold();
			}
		}
		return container;
	}

	private MqttListenerContainer container(MqttListenerEndpoint endpoint, MqttListenerOptions options,
			@Nullable Executor executor) {
		OverlapDeduplicator deduplicator = new OverlapDeduplicator();
		try {
			return new MqttListenerContainer(endpoint, this.environment,
					(message) -> this.subscriptions.concerns(endpoint, message, deduplicator),
					() -> updateSubscriptions(endpoint), options, executor);
		}
		catch (RuntimeException ex) {
			unregistered(endpoint);
			throw ex;
		}
	}

	private void unregistered(MqttListenerEndpoint endpoint) {
		this.decorators.forEach((decorator) -> decorator.unregistered(endpoint, this.client));
	}

	private CompletableFuture<?> updateSubscriptions(MqttListenerEndpoint endpoint) {
		MqttListenerContainer container = this.containers.get(endpoint.id());
		return this.subscriptions.update(endpoint,
				() -> container != null && container.getEndpoint() == endpoint && container.isSubscribed());
	}

	private MqttListenerEndpoint decorate(MqttListenerEndpoint endpoint) {
		MqttMessageListener listener = endpoint.listener();
		for (MqttListenerDecorator decorator : this.decorators) {
			listener = decorator.decorate(endpoint, listener, this.client);
		}
		return (listener != endpoint.listener()) ? endpoint.withListener(listener) : endpoint;
	}

	/**
	 * Return the container of a listener.
	 * @param id the id of the listener
	 * @return the container or {@code null} if there is none
	 */
	public @Nullable MqttListenerContainer getListenerContainer(String id) {
		return this.containers.get(id);
	}

	/**
	 * Return the ids of all listeners.
	 * @return a snapshot in the order of registration
	 */
	public Set<String> getListenerContainerIds() {
		synchronized (this.containers) {
			return Collections.unmodifiableSet(new LinkedHashSet<>(this.containers.keySet()));
		}
	}

	/**
	 * Stop a listener, end its subscriptions and forget it. Its id is free at once. If
	 * the registry is not running nothing is sent to the broker.
	 * @param id the id of the listener
	 * @return what ran it, or {@code null} if there is none; {@code stop()} of it is
	 * complete when the messages being handled have been
	 */
	public @Nullable MqttListenerContainer unregisterListenerContainer(String id) {
		MqttListenerContainer container;
		boolean running;
		synchronized (this) {
			container = this.containers.remove(id);
			running = isRunning() || this.outlived;
			if (container != null) { // before another has the id
				unregistered(container.getEndpoint());
			}
		}
		if (container != null) {
			this.subscriptions.unregister(container.getEndpoint());
			CompletableFuture<?> unused = running ? container.end(this.subscriptions::update) : container.close();
		}
		return container;
	}

	/**
	 * Return the containers of all listeners.
	 * @return a snapshot in the order of registration
	 */
	public Collection<MqttListenerContainer> getListenerContainers() {
		synchronized (this.containers) {
			return List.copyOf(this.containers.values());
		}
	}

	@Override
	public synchronized void start() {
		if (!isRunning()) {
			for (MqttListenerContainer container : getListenerContainers()) {
				if (container.isAutoStartup()) {
					container.open();
				}
				else {
					container.hold();
				}
			}
			this.events = ClientAnswers.registration(this.client.onConnectionEvent(this::onConnectionEvent));
			CompletableFuture<?> unused = this.subscriptions.update();
			if (this.client.isConnected()) {
				this.subscriptions.connected();
			}
		}
	}

	private void onConnectionEvent(ConnectionEvent event) {
		if (event instanceof ConnectionEvent.Up) {
			this.subscriptions.connected();
		}
	}

	@Override
	public void stop() {
		stopContainers().join();
	}

	@Override
	public void stop(Runnable callback) {
		CompletableFuture<?> unused = stopContainers().thenRun(callback);
	}

	private synchronized CompletableFuture<Void> stopContainers() {
		Registration registration = this.events;
		if (registration == null) {
			return CompletableFuture.completedFuture(null);
		}
		this.events = null;
		registration.close();
		CompletableFuture<@Nullable Object> unsubscribed = new CompletableFuture<>();
		List<CompletableFuture<Void>> stopped = new ArrayList<>();
		for (MqttListenerContainer container : getListenerContainers()) {
			CompletableFuture<Void> itself = this.outlived ? container.end(() -> unsubscribed)
					: container.stop(() -> unsubscribed, false);
			stopped.add(container.isCurrent() ? container.othersIdle() : itself);
		}
		CompletableFuture<?> unused = this.subscriptions.update()
			.whenComplete((answered, failure) -> unsubscribed.complete(null));
		return CompletableFuture.allOf(stopped.toArray(CompletableFuture[]::new));
	}

	private CompletableFuture<Void> endContainers() {
		return CompletableFuture.allOf(getListenerContainers().stream()
			.map((container) -> container.end(this.subscriptions::update))
			.toArray(CompletableFuture[]::new));
	}

	/**
	 * The application ends. Executors of it end before the listeners are stopped, and
	 * wait for their tasks; they don't for those of listeners longer than the shutdown
	 * timeout. If it is a child context that ends, and the client is its parent's, the
	 * listeners end and the client goes on.
	 */
	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (event.getApplicationContext() != this.applicationContext) {
			return;
		}
		this.outlived = isOutlived(event.getApplicationContext());
		if (!this.outlived) {
			this.environment.delays()
				.after(this.shutdownTimeout.toNanos(),
						() -> getListenerContainers().forEach(MqttListenerContainer::interrupt));
		}
	}

	private boolean isOutlived(ApplicationContext context) {
		ApplicationContext parent = context.getParent();
		return parent != null
				&& BeanFactoryUtils.beansOfTypeIncludingAncestors(parent, MqttClient.class, true, false)
					.containsValue(this.client)
				&& !context.getBeansOfType(MqttClient.class, true, false).containsValue(this.client);
	}

	@Override
	public void setApplicationContext(ApplicationContext applicationContext) {
		this.applicationContext = applicationContext;
	}

	/**
	 * Leave to the broker what still waits for listeners, as the client is about to
	 * disconnect. If it is not, for it is a parent context's, end the subscriptions of
	 * listeners that were stopped before, too.
	 */
	@Override
	public void destroy() {
		if (this.outlived) {
			endContainers().join();
			getListenerContainers().forEach((container) -> unregistered(container.getEndpoint()));
		}
		else {
			for (MqttListenerContainer container : getListenerContainers()) {
				CompletableFuture<?> unused = container.close();
			}
		}
		KeepAlive.release(this);
	}

	@Override
	public synchronized boolean isRunning() {
		return this.events != null;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
