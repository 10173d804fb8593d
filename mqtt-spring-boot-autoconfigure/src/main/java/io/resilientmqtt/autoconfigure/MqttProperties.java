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

package io.resilientmqtt.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Resubscribe;
import io.resilientmqtt.client.TransportOptions;
import io.resilientmqtt.client.UnmatchedOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.MimeType;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties of the MQTT client.
 *
 * @param server MQTT server, as host, host:port or a URI. Its scheme says how the server
 * is reached: tcp:// and mqtt:// plain, ssl://, tls:// and mqtts:// with TLS, ws:// and
 * wss:// by WebSocket.
 * @param port Port of the MQTT server. 0 stands for 1883, or 8883 with TLS; for a
 * WebSocket for 80, or 443 with TLS.
 * @param servers Servers, each as in "server" and all with the same scheme, tried in
 * order when one fails. Takes the place of server and port.
 * @param clientId Client Identifier. Generated at each start when not set, which a
 * persistent session does not allow.
 * @param username Login user of the server.
 * @param password Login password of the server.
 * @param protocolVersion Protocol version, 3.1.1, 5 or auto, which is 5 and 3.1.1 with a
 * server that does not speak it.
 * @param keepalive Keep Alive told to the server, 0 to 65535 seconds. 0 turns the
 * server's check off. If a duration suffix is not specified, seconds will be used.
 * @param pingInterval How long nothing may be received before a ping is sent. Used if
 * shorter than a quarter of the keep alive. If a duration suffix is not specified,
 * seconds will be used.
 * @param responseTime How long the server may show no progress when an answer of it is
 * awaited, from when the request has left the process. If a duration suffix is not
 * specified, seconds will be used.
 * @param connectTimeout How long an attempt to connect may take, from address lookup to
 * CONNACK. If a duration suffix is not specified, seconds will be used.
 * @param maxRepubs How often an unacknowledged message is sent again before the link
 * counts as dead, 0 to 100.
 * @param clean Whether every connection starts with a clean session.
 * @param cleanInit Whether the first connection starts with a clean session.
 * @param resubscribe When subscriptions are sent again after a reconnect.
 * @param maximumPacketSize Longest packet accepted from the server.
 * @param queueLength Capacity of the client's message queue. 0 for no queue.
 * @param unmatched What becomes of messages that no receiver takes.
 * @param unmatchedCapacity How many messages wait for a receiver if they are kept.
 * @param unmatchedTimeout How long a message waits for a receiver if it is kept. If a
 * duration suffix is not specified, seconds will be used.
 * @param defaultContentType Content Type of payloads whose message does not tell, and of
 * those that are written.
 * @param quick Whether the link counts as up at CONNACK. If not, it has to answer a ping
 * first.
 * @param failFast Whether start-up fails when the first attempt to connect does. If not,
 * the client keeps trying in the background.
 * @param autoStartup Whether the client connects when the application starts. If not, the
 * application connects it by MqttClient.connect().
 * @param shutdownTimeout How long messages under way may take when the application stops.
 * If a duration suffix is not specified, seconds will be used.
 * @param will Message the server publishes when the connection is lost.
 * @param birth Message the client publishes on each connection. Before it disconnects it
 * publishes the will.
 * @param ssl TLS.
 * @param transport What carries the packets, with or without TLS. By default what the
 * scheme of the server says, and tcp without one.
 * @param websocket WebSocket.
 * @param proxy Proxy between this machine and the server.
 * @param localAddress Host name or IP address of the network interface to connect from.
 * Left to the operating system by default.
 * @param reconnect When to try again.
 * @param network Network of this machine.
 * @param publish Buffer of outgoing messages.
 * @param store Store that keeps the session when the process ends.
 * @param listener Listeners.
 * @param template Template.
 * @param wanCheck DNS query that tells whether the wide area network is there.
 * @param followServerReference Whether to go to the server that one refers to (MQTT 5).
 * @param v5 MQTT 5.
 */
@ConfigurationProperties("mqtt")
public record MqttProperties(@DefaultValue("localhost") String server, @DefaultValue("0") int port,
		@DefaultValue List<String> servers, @Nullable String clientId, @Nullable String username,
		@Nullable String password, @DefaultValue("auto") Protocol protocolVersion,
		@DefaultValue("60s") @DurationUnit(ChronoUnit.SECONDS) Duration keepalive,
		@DefaultValue("0s") @DurationUnit(ChronoUnit.SECONDS) Duration pingInterval,
		@DefaultValue("10s") @DurationUnit(ChronoUnit.SECONDS) Duration responseTime,
		@DefaultValue("30s") @DurationUnit(ChronoUnit.SECONDS) Duration connectTimeout,
		@DefaultValue("4") int maxRepubs, @DefaultValue("true") boolean clean, @DefaultValue("true") boolean cleanInit,
		@DefaultValue("auto") Resubscribe resubscribe, @DefaultValue("16MB") DataSize maximumPacketSize,
		@DefaultValue("0") int queueLength, @DefaultValue("acknowledge") UnmatchedOptions.Policy unmatched,
		@DefaultValue("100") int unmatchedCapacity,
		@DefaultValue("60s") @DurationUnit(ChronoUnit.SECONDS) Duration unmatchedTimeout,
		@Nullable MimeType defaultContentType, @DefaultValue("true") boolean quick,
		@DefaultValue("false") boolean failFast, @DefaultValue("true") boolean autoStartup,
		@DefaultValue("10s") @DurationUnit(ChronoUnit.SECONDS) Duration shutdownTimeout,
		@NestedConfigurationProperty @DefaultValue MqttWillProperties will,
		@NestedConfigurationProperty @DefaultValue MqttBirthProperties birth, @DefaultValue Ssl ssl,
		TransportOptions.@Nullable Type transport,
		@NestedConfigurationProperty @DefaultValue MqttWebSocketProperties websocket,
		@NestedConfigurationProperty @DefaultValue MqttProxyProperties proxy, @Nullable String localAddress,
		@DefaultValue Reconnect reconnect, @DefaultValue Network network,
		@NestedConfigurationProperty @DefaultValue MqttPublishProperties publish,
		@NestedConfigurationProperty @DefaultValue MqttStoreProperties store,
		@NestedConfigurationProperty @DefaultValue MqttListenerProperties listener, @DefaultValue Template template,
		@DefaultValue WanCheck wanCheck, @DefaultValue("false") boolean followServerReference,
		@NestedConfigurationProperty @DefaultValue Mqtt5Properties v5) {

	/**
	 * Leave out what may be secret.
	 */
	@Override
	public String toString() {
		return "MqttProperties[server=" + ServerUri.withoutSecrets(this.server) + ", port=" + this.port + ", servers="
				+ this.servers.stream().map(ServerUri::withoutSecrets).toList() + ", clientId=" + this.clientId
				+ ", username=" + this.username + "]";
	}

	/**
	 * Which protocol version to use.
	 */
	public enum Protocol {

		/**
		 * MQTT 3.1.1.
		 */
		MQTT_3_1_1,

		/**
		 * MQTT 5.
		 */
		MQTT_5,

		/**
		 * MQTT 5, or 3.1.1 with a server that does not speak it.
		 */
		AUTO;

		/**
		 * Return the version to ask for.
		 * @return the version
		 */
		public ProtocolVersion preferred() {
			return (this == MQTT_3_1_1) ? ProtocolVersion.MQTT_3_1_1 : ProtocolVersion.MQTT_5;
		}

	}

	/**
	 * A User Property.
	 *
	 * @param name Name, which may repeat.
	 * @param value Value.
	 */
	public record UserProperty(@DefaultValue("") String name, @DefaultValue("") String value) {

		/** What an element of the list is called where the map is bound. */
		private static final Pattern ELEMENT = Pattern.compile("\\d+\\.(?:name|value)");

		/**
		 * User Properties are a list, as names may repeat, or a map, as most do not. Both
		 * are bound from the same name.
		 * @param list the list
		 * @param map the map, and in it, under other names, what is of the list
		 * @return all properties in order, those of the list first
		 */
		static List<UserProperty> merge(List<UserProperty> list, Map<String, String> map) {
			List<UserProperty> all = new ArrayList<>(list);
			map.forEach((name, value) -> {
				if (!ELEMENT.matcher(name).matches()) {
					all.add(new UserProperty(name, value));
				}
			});
			return List.copyOf(all);
		}

		/**
		 * Leave out the value, which may be secret.
		 */
		@Override
		public String toString() {
			return "UserProperty[name=" + this.name + "]";
		}

	}

	/**
	 * TLS.
	 *
	 * @param enabled Whether to use TLS. Enabled automatically if "bundle" is set or the
	 * scheme of the server says so.
	 * @param bundle Name of the SSL bundle. Without one the JVM's default certificates
	 * are trusted.
	 * @param serverHostname Name the server's certificate must have, if not the name of
	 * the host connected to.
	 * @param verifyHostname Whether the server's certificate must be for its host name.
	 */
	public record Ssl(@Nullable Boolean enabled, @Nullable String bundle, @Nullable String serverHostname,
			@DefaultValue("true") boolean verifyHostname) {

		boolean isInUse() {
			return (this.enabled != null) ? this.enabled : this.bundle != null;
		}

	}

	/**
	 * When to try again.
	 *
	 * @param initialDelay First wait between attempts to connect. If a duration suffix is
	 * not specified, seconds will be used.
	 * @param maxDelay Longest wait between attempts to connect. If a duration suffix is
	 * not specified, seconds will be used.
	 * @param multiplier What each wait is multiplied by to get the next.
	 * @param jitter Part of each wait that is random, 0 to 1.
	 * @param stableAfter How long the link must have been up for the waits to start over.
	 * If a duration suffix is not specified, seconds will be used.
	 */
	public record Reconnect(@DefaultValue("500ms") @DurationUnit(ChronoUnit.SECONDS) Duration initialDelay,
			@DefaultValue("30s") @DurationUnit(ChronoUnit.SECONDS) Duration maxDelay,
			@DefaultValue("2") double multiplier, @DefaultValue("0.25") double jitter,
			@DefaultValue("5s") @DurationUnit(ChronoUnit.SECONDS) Duration stableAfter) {

	}

	/**
	 * The network of this machine.
	 *
	 * @param checkInterval How often to look for a network while no interface leads to a
	 * server. Attempts to connect pause meanwhile. 0 to keep trying all the same. If a
	 * duration suffix is not specified, seconds will be used.
	 */
	public record Network(@DefaultValue("1s") @DurationUnit(ChronoUnit.SECONDS) Duration checkInterval) {

	}

	/**
	 * The template.
	 *
	 * @param responseTopic Topic that replies to requests come on (MQTT 5). A level may
	 * be {clientId} or {random}. By default replies/{clientId}/{random}, and
	 * replies/{clientId} for a persistent session.
	 * @param replyTimeout How long a request waits for its reply unless it says
	 * otherwise. If a duration suffix is not specified, seconds will be used.
	 * @param maxRequests How many requests may wait for a reply.
	 * @param observationEnabled Whether publications are observed, if there is an
	 * ObservationRegistry.
	 * @param afterCommit Whether what is sent within a transaction is published after its
	 * commit, and not at all if it is rolled back. Needs spring-tx.
	 */
	public record Template(@Nullable String responseTopic,
			@DefaultValue("10s") @DurationUnit(ChronoUnit.SECONDS) Duration replyTimeout,
			@DefaultValue("4096") int maxRequests, @DefaultValue("false") boolean observationEnabled,
			@DefaultValue("false") boolean afterCommit) {

	}

	/**
	 * The DNS query of {@code MqttClient.wanOk()}.
	 *
	 * @param server DNS server to ask over UDP, as host[:port].
	 * @param query Host name to ask for.
	 */
	public record WanCheck(@DefaultValue("8.8.8.8") String server, @DefaultValue("www.google.com") String query) {

	}

}
