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

package io.resilientmqtt.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * The values that a {@link MqttClientOptionsBuilder} has so far: every default, or those
 * of other options.
 */
abstract class MqttClientOptionsValues {

	List<ServerAddress> servers = List.of(new ServerAddress("localhost", 0));

	@Nullable String clientId;

	MqttCredentialsProvider credentials = Credentials.NONE;

	/** {@code null} for MQTT 5, or 3.1.1 where the server speaks nothing newer. */
	@Nullable ProtocolVersion protocolVersion;

	Duration keepAlive = Duration.ofSeconds(60);

	Duration pingInterval = Duration.ZERO;

	Duration responseTime = Duration.ofSeconds(10);

	Duration connectTimeout = Duration.ofSeconds(30);

	int maxRepubs = 4;

	boolean cleanInit = true;

	boolean clean = true;

	Mqtt5Options v5 = Mqtt5Options.DEFAULT;

	@Nullable Will will;

	@Nullable TlsOptions tls;

	TransportOptions transport = TransportOptions.DEFAULT;

	ReconnectOptions reconnect = ReconnectOptions.DEFAULT;

	PublishOptions publish = PublishOptions.DEFAULT;

	Resubscribe resubscribe = Resubscribe.AUTO;

	int maximumPacketSize = 16 * 1024 * 1024;

	int queueLength;

	UnmatchedOptions unmatched = UnmatchedOptions.DEFAULT;

	boolean quick = true;

	boolean failFast = true;

	Duration shutdownTimeout = Duration.ofSeconds(10);

	WanCheckOptions wanCheck = WanCheckOptions.DEFAULT;

	@Nullable Executor executor;

	MqttClientOptionsValues() {
	}

	MqttClientOptionsValues(MqttClientOptions options) {
		this.servers = options.servers();
		this.clientId = options.clientId();
		this.credentials = options.credentials();
		this.protocolVersion = options.protocolVersion();
		this.keepAlive = options.keepAlive();
		this.pingInterval = options.pingInterval();
		this.responseTime = options.responseTime();
		this.connectTimeout = options.connectTimeout();
		this.maxRepubs = options.maxRepubs();
		this.cleanInit = options.cleanInit();
		this.clean = options.clean();
		this.v5 = options.v5();
		this.will = options.will();
		this.tls = options.tls();
		this.transport = options.transport();
		this.reconnect = options.reconnect();
		this.publish = options.publish();
		this.resubscribe = options.resubscribe();
		this.maximumPacketSize = options.maximumPacketSize();
		this.queueLength = options.queueLength();
		this.unmatched = options.unmatched();
		this.quick = options.quick();
		this.failFast = options.failFast();
		this.shutdownTimeout = options.shutdownTimeout();
		this.wanCheck = options.wanCheck();
		this.executor = options.executor();
	}

}
