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

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.handler.codec.EncoderException;
import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A message of which no packet can be made costs itself alone.
 */
class UnsendableTests {

	private static final byte[] LONG = new byte[5000];

	private final Buffers buffers = new Buffers();

	private VirtualClient client(ProtocolVersion version) {
		VirtualClient client = new VirtualClient(
				(options) -> options.protocolVersion(version).clientId("me").clean(false).cleanInit(false));
		client.buffers = this.buffers;
		return client;
	}

	private static void accept(VirtualClient client, boolean sessionPresent, int... properties) {
		if (client.context.options().protocolVersion() == ProtocolVersion.MQTT_5) {
			client.acceptMqtt5(sessionPresent, properties);
		}
		else {
			client.accept();
			client.receive(0x20, 2, sessionPresent ? 1 : 0, 0);
			client.sent();
		}
	}

	private static MqttMessage message(String topic, byte[] payload, QoS qos) {
		return MqttMessage.builder(topic).payload(payload).qos(qos).build();
	}

	private static void assertThatUnsendable(CompletableFuture<PublishResult> future) {
		assertThat(future).isCompletedExceptionally();
		assertThatThrownBy(future::join).cause()
			.isInstanceOfSatisfying(MqttPublishException.class,
					(failure) -> assertThat(failure.reason()).isEqualTo(Reason.UNSENDABLE))
			.hasMessageContainingAll("'long'", "5000 bytes");
	}

	@ParameterizedTest
	@CsvSource({ "MQTT_3_1_1, AT_MOST_ONCE, false", "MQTT_3_1_1, AT_LEAST_ONCE, true",
			"MQTT_3_1_1, EXACTLY_ONCE, false", "MQTT_5, AT_MOST_ONCE, true", "MQTT_5, AT_LEAST_ONCE, false",
			"MQTT_5, EXACTLY_ONCE, true" })
	void itFailsAndTheOthersGoOn(ProtocolVersion version, QoS qos, boolean error) {
		VirtualClient client = client(version);
		CompletableFuture<PublishResult> first = client.publish(message("t", new byte[1], QoS.AT_LEAST_ONCE));
		CompletableFuture<PublishResult> unsendable = client.publish(message("long", LONG, qos));
		CompletableFuture<PublishResult> last = client.publish(message("t", new byte[1], QoS.AT_LEAST_ONCE));
		this.buffers.limit(4096, error);
		client.accept();
		int[] connack = (version == ProtocolVersion.MQTT_5) ? new int[] { 0x20, 3, 0, 0, 0 }
				: new int[] { 0x20, 2, 0, 0 };
		client.receive(connack);
		assertThatUnsendable(unsendable);
		int lastId = (qos == QoS.AT_MOST_ONCE) ? 2 : 3;
		String properties = (version == ProtocolVersion.MQTT_5) ? "00" : "";
		assertThat(client.sent()).endsWith("320%d0001740001%s00320%d000174000%d%s00"
			.formatted(properties.isEmpty() ? 6 : 7, properties, properties.isEmpty() ? 6 : 7, lastId, properties));
		client.receive(0x40, 2, 0, 1);
		client.receive(0x40, 2, 0, lastId);
		assertThat(first).isCompleted();
		assertThat(last).isCompleted();
		assertThat(client.isClosed()).isFalse();
		assertThat(client.context.publications().buffer().pending()).isZero();
		assertThat(client.context.publications().underWay()).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "MQTT_3_1_1", "MQTT_5" })
	void itFailsWhenItIsToBeSentAgainInASession(ProtocolVersion version) {
		VirtualClient client = client(version);
		accept(client, false);
		CompletableFuture<PublishResult> unsendable = client.publish(message("long", LONG, QoS.AT_LEAST_ONCE));
		CompletableFuture<PublishResult> last = client.publish(QoS.AT_LEAST_ONCE);
		client.closeConnection();
		client.pass(Duration.ofSeconds(5));
		this.buffers.limit(4096, true);
		accept(client, true);
		assertThatUnsendable(unsendable);
		client.receive(0x40, 2, 0, 2);
		assertThat(last).isCompleted();
		assertThat(client.isClosed()).isFalse();
	}

	@Test
	void itFailsWhenItIsToBeRepeated() {
		VirtualClient client = client(ProtocolVersion.MQTT_3_1_1);
		accept(client, false);
		CompletableFuture<PublishResult> unsendable = client.publish(message("long", LONG, QoS.AT_LEAST_ONCE));
		CompletableFuture<PublishResult> last = client.publish(QoS.AT_LEAST_ONCE);
		this.buffers.limit(4096, true);
		client.pass(Duration.ofMillis(10_010));
		assertThatUnsendable(unsendable);
		client.sent();
		client.pass(Duration.ofSeconds(10));
		assertThat(client.sent()).contains("3a06000174000278");
		client.receive(0x40, 2, 0, 2);
		assertThat(last).isCompleted();
	}

	@Test
	void noBufferAtAllCostsAsLittle() {
		VirtualClient client = client(ProtocolVersion.MQTT_3_1_1);
		accept(client, false);
		this.buffers.limit(0, true);
		CompletableFuture<PublishResult> unsendable = client.publish(message("long", LONG, QoS.AT_LEAST_ONCE));
		assertThatUnsendable(unsendable);
		this.buffers.limit(Integer.MAX_VALUE, true);
		client.publish(QoS.AT_MOST_ONCE);
		assertThat(client.sent()).isEqualTo("300400017478");
	}

	@Test
	void anAliasThatWasNotSentIsSentWithTheNextMessage() {
		VirtualClient client = client(ProtocolVersion.MQTT_5);
		accept(client, false, 0x22, 0, 10);
		this.buffers.limit(4096, true);
		client.publish(message("long/enough", LONG, QoS.AT_MOST_ONCE));
		assertThat(client.sent()).isEmpty();
		client.publish(message("long/enough", new byte[1], QoS.AT_MOST_ONCE));
		assertThat(client.sent()).isEqualTo("3012000b6c6f6e672f656e6f7567680323000100");
		client.publish(message("long/enough", new byte[1], QoS.AT_MOST_ONCE));
		assertThat(client.sent()).isEqualTo("300700000323000100");
	}

	@Test
	void whatWasWrittenOfItIsNotSent() {
		VirtualClient client = client(ProtocolVersion.MQTT_3_1_1);
		client.publish(QoS.AT_LEAST_ONCE);
		CompletableFuture<PublishResult> unsendable = client.publish(message("long", LONG, QoS.AT_LEAST_ONCE));
		client.publish(QoS.AT_LEAST_ONCE);
		this.buffers.failInTheMiddle(LONG.length);
		client.accept();
		client.sent();
		client.receive(0x20, 2, 0, 0);
		assertThatUnsendable(unsendable);
		assertThat(client.sent()).isEqualTo("3206000174000178" + "3206000174000378");
	}

	@ParameterizedTest
	@CsvSource({ "MQTT_3_1_1", "MQTT_5" })
	void oneThatIsSuspectHoldsNothingUp(ProtocolVersion version) {
		VirtualClient client = client(version);
		accept(client, false);
		CompletableFuture<PublishResult> unsendable = client.publish(message("long", LONG, QoS.AT_LEAST_ONCE));
		CompletableFuture<PublishResult> last = client.publish(QoS.AT_LEAST_ONCE);
		for (int i = 0; i < 2; i++) {
			client.pass(Duration.ofSeconds(6));
			client.closeConnection();
			client.pass(Duration.ofMillis(20));
			this.buffers.limit((i == 1) ? 4096 : Integer.MAX_VALUE, true);
			client.accept();
			client.sent();
			client.receive((version == ProtocolVersion.MQTT_5) ? "2003010000" : "20020100");
		}
		assertThatUnsendable(unsendable);
		client.publish(QoS.AT_MOST_ONCE);
		assertThat(client.sent()).as("without a pong").startsWith("c0003a").contains("0001740002", "30");
		client.receive(0x40, 2, 0, 2);
		assertThat(last).isCompletedWithValue(PublishResult.SUCCESS);
	}

	@ParameterizedTest
	@CsvSource({ "MQTT_3_1_1", "MQTT_5" })
	void oneThatCanNotBeWrittenToTheSocketFailsAfterThreeLosses(ProtocolVersion version) {
		VirtualClient client = client(version);
		accept(client, false);
		CompletableFuture<PublishResult> unsendable = client.publish(message("long", LONG, QoS.AT_LEAST_ONCE));
		for (int i = 0; i < 3; i++) {
			assertThat(unsendable).isNotDone();
			client.pass(Duration.ofSeconds(6));
			client.channel().pipeline().fireExceptionCaught(new EncoderException(new OutOfMemoryError("TLS")));
			client.runTasks();
			client.pass(Duration.ofMillis(20));
			if (i < 2) {
				accept(client, true);
			}
		}
		assertThatUnsendable(unsendable);
	}

	/**
	 * Buffers that can't get longer than a limit.
	 */
	private static final class Buffers extends AbstractByteBufAllocator {

		private int longest = Integer.MAX_VALUE;

		private boolean error;

		/** Bytes that can't be written at once. */
		private int failing = -1;

		void failInTheMiddle(int failing) {
			this.failing = failing;
			this.error = true;
		}

		void limit(int longest, boolean error) {
			this.longest = longest;
			this.error = error;
		}

		@Override
		protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
			if (!this.error) {
				return Unpooled.buffer(initialCapacity, Math.min(maxCapacity, this.longest));
			}
			if (initialCapacity > this.longest) {
				throw new OutOfMemoryError("no direct memory");
			}
			return new UnpooledHeapByteBuf(this, initialCapacity, maxCapacity) {

				@Override
				public ByteBuf setBytes(int index, byte[] source, int from, int length) {
					if (length == Buffers.this.failing) {
						throw new IllegalStateException("in the middle");
					}
					return super.setBytes(index, source, from, length);
				}

				@Override
				public ByteBuf setBytes(int index, ByteBuffer source) {
					if (source.remaining() == Buffers.this.failing) {
						throw new IllegalStateException("in the middle");
					}
					return super.setBytes(index, source);
				}

				@Override
				public ByteBuf capacity(int newCapacity) {
					if (newCapacity > Buffers.this.longest) {
						throw new OutOfMemoryError("no direct memory");
					}
					return super.capacity(newCapacity);
				}

			};
		}

		@Override
		protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
			return Unpooled.buffer(initialCapacity, maxCapacity);
		}

		@Override
		public boolean isDirectBufferPooled() {
			return false;
		}

	}

}
