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

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.resilientmqtt.client.MessageReceiver;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.netty.publish.PendingPublish;
import io.resilientmqtt.client.netty.publish.PublishBuffer;
import io.resilientmqtt.client.netty.receive.Inbox;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicFilter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a message allocates on its whole way, beyond its payload: with twice as much a
 * build fails, without timing anything.
 */
class AllocationTests {

	private static final int PAYLOAD = 64;

	private static final int BATCH = 100;

	private static final int BATCHES = 100;

	/** A byte array's header. */
	private static final int ARRAY = 16;

	private static final int MOST_RECEIVING = 250;

	private static final int MOST_PUBLISHING = 300;

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final VirtualClient client = new VirtualClient((options) -> {
	});

	private int received;

	@Test
	void aMessageReceivedUpToItsAcknowledgement() {
		this.client.acceptMqtt();
		MessageReceiver counting = (message, acknowledgement) -> {
			this.received += message.payload().length;
			acknowledgement.acknowledge();
		};
		this.client.context.inboxes()
			.add(new Inbox(new Receiver("test", Set.of(TopicFilter.of("#")), counting, 1024,
					Receiver.Overflow.BACKPRESSURE, null), Runnable::run, this.client.context.loop(), () -> {
					}, this.client.context.losses()::discarded));
		byte[] packets = publications();
		long perMessage = allocated(() -> this.client.receive(packets));
		assertThat(this.received).isEqualTo(2 * BATCHES * BATCH * PAYLOAD);
		assertThat(perMessage - PAYLOAD - ARRAY).isBetween(1L, (long) MOST_RECEIVING);
	}

	@Test
	void aMessagePublishedUpToItsAcknowledgement() {
		this.client.acceptMqtt();
		// Short, for the test client makes hexadecimal text of what is written
		MqttMessage message = MqttMessage.builder("a/b").wrapPayload(new byte[1]).qos(QoS.AT_LEAST_ONCE).build();
		PublishBuffer buffer = this.client.context.publications().buffer();
		byte[] acks = new byte[4 * BATCH];
		PendingPublish[] publications = new PendingPublish[BATCH];
		int[] next = { 0 };
		int[] done = { 0 };
		long perMessage = allocated(() -> {
			for (int i = 0; i < BATCH; i++) {
				publications[i] = new PendingPublish(message, buffer);
				buffer.accept(publications[i]);
				next[0]++;
				acks[4 * i] = 0x40;
				acks[4 * i + 1] = 2;
				acks[4 * i + 2] = (byte) (next[0] >> 8);
				acks[4 * i + 3] = (byte) next[0];
			}
			this.client.receive(new byte[0]); // the event loop's turn
			this.client.receive(acks);
			for (PendingPublish publication : publications) {
				done[0] += publication.isDone() ? 1 : 0;
			}
		});
		assertThat(done[0]).isEqualTo(2 * BATCHES * BATCH);
		assertThat(perMessage).isBetween(1L, (long) MOST_PUBLISHING);
	}

	/**
	 * Measure what is allocated on this thread, which is the client's event loop too, and
	 * leave out what the test client allocates to collect what was written.
	 * @param batch handles as many messages as there are in a batch
	 * @return bytes for a message
	 */
	private long allocated(Runnable batch) {
		long allocated = 0;
		for (int i = 0; i < 2 * BATCHES; i++) {
			long before = this.threads.getCurrentThreadAllocatedBytes();
			batch.run();
			if (i >= BATCHES) { // warm
				allocated += this.threads.getCurrentThreadAllocatedBytes() - before;
			}
			List<String> written = this.client.writes();
			assertThat(written).isNotEmpty();
		}
		return allocated / BATCHES / BATCH;
	}

	private static byte[] publications() {
		ByteBuf out = Unpooled.buffer();
		for (int i = 1; i <= BATCH; i++) {
			out.writeByte(0x32).writeByte(2 + 3 + 2 + PAYLOAD).writeShort(3).writeBytes(new byte[] { 'a', '/', 'b' });
			out.writeShort(i).writeZero(PAYLOAD);
		}
		byte[] bytes = new byte[out.readableBytes()];
		out.readBytes(bytes);
		return bytes;
	}

}
