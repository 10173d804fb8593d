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

package io.resilientmqtt.observation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.listener.MqttListenerContainer;
import io.resilientmqtt.listener.MqttListenerContainerFactory;
import io.resilientmqtt.listener.MqttListenerEndpoint;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.listener.MqttListenerOptions;
import io.resilientmqtt.listener.MqttMessageListener;
import io.resilientmqtt.listener.adapter.MqttListenerMethodFactory;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicTemplate;
import io.resilientmqtt.messaging.MqttMessageConverters;
import io.resilientmqtt.messaging.MqttTemplate;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.core.task.support.TaskExecutorAdapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What is bound to a thread, an observation and what the application binds itself, is
 * where a user of Micrometer's Context Propagation looks for it.
 */
class ContextPropagationTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	private static final ThreadLocal<@Nullable String> user = new ThreadLocal<>();

	private final FakeMqttClient client = new FakeMqttClient();

	private final TestObservationRegistry observations = TestObservationRegistry.create();

	private final ObservationRegistry before = ObservationThreadLocalAccessor.getInstance().getObservationRegistry();

	private final ExecutorService pool = Executors.newCachedThreadPool();

	private final List<String> seen = new CopyOnWriteArrayList<>();

	@BeforeEach
	void register() {
		ContextRegistry.getInstance().registerThreadLocalAccessor(new UserAccessor());
		ObservationThreadLocalAccessor.getInstance().setObservationRegistry(this.observations);
	}

	@AfterEach
	void unregister() {
		user.remove();
		ContextRegistry.getInstance().removeThreadLocalAccessor(UserAccessor.KEY);
		ObservationThreadLocalAccessor.getInstance().setObservationRegistry(this.before);
		this.pool.shutdownNow();
	}

	private @Nullable String current() {
		Observation observation = this.observations.getCurrentObservation();
		return (observation != null) ? observation.getContext().getName() : null;
	}

	private static MqttMessage message(String payload) {
		return MqttMessage.builder("a").payload(payload).qos(QoS.AT_LEAST_ONCE).build();
	}

	@Test
	void stagesOfWhatATemplateSendsHaveTheContextOfTheSender() throws Exception {
		CompletableFuture<PublishResult> publication = new CompletableFuture<>();
		this.client.onPublish((message) -> publication);
		CompletableFuture<Void> stage = Observation.createNotStarted("sender", this.observations).observe(() -> {
			user.set("Ada");
			return new MqttTemplate(this.client).send("a", "1")
				.thenAccept((result) -> this.seen.add(current() + " of " + user.get()));
		});
		user.remove();
		this.pool.submit(() -> {
			publication.complete(PublishResult.SUCCESS);
			this.seen.add(current() + " of " + user.get());
		}).get(60, TimeUnit.SECONDS);
		assertThat(stage).isCompleted();
		assertThat(this.seen).containsExactly("sender of Ada", "null of null");
	}

	@Test
	void stagesOfARequestThatFailsHaveTheContextOfTheSender() throws Exception {
		CompletableFuture<PublishResult> publication = new CompletableFuture<>();
		this.client.onPublish((message) -> publication);
		this.client.up();
		user.set("Ada");
		CompletableFuture<?> stage = new MqttTemplate(this.client).sendAndReceive("a", "1", String.class)
			.whenComplete((reply, failure) -> this.seen.add(user.get() + ": " + failure.getMessage()));
		user.remove();
		this.pool.submit(() -> publication.completeExceptionally(new IllegalStateException("refused")))
			.get(60, TimeUnit.SECONDS);
		await().atMost(LONG).until(stage::isDone);
		assertThat(this.seen).singleElement().asString().startsWith("Ada: ").contains("refused");
	}

	@Test
	void givingUpTheFutureGivesUpThePublication() {
		CompletableFuture<PublishResult> publication = new CompletableFuture<>();
		this.client.onPublish((message) -> publication);
		user.set("Ada");
		CompletableFuture<PublishResult> future = new MqttTemplate(this.client).send("a", "1");
		assertThat(future.cancel(false)).isTrue();
		assertThat(publication).isCancelled();
		CompletableFuture<PublishResult> second = new CompletableFuture<>();
		this.client.onPublish((message) -> second);
		new MqttTemplate(this.client).send("a", "2").completeExceptionally(new TimeoutException("enough"));
		assertThat(second).isCancelled();
	}

	@Test
	void theCancellationOfAPublicationIsOneOfTheFuture() {
		CompletableFuture<PublishResult> publication = new CompletableFuture<>();
		this.client.onPublish((message) -> publication);
		user.set("Ada");
		CompletableFuture<PublishResult> future = new MqttTemplate(this.client).send("a", "1");
		publication.cancel(false);
		assertThat(future).isCancelled();
	}

	@Test
	void withoutAContextTheFutureIsTheClients() {
		CompletableFuture<PublishResult> publication = new CompletableFuture<>();
		this.client.onPublish((message) -> publication);
		assertThat(new MqttTemplate(this.client).send("a", "1")).isSameAs(publication);
	}

	@Test
	void whatAListenerHandsToAnExecutorHasTheObservationOfTheMessage() throws Exception {
		TaskExecutorAdapter async = new TaskExecutorAdapter(this.pool);
		async.setTaskDecorator(new ContextPropagatingTaskDecorator());
		observed((message) -> async.submit(() -> this.seen.add(String.valueOf(current()))).get(60, TimeUnit.SECONDS))
			.handle(message("1"));
		assertThat(this.seen).containsExactly("mqtt.listener");
		assertThat(current()).isNull();
	}

	@Test
	void aMonoOfAListenerHasTheObservationOfTheMessageInItsContext() throws Exception {
		MqttMessageListener method = new MqttListenerMethodFactory(this.client, new MqttMessageConverters(List.of()))
			.create(this, getClass().getDeclaredMethod("mono", String.class), List.of(TopicTemplate.of("a")));
		assertThat(observed(method).handle(message("1")).toCompletableFuture().get(60, TimeUnit.SECONDS))
			.isEqualTo("mqtt.listener");
	}

	Mono<String> mono(String payload) {
		return Mono.deferContextual((context) -> {
			Observation observation = context.get(ObservationThreadLocalAccessor.KEY);
			return Mono.just(String.valueOf(observation.getContext().getName()));
		});
	}

	private MqttMessageListener observed(MqttMessageListener listener) {
		return new ObservedListeners(this.observations, null, (client) -> "default")
			.decorate(MqttListenerEndpoint.builder("test", listener).topics("a").build(), listener, this.client);
	}

	@Test
	void whoHasAListenerGoOnLendsItNoContext() {
		TaskExecutorAdapter executor = new TaskExecutorAdapter(this.pool);
		executor.setTaskDecorator(new ContextPropagatingTaskDecorator());
		for (int concurrency : new int[] { 1, 2 }) {
			this.seen.clear();
			MqttListenerEndpointRegistry registry = new MqttListenerEndpointRegistry(this.client);
			MqttListenerContainer container = registry.registerEndpoint(MqttListenerEndpoint
				.builder("test" + concurrency, (message) -> this.seen.add(current() + " of " + user.get()))
				.topics("a")
				.options(MqttListenerOptions.builder().concurrency(concurrency).build())
				.build(), new MqttListenerContainerFactory(MqttListenerOptions.UNSET, executor));
			registry.start();
			Observation.createNotStarted("request", this.observations).observe(() -> {
				user.set("Ada");
				container.pause();
				this.client.deliver("a", "1");
				container.resume();
			});
			await().atMost(LONG).until(() -> !this.seen.isEmpty());
			assertThat(this.seen).containsExactly("null of null");
			registry.stop();
		}
	}

	/**
	 * As Spring Security has one for its context.
	 */
	private static final class UserAccessor implements ThreadLocalAccessor<String> {

		static final String KEY = "user";

		@Override
		public Object key() {
			return KEY;
		}

		@Override
		public @Nullable String getValue() {
			return user.get();
		}

		@Override
		public void setValue(String value) {
			user.set(value);
		}

		@Override
		public void setValue() {
			user.remove();
		}

	}

}
