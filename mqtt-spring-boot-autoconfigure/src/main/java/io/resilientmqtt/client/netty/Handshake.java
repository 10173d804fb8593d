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

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.Credentials;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.netty.codec.ProtocolViolation;
import io.resilientmqtt.message.ReasonCode;

/**
 * Sends CONNECT as soon as the channel is active, with all that is to be there below
 * MQTT, and takes CONNACK; what comes between them is the matter of
 * {@link AuthenticationHandler}. All of it may take what is left of the connect timeout.
 * In the pipeline until either comes to an end. On the event loop.
 */
final class Handshake extends ChannelInboundHandlerAdapter {

	private final ClientContext client;

	private final MqttClientOptions options;

	private final ConnectParameters parameters;

	private final Attempt attempt;

	private boolean connectSent;

	Handshake(ClientContext client, ConnectParameters parameters, Attempt attempt) {
		this.client = client;
		this.options = client.options();
		this.parameters = parameters;
		this.attempt = attempt;
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		if (this.attempt.hasEnded()) {
			context.close();
			return;
		}
		this.attempt.stage("waiting for the MqttCredentialsProvider");
		CredentialsRequest.ask(this.client, this.attempt.server(), this.parameters.version(),
				(credentials) -> authenticate(context, credentials),
				(failure) -> this.attempt.fail(Causes.of(failure)));
	}

	private void authenticate(ChannelHandlerContext context, Credentials credentials) {
		if (this.attempt.hasEnded()) {
			return;
		}
		AuthenticationHandler authentication = context.pipeline().get(AuthenticationHandler.class);
		if (authentication == null) {
			connect(context, credentials, MqttProperties.NO_PROPERTIES);
		}
		else {
			this.attempt.stage("waiting for the authenticator");
			authentication.begin((properties) -> connect(context, credentials, properties));
		}
	}

	private void connect(ChannelHandlerContext context, Credentials credentials, MqttProperties authentication) {
		this.attempt.connecting();
		this.connectSent = true;
		context.writeAndFlush(ConnectPacket.of(this.options, this.parameters, credentials, authentication));
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.attempt.answered();
		if (!this.connectSent) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR,
					"the server sent a packet before CONNECT [MQTT-3.1.0-1]");
		}
		if (!(message instanceof MqttConnAckMessage connack) || !connack.decoderResult().isSuccess()) {
			throw ProtocolViolation.malformed("the first packet is no CONNACK [MQTT-3.2.0-1]"
					+ ((this.options.tls() == null) ? "; does the server expect TLS on this port?" : ""));
		}
		ReasonCode reasonCode = ConnackPacket.reasonCode(connack, this.parameters.version());
		if (reasonCode.isError()) {
			this.attempt.fail(refusal(connack, reasonCode));
			return;
		}
		if (this.parameters.cleanStart() && connack.variableHeader().isSessionPresent()) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR,
					"CONNACK says the session is present, though a clean one was asked for [MQTT-3.2.2-2]");
		}
		ConnectResult result = ConnackPacket.result(connack, this.options, this.parameters);
		MqttProperties properties = connack.variableHeader().properties();
		AuthenticationHandler authentication = context.pipeline().get(AuthenticationHandler.class);
		if (authentication != null) {
			authentication.connack(properties, () -> this.attempt.accepted(context, result));
		}
		else if (properties.getProperty(MqttProperties.AUTHENTICATION_METHOD) != null) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR,
					"CONNACK has an authentication method, though CONNECT had none [MQTT-4.12.0-7]");
		}
		else {
			this.attempt.accepted(context, result);
		}
	}

	private ConnectionCause refusal(MqttConnAckMessage connack, ReasonCode reasonCode) {
		boolean version = reasonCode == ReasonCode.UNSUPPORTED_PROTOCOL_VERSION
				&& this.parameters.version() == ProtocolVersion.MQTT_5;
		return version ? Causes.versionRefused("it answered " + reasonCode.describe())
				: ConnackPacket.refusal(connack, reasonCode);
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		String hint = (this.options.tls() == null) ? "; does it expect TLS on this port?" : "";
		if (this.parameters.version() == ProtocolVersion.MQTT_5 && !this.options.v5().fallback()) {
			hint += "; does it speak MQTT 5? mqtt.protocol-version=auto tries 3.1.1 too";
		}
		this.attempt.fail(new ConnectionCause(ConnectionCause.Type.NETWORK,
				"The server closed the connection instead of sending CONNACK" + hint));
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
		this.attempt.fail(Causes.of(failure));
	}

}
