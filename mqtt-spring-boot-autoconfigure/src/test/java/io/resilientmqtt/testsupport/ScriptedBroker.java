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

package io.resilientmqtt.testsupport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * A broker that behaves until it is told not to. It speaks MQTT 3.1.1 and 5, keeps
 * sessions, records every packet it receives, and takes reactions that come before its
 * own: drop, delay, close, duplicate, refuse or send whatever bytes. A connection can be
 * reset and half-closed in either direction. One thread does it all.
 */
public final class ScriptedBroker implements AutoCloseable {

	private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final List<ScriptedRule> rules = new CopyOnWriteArrayList<>();

	private final List<Packet> received = new CopyOnWriteArrayList<>();

	private final List<ScriptedConnection> connections = new CopyOnWriteArrayList<>();

	private final AtomicInteger opened = new AtomicInteger();

	private final Map<String, ScriptedSession> sessions = new ConcurrentHashMap<>();

	private final List<String> rawPackets = new CopyOnWriteArrayList<>();

	private volatile @Nullable SslContext tls;

	private volatile MqttProperties connackProperties = MqttProperties.NO_PROPERTIES;

	private @Nullable Channel server;

	private int port;

	/**
	 * Create a broker that listens on a free port of 127.0.0.1.
	 */
	public ScriptedBroker() {
		this(null);
	}

	/**
	 * Create a broker that listens on a free port of 127.0.0.1.
	 * @param tls its side of TLS, or {@code null} for plain TCP
	 */
	public ScriptedBroker(@Nullable SslContext tls) {
		this.tls = tls;
		listen();
	}

	/**
	 * Listen, on the same port as before.
	 */
	public void listen() {
		this.server = new ServerBootstrap().group(this.group)
			.channel(NioServerSocketChannel.class)
			.childHandler(new ChannelInitializer<SocketChannel>() {

				@Override
				protected void initChannel(SocketChannel channel) {
					if (ScriptedBroker.this.tls != null) {
						channel.pipeline().addLast(ScriptedBroker.this.tls.newHandler(channel.alloc()));
					}
					channel.pipeline()
						.addLast(new RawPackets(ScriptedBroker.this.rawPackets::add), new MqttDecoder(1 << 28),
								MqttEncoder.INSTANCE, new ScriptedConnection(ScriptedBroker.this));
				}

			})
			.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port))
			.syncUninterruptibly()
			.channel();
		this.port = ((InetSocketAddress) this.server.localAddress()).getPort();
	}

	/**
	 * Take another side of TLS for connections to come.
	 * @param tls the broker's side
	 */
	public void tls(SslContext tls) {
		this.tls = tls;
	}

	/**
	 * Stop listening and close all connections.
	 */
	public void stop() {
		if (this.server != null) {
			this.server.close().syncUninterruptibly();
		}
		closeConnections();
	}

	/**
	 * Close all connections, as a crash does.
	 */
	public void closeConnections() {
		this.connections.forEach((connection) -> connection.channel().close().syncUninterruptibly());
	}

	/**
	 * Do something to every open connection, on the broker's thread.
	 * @param action what to do
	 */
	public void onConnections(Consumer<ScriptedConnection> action) {
		this.group.next().submit(() -> open().forEach(action)).syncUninterruptibly();
	}

	/**
	 * Forget all sessions.
	 */
	public void loseSessions() {
		this.sessions.clear();
	}

	/**
	 * Return the port.
	 * @return the port, the same in every life
	 */
	public int port() {
		return this.port;
	}

	/**
	 * React to packets of a type in place of the broker's own reaction.
	 * @param type the type
	 * @param reaction the reaction; {@link ScriptedConnection#react} is the broker's own
	 * @return this broker
	 */
	public ScriptedBroker on(MqttMessageType type, BiConsumer<ScriptedConnection, MqttMessage> reaction) {
		return on(type, Integer.MAX_VALUE, reaction);
	}

	/**
	 * React to the next packets of a type in place of the broker's own reaction.
	 * @param type the type
	 * @param times to how many
	 * @param reaction the reaction
	 * @return this broker
	 */
	public ScriptedBroker on(MqttMessageType type, int times, BiConsumer<ScriptedConnection, MqttMessage> reaction) {
		this.rules.add(new ScriptedRule(type, times, reaction));
		return this;
	}

	/**
	 * Do not answer packets of a type.
	 * @param type the type
	 * @param times how many
	 * @return this broker
	 */
	public ScriptedBroker drop(MqttMessageType type, int times) {
		return on(type, times, (connection, packet) -> {
		});
	}

	/**
	 * Close the connection instead of answering the next packet of a type.
	 * @param type the type
	 * @return this broker
	 */
	public ScriptedBroker closeBefore(MqttMessageType type) {
		return on(type, 1, (connection, packet) -> connection.channel().close());
	}

	/**
	 * Answer the next packet of a type, then close the connection.
	 * @param type the type
	 * @return this broker
	 */
	public ScriptedBroker closeAfter(MqttMessageType type) {
		return on(type, 1, (connection, packet) -> {
			connection.react(packet);
			connection.channel().close();
		});
	}

	/**
	 * Answer packets of a type late.
	 * @param type the type
	 * @param millis how late
	 * @return this broker
	 */
	public ScriptedBroker delay(MqttMessageType type, long millis) {
		return on(type, (connection, packet) -> {
			ReferenceCountUtil.retain(packet);
			connection.channel().eventLoop().schedule(() -> {
				connection.react(packet);
				ReferenceCountUtil.release(packet);
			}, millis, TimeUnit.MILLISECONDS);
		});
	}

	/**
	 * Answer nothing any more.
	 * @return this broker
	 */
	public ScriptedBroker freeze() {
		List.of(MqttMessageType.values()).forEach((type) -> drop(type, Integer.MAX_VALUE));
		return this;
	}

	/**
	 * Say something in the next CONNACKs of MQTT 5.
	 * @param properties the properties
	 * @return this broker
	 */
	public ScriptedBroker withConnack(MqttProperties.MqttProperty<?>... properties) {
		MqttProperties all = new MqttProperties();
		List.of(properties).forEach(all::add);
		this.connackProperties = all;
		return this;
	}

	MqttProperties connackProperties() {
		return this.connackProperties;
	}

	/**
	 * Behave again.
	 */
	public void behave() {
		this.rules.clear();
	}

	/**
	 * Send bytes as they are on every open connection.
	 * @param bytes the bytes
	 */
	public void send(byte... bytes) {
		open().forEach((connection) -> connection.channel().writeAndFlush(Unpooled.wrappedBuffer(bytes)));
	}

	/**
	 * Send bytes one at a time on every open connection.
	 * @param bytes the bytes
	 */
	public void trickle(byte... bytes) {
		for (byte b : bytes) {
			open().forEach((connection) -> connection.channel()
				.writeAndFlush(Unpooled.wrappedBuffer(new byte[] { b }))
				.syncUninterruptibly());
		}
	}

	/**
	 * Publish to whoever has subscribed.
	 * @param topic the topic
	 * @param payload the payload
	 * @param qos the QoS
	 */
	public void publish(String topic, String payload, int qos) {
		this.group.next()
			.submit(() -> forward(topic, payload.getBytes(StandardCharsets.UTF_8), qos))
			.syncUninterruptibly();
	}

	void forward(String topic, byte[] payload, int qos) {
		this.sessions.values().forEach((session) -> session.forward(topic, payload, qos));
	}

	/**
	 * Forget what was received.
	 */
	public void forgetReceived() {
		this.received.clear();
	}

	private List<ScriptedConnection> open() {
		return this.connections.stream().filter((connection) -> connection.channel().isActive()).toList();
	}

	/**
	 * Return how many connections there have been.
	 * @return the count
	 */
	public int connections() {
		return this.opened.get();
	}

	/**
	 * Return what was received.
	 * @return a snapshot in the order of arrival
	 */
	public List<Packet> received() {
		return List.copyOf(this.received);
	}

	/**
	 * Return what was received of one type.
	 * @param type the type
	 * @return a snapshot in the order of arrival
	 */
	public List<Packet> received(MqttMessageType type) {
		return this.received.stream().filter((packet) -> packet.type() == type).toList();
	}

	/**
	 * Return what was received of one type, byte by byte.
	 * @param type the type
	 * @return the packets in the order of arrival, in hexadecimal
	 */
	public List<String> receivedBytes(MqttMessageType type) {
		String first = Integer.toHexString(type.value());
		return this.rawPackets.stream().filter((packet) -> packet.startsWith(first)).toList();
	}

	ScriptedSession session(String clientId, boolean clean) {
		if (clean) {
			this.sessions.remove(clientId);
		}
		return this.sessions.computeIfAbsent(clientId, (id) -> new ScriptedSession());
	}

	boolean hasSession(String clientId) {
		return this.sessions.containsKey(clientId);
	}

	int opened(ScriptedConnection connection) {
		this.connections.add(connection);
		return this.opened.incrementAndGet();
	}

	void closed(ScriptedConnection connection) {
		this.connections.remove(connection);
	}

	void receive(ScriptedConnection connection, MqttMessage message, Packet packet) {
		this.received.add(packet);
		try {
			react(connection, message);
		}
		finally {
			ReferenceCountUtil.release(message);
		}
	}

	private void react(ScriptedConnection connection, MqttMessage message) {
		MqttMessageType type = message.fixedHeader().messageType();
		for (ScriptedRule rule : new ArrayList<>(this.rules)) {
			if (rule.matches(type)) {
				rule.react(connection, message);
				return;
			}
		}
		connection.react(message);
	}

	@Override
	public void close() {
		stop();
		this.group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
	}

}
