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

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.ConnectionStatus;
import io.resilientmqtt.client.DisconnectOptions;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.netty.publish.PendingPublish;
import io.resilientmqtt.client.netty.receive.Inbox;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicFilter;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A whole client without a network, in a time that passes only when it is told to. Its
 * random numbers are all 0, so back-off has no jitter. Speaks MQTT 3.1.1 unless it is
 * told otherwise.
 */
final class VirtualClient {

	private static final Duration STEP = Duration.ofMillis(10);

	/** Lends its event loop to the client. */
	private final EmbeddedChannel clock = new EmbeddedChannel();

	final VirtualTransport transport;

	final List<ConnectionEvent> events = new ArrayList<>();

	/** What the status was when a listener was told of the event. */
	final Map<ConnectionEvent, ConnectionStatus> statusWhenTold = new HashMap<>();

	final ReconnectSupervisor supervisor;

	final ClientContext context;

	final CompletableFuture<ConnectResult> connected = new CompletableFuture<>();

	private final PooledByteBufAllocator allocator = new PooledByteBufAllocator(false, 1, 1, 8192, 3, 0, 0, false);

	/** Where connections to come get their buffers from. */
	ByteBufAllocator buffers = this.allocator;

	final StatusBoard board;

	/** Whether the operating system has a way to the servers. */
	boolean network = true;

	private final VirtualStore store = new VirtualStore();

	private long now;

	private long clockReads;

	private final WriteLog writes = new WriteLog();

	private @Nullable VirtualChannel channel;

	VirtualClient(Consumer<MqttClientOptionsBuilder> customizer) {
		this(0, List.of(), customizer);
	}

	/**
	 * Create a client and have it connect.
	 * @param addresses the addresses of every server, or none if the name will do
	 * @param customizer changes the options
	 */
	VirtualClient(List<String> addresses, Consumer<MqttClientOptionsBuilder> customizer) {
		this(0, addresses, customizer);
	}

	VirtualClient(long now, List<String> addresses, Consumer<MqttClientOptionsBuilder> customizer) {
		this.now = now;
		this.transport = new VirtualTransport(addresses, () -> this.now);
		MqttClientOptionsBuilder builder = MqttClientOptions.builder()
			.protocolVersion(ProtocolVersion.MQTT_3_1_1)
			.failFast(false)
			.server("broker", 1883);
		customizer.accept(builder);
		MqttClientOptions options = builder.build();
		this.clock.freezeTime();
		EventLoop loop = this.clock.eventLoop();
		this.context = ClientContext.create(options, "client", loop, this::now, Runnable::run, Runnable::run,
				new Subscriptions(options.protocolVersion()), this.store.open(options));
		ConnectionEvents events = new ConnectionEvents(Runnable::run, loop);
		events.add(this.events::add);
		this.board = new StatusBoard("client", options, options.servers().get(0));
		events.add((event) -> this.statusWhenTold.put(event, this.board.status()));
		this.supervisor = new ReconnectSupervisor(this.context, this.transport,
				(servers, answer) -> answer.accept(this.network), new Backoff(options.reconnect(), () -> 0),
				options.servers(), this.board, events);
		this.supervisor.connect(this.connected);
	}

	private long now() {
		this.clockReads++;
		return this.now;
	}

	/**
	 * Return how often the client has looked at the clock: whatever it does, it does
	 * that.
	 * @return the count
	 */
	long clockReads() {
		return this.clockReads;
	}

	/**
	 * Let time pass.
	 * @param duration how much
	 */
	void pass(Duration duration) {
		pass(duration, STEP);
	}

	void pass(Duration duration, Duration steps) {
		long end = this.now + duration.toNanos();
		while (end - this.now > 0) {
			long step = Math.min(steps.toNanos(), end - this.now);
			this.now += step;
			this.clock.advanceTimeBy(step, TimeUnit.NANOSECONDS);
			this.clock.runScheduledPendingTasks();
			this.clock.runPendingTasks();
			if (this.channel != null) {
				this.channel.advanceTimeBy(step, TimeUnit.NANOSECONDS);
				this.channel.runScheduledPendingTasks();
				this.channel.runPendingTasks();
				collectWrites();
			}
		}
	}

	/**
	 * Let the time in nanoseconds come close to its largest value, and no timer notice.
	 */
	void passAlmostAll() {
		this.now = Long.MAX_VALUE - 1;
	}

	void sleep(Duration duration) { // nothing is read, no timer fires
		this.now += duration.toNanos();
		this.clock.advanceTimeBy(duration.toNanos(), TimeUnit.NANOSECONDS);
	}

	int storeWorks() {
		return this.store.works(this::runTasks);
	}

	/**
	 * Do what is to be done now.
	 */
	void runTasks() {
		this.clock.runPendingTasks();
		collectWrites();
	}

	List<Long> openedAt() {
		return this.transport.openedAt();
	}

	List<String> openedTo() {
		return this.transport.openedTo();
	}

	String lastOpenedTo() {
		return this.transport.lastOpenedTo();
	}

	/**
	 * Accept the last connection that was opened.
	 */
	void accept() {
		accept(this.transport.count() - 1);
	}

	/**
	 * Accept a connection that was opened.
	 * @param number which one, from 0
	 */
	void accept(int number) {
		VirtualChannel channel = new VirtualChannel();
		channel.freezeTime();
		channel.config().setAllocator(this.buffers);
		collectWrites();
		this.channel = channel;
		this.transport.opened(number).setSuccess(channel);
		runTasks();
	}

	/**
	 * Refuse the last connection that was opened.
	 */
	void refuse() {
		this.transport.last().tryFailure(new ConnectException("Connection refused"));
		runTasks();
	}

	/**
	 * Fail the last connection as an operating system without a network does.
	 */
	void failWithoutNetwork() {
		this.transport.last().tryFailure(new NoRouteToHostException("Network is unreachable"));
		this.clock.runPendingTasks();
	}

	/**
	 * Accept the last connection and send CONNACK.
	 */
	void acceptMqtt() {
		accept();
		receive(0x20, 2, 0, 0);
		sent();
	}

	/**
	 * Accept the last connection and send an MQTT 5 CONNACK.
	 * @param sessionPresent whether there is a session
	 * @param properties the bytes of its properties
	 */
	void acceptMqtt5(boolean sessionPresent, int... properties) {
		accept();
		int[] connack = new int[5 + properties.length];
		connack[0] = 0x20;
		connack[1] = 3 + properties.length;
		connack[2] = sessionPresent ? 1 : 0;
		connack[4] = properties.length;
		System.arraycopy(properties, 0, connack, 5, properties.length);
		receive(connack);
		sent();
	}

	/**
	 * Send bytes to the client.
	 * @param bytes the bytes
	 */
	void receive(int... bytes) {
		byte[] values = new byte[bytes.length];
		for (int i = 0; i < bytes.length; i++) {
			values[i] = (byte) bytes[i];
		}
		receive(values);
	}

	/**
	 * Send bytes to the client.
	 * @param bytes the bytes
	 */
	void receive(byte[] bytes) {
		this.channel.writeInbound(this.allocator.heapBuffer().writeBytes(bytes));
		runTasks();
	}

	/**
	 * Send bytes to the client.
	 * @param hex the bytes in hexadecimal
	 */
	void receive(String hex) {
		receive(ByteBufUtil.decodeHexDump(hex));
	}

	/**
	 * Return how many buffers are in use.
	 * @return the count
	 */
	long buffersInUse() {
		return BuffersInUse.of(this.allocator);
	}

	void forgetHistory() {
		this.events.clear();
		this.transport.forgetHistory();
	}

	/**
	 * Disconnect from a broker that closes the connection when it is told.
	 * @param options what DISCONNECT says
	 */
	void disconnect(DisconnectOptions options) {
		CompletableFuture<Void> disconnected = new CompletableFuture<>();
		this.supervisor.disconnect(options, disconnected);
		closeConnection();
		assertThat(disconnected).isCompleted();
	}

	VirtualChannel channel() {
		return this.channel;
	}

	void closeConnection() {
		this.channel.close();
		runTasks();
	}

	boolean isClosed() {
		return !this.channel.isOpen();
	}

	/**
	 * Return what the client has sent since the last call.
	 * @return the bytes in hexadecimal
	 */
	String sent() {
		return String.join("", writes());
	}

	/**
	 * Return what the client has sent since the last call, write by write.
	 * @return the bytes of each write in hexadecimal
	 */
	List<String> writes() {
		collectWrites();
		return this.writes.take();
	}

	private void collectWrites() {
		if (this.channel != null) {
			this.writes.collect(this.channel);
		}
	}

	/**
	 * Have messages received, with back-pressure.
	 * @param capacity how many may wait
	 * @param executor runs the receiver
	 * @return the payloads received so far
	 */
	List<String> receive(int capacity, Executor executor) {
		List<String> received = new ArrayList<>();
		Receiver receiver = new Receiver("test", Set.of(TopicFilter.of("#")), (message, acknowledgement) -> {
			received.add(message.payloadAsString());
			acknowledgement.acknowledge();
		}, capacity, Receiver.Overflow.BACKPRESSURE, executor);
		this.context.inboxes().add(new Inbox(receiver, executor, this.context.loop(), () -> {
			Link link = this.supervisor.link();
			if (link != null) {
				link.gate().open();
			}
		}, this.context.losses()::discarded));
		return received;
	}

	CompletableFuture<PublishResult> publish(QoS qos) {
		return publish(MqttMessage.builder("t").payload(new byte[] { 'x' }).qos(qos).build());
	}

	CompletableFuture<PublishResult> publish(MqttMessage message) {
		PendingPublish publish = this.context.publications().publication(message, null);
		this.context.publications().buffer().accept(publish);
		runTasks();
		return publish;
	}

}
