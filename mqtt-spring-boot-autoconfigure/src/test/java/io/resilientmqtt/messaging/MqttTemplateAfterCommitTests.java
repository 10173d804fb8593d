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

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.event.TransactionalEventListenerFactory;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Sending within a transaction.
 */
class MqttTemplateAfterCommitTests {

	private final FakeMqttClient client = new FakeMqttClient();

	private final MqttTemplate template = new MqttTemplate(this.client,
			new MqttMessageConverters(List.of(new JacksonJsonMqttMessageConverter(JsonMapper.shared()))));

	private final TransactionTemplate transaction = new TransactionTemplate(new Transactions());

	@BeforeEach
	void waitForTheCommit() {
		this.template.setAfterCommit(true);
	}

	@Test
	void publishesInOrderAfterTheCommit() {
		CompletableFuture<PublishResult> sent = this.transaction.execute((status) -> {
			CompletableFuture<PublishResult> first = this.template.send("a", "1");
			this.template.send("a", "2");
			assertThat(this.client.published()).isEmpty();
			assertThat(first).isNotDone();
			return first;
		});
		assertThat(sent).isCompletedWithValue(PublishResult.SUCCESS);
		assertThat(this.client.published()).extracting(MqttMessage::payloadAsString).containsExactly("1", "2");
	}

	@Test
	void publishesNothingIfTheTransactionIsRolledBack() {
		CompletableFuture<PublishResult> sent = this.transaction.execute((status) -> {
			status.setRollbackOnly();
			return this.template.send("a", "1");
		});
		assertThat(sent).isCancelled();
		assertThat(this.client.published()).isEmpty();
	}

	@Test
	void publishesNothingThatIsCancelledBeforeTheCommit() {
		this.transaction.executeWithoutResult((status) -> this.template.send("a", "1").cancel(false));
		assertThat(this.client.published()).isEmpty();
	}

	@Test
	void whatTheSenderGivesUpAfterTheCommitIsWithdrawn() {
		CompletableFuture<PublishResult> publishing = new CompletableFuture<>();
		this.template.setPublishInterceptor((message, client) -> publishing);
		CompletableFuture<PublishResult> sent = this.transaction.execute((status) -> this.template.send("a", "1"));
		assertThat(publishing).isNotDone();
		sent.completeExceptionally(new TimeoutException("as orTimeout() does"));
		assertThat(publishing).isCancelled();
	}

	@Test
	void aFailureAfterTheCommitIsThatOfTheFutureAlone() {
		this.template.setPublishInterceptor((message, client) -> {
			throw new IllegalStateException("on purpose");
		});
		CompletableFuture<PublishResult> sent = this.transaction.execute((status) -> this.template.send("a", "1"));
		assertThatExceptionOfType(CompletionException.class).isThrownBy(sent::join)
			.withRootCauseInstanceOf(IllegalStateException.class);
	}

	@Test
	void publishesAtOnceWithoutATransaction() {
		assertThat(this.template.send("a", "1")).isCompletedWithValue(PublishResult.SUCCESS);
	}

	@Test
	void publishesAtOnceUnlessToldToWait() {
		this.template.setAfterCommit(false);
		this.transaction.executeWithoutResult((status) -> {
			this.template.send("a", "1");
			assertThat(this.client.published()).hasSize(1);
		});
	}

	@Test
	void theRecipeOfTheDocumentationPublishesAfterTheCommitAlone() {
		this.template.setAfterCommit(false);
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.registerBean(TransactionalEventListenerFactory.class);
			context.registerBean(Orders.class, () -> new Orders(this.template));
			context.refresh();
			this.transaction.executeWithoutResult((status) -> {
				context.publishEvent(new OrderPlaced("rolled back"));
				status.setRollbackOnly();
			});
			this.transaction.executeWithoutResult((status) -> {
				context.publishEvent(new OrderPlaced("committed"));
				assertThat(this.client.published()).isEmpty();
			});
		}
		assertThat(this.client.published()).extracting(MqttMessage::topic).containsExactly("orders/placed");
	}

	record OrderPlaced(String id) {

	}

	static class Orders {

		private final MqttTemplate mqtt;

		Orders(MqttTemplate mqtt) {
			this.mqtt = mqtt;
		}

		@TransactionalEventListener // runs after the commit
		void publish(OrderPlaced event) {
			this.mqtt.send("orders/placed", event);
		}

	}

	/**
	 * Transactions of nothing.
	 */
	private static final class Transactions extends AbstractPlatformTransactionManager {

		@Override
		protected Object doGetTransaction() {
			return new Object();
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
		}

	}

}
