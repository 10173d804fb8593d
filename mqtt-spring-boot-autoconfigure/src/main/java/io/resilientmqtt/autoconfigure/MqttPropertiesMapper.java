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

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;

import io.resilientmqtt.client.Credentials;
import io.resilientmqtt.client.InvalidOptionException;
import io.resilientmqtt.client.LivenessOptions;
import io.resilientmqtt.client.Mqtt5Options;
import io.resilientmqtt.client.MqttAuthenticator;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.MqttCredentialsProvider;
import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.client.ReasonProperties;
import io.resilientmqtt.client.ReconnectOptions;
import io.resilientmqtt.client.RuntimeOptions;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.client.SessionOptions;
import io.resilientmqtt.client.TlsOptions;
import io.resilientmqtt.client.TransportOptions;
import io.resilientmqtt.client.UnmatchedOptions;
import io.resilientmqtt.client.WanCheckOptions;
import io.resilientmqtt.client.Will;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.Topic;
import io.resilientmqtt.message.UserProperty;
import io.resilientmqtt.messaging.CallerContext;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Makes the options of a client from properties and connection details. A value that
 * can't work is refused with an {@link InvalidOptionException} that names its property.
 */
final class MqttPropertiesMapper {

	private static final int DNS_PORT = 53;

	private static final String BASE64 = "base64:";

	private final MqttProperties properties;

	private final MqttConnectionDetails connectionDetails;

	private @Nullable SSLContext sslContext;

	/** Of which bundle it is. */
	private @Nullable SslBundle sslContextOf;

	MqttPropertiesMapper(MqttProperties properties, MqttConnectionDetails connectionDetails) {
		this.properties = properties;
		this.connectionDetails = connectionDetails;
	}

	MqttClientOptionsBuilder builder() {
		MqttClientOptionsBuilder builder = connection();
		MqttAuthenticator authenticator = this.connectionDetails.getAuthenticator();
		return (authenticator != null) ? builder.v5((v5) -> v5.authenticator(authenticator)) : builder;
	}

	private MqttClientOptionsBuilder connection() {
		return MqttClientOptions.builder()
			.servers(this.connectionDetails.getServers())
			.clientId(StringUtils.hasLength(this.properties.clientId()) ? this.properties.clientId() : null)
			.credentials(credentials())
			.tls(tls(this.connectionDetails.getSslBundle()))
			.transport(transport())
			.protocolVersion(this.properties.protocolVersion().preferred())
			.session(this::session)
			.liveness(this::liveness)
			.v5(v5())
			.will(will())
			.reconnect(reconnect())
			.publish(publish())
			.unmatched(new UnmatchedOptions(this.properties.unmatched(), this.properties.unmatchedCapacity(),
					this.properties.unmatchedTimeout()))
			.runtime(this::runtime)
			.wanCheck(wanCheck());
	}

	private void session(SessionOptions.Builder session) {
		session.cleanInit(this.properties.cleanInit())
			.clean(this.properties.clean())
			.resubscribe(this.properties.resubscribe());
	}

	private void liveness(LivenessOptions.Builder liveness) {
		liveness.keepAlive(this.properties.keepalive())
			.pingInterval(this.properties.pingInterval())
			.responseTime(this.properties.responseTime())
			.connectTimeout(this.properties.connectTimeout())
			.maxRepubs(this.properties.maxRepubs());
	}

	private void runtime(RuntimeOptions.Builder runtime) {
		runtime.maximumPacketSize(toBytes("maximum-packet-size", this.properties.maximumPacketSize()))
			.queueLength(this.properties.queueLength())
			.quick(this.properties.quick())
			.failFast(this.properties.failFast())
			.shutdownTimeout(this.properties.shutdownTimeout())
			.futureDecorator(CallerContext.decorator());
	}

	private @Nullable TlsOptions tls(@Nullable SslBundle bundle) {
		MqttProperties.Ssl ssl = this.properties.ssl();
		return (bundle != null)
				? new TlsOptions(this::sslContext, this.connectionDetails.getSslServerHostname(), ssl.verifyHostname(),
						list(bundle.getOptions().getEnabledProtocols()), list(bundle.getOptions().getCiphers()))
				: null;
	}

	private static List<String> list(String @Nullable [] values) {
		return (values != null) ? List.of(values) : List.of();
	}

	private TransportOptions transport() {
		TransportOptions transport = this.connectionDetails.getTransport();
		return (transport != null) ? transport : TransportOptions.DEFAULT;
	}

	private MqttCredentialsProvider credentials() {
		MqttCredentialsProvider provider = this.connectionDetails.getCredentialsProvider();
		return (provider != null) ? provider
				: Credentials.of(this.connectionDetails.getUsername(), this.connectionDetails.getPassword());
	}

	/**
	 * Ask for the bundle anew: it may have been updated. While it is the same the context
	 * is, which remembers TLS sessions, so that a reconnect resumes the last one.
	 * @return the context of the next attempt
	 */
	private synchronized SSLContext sslContext() {
		SslBundle bundle = this.connectionDetails.getSslBundle();
		if (bundle == null) {
			throw new IllegalStateException("The MqttConnectionDetails had an SSL bundle and have none any more");
		}
		if (this.sslContext == null || bundle != this.sslContextOf) {
			this.sslContext = bundle.createSslContext();
			this.sslContextOf = bundle;
		}
		return this.sslContext;
	}

	private static int toBytes(String option, DataSize size) {
		if (size.toBytes() > Integer.MAX_VALUE) {
			throw new InvalidOptionException(option, size, "use less than 256MB");
		}
		return (int) size.toBytes();
	}

	private @Nullable Will will() {
		MqttWillProperties will = this.properties.will();
		if (will.topic() == null) {
			if (!will.payload().isEmpty()) {
				throw new InvalidOptionException("will.topic", null,
						"a will payload needs the topic it is published to");
			}
			if (this.properties.birth().topic() != null) {
				throw new InvalidOptionException("birth.topic", this.properties.birth().topic(),
						"set mqtt.will.topic too: the will takes back what the birth message says");
			}
			return null;
		}
		if (will.qos() < 0 || will.qos() > 2) {
			throw new InvalidOptionException("will.qos", will.qos(), "use 0, 1 or 2");
		}
		return new Will(MqttMessage.builder(willTopic("will.topic", will.topic()))
			.wrapPayload(will.payload().getBytes(StandardCharsets.UTF_8))
			.qos(QoS.of(will.qos()))
			.retain(will.retain())
			.properties(willProperties(will.properties()))
			.build(), will.delayInterval(), birth());
	}

	private @Nullable MqttMessage birth() {
		MqttBirthProperties birth = this.properties.birth();
		if (birth.topic() == null) {
			return null;
		}
		if (birth.qos() < 0 || birth.qos() > 2) {
			throw new InvalidOptionException("birth.qos", birth.qos(), "use 0, 1 or 2");
		}
		return MqttMessage.builder(willTopic("birth.topic", birth.topic()))
			.wrapPayload(birth.payload().getBytes(StandardCharsets.UTF_8))
			.qos(QoS.of(birth.qos()))
			.retain(birth.retain())
			.build();
	}

	private static String willTopic(String option, String topic) {
		try {
			return Topic.check(topic);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidOptionException(option, topic, "name a topic to publish to (" + ex.getMessage() + ")");
		}
	}

	private static PublishProperties willProperties(MqttWillProperties.Properties will) {
		PublishProperties.Builder properties = PublishProperties.builder().payloadFormat(will.payloadFormatIndicator());
		if (will.responseTopic() != null) {
			properties.responseTopic(willTopic("will.properties.response-topic", will.responseTopic()));
		}
		set("message-expiry-interval", will.messageExpiryInterval(), properties::messageExpiry);
		set("content-type", will.contentType(), properties::contentType);
		set("correlation-data", will.correlationData(), (data) -> properties.correlationData(bytes(data)));
		set("user-properties", will.userProperties(), (list) -> properties.userProperties(userProperties(list)));
		return properties.build();
	}

	/**
	 * Set a property if it is there. The error shows no text, which may be secret.
	 * @param option its name
	 * @param value its value
	 * @param setter sets it
	 * @param <T> the type of the value
	 */
	private static <T> void set(String option, @Nullable T value, Consumer<T> setter) {
		if (value != null) {
			try {
				setter.accept(value);
			}
			catch (IllegalArgumentException ex) {
				Object shown = (value instanceof String text) ? "(" + text.length() + " characters)" : value;
				throw new InvalidOptionException("will.properties." + option, shown, String.valueOf(ex.getMessage()));
			}
		}
	}

	private static byte[] bytes(String text) {
		return text.startsWith(BASE64) ? Base64.getDecoder().decode(text.substring(BASE64.length()))
				: text.getBytes(StandardCharsets.UTF_8);
	}

	private static List<UserProperty> userProperties(List<MqttProperties.UserProperty> properties) {
		return properties.stream().map((property) -> new UserProperty(property.name(), property.value())).toList();
	}

	private ReconnectOptions reconnect() {
		MqttProperties.Reconnect reconnect = this.properties.reconnect();
		return new ReconnectOptions(reconnect.initialDelay(), reconnect.maxDelay(), reconnect.multiplier(),
				reconnect.jitter(), reconnect.stableAfter(), this.properties.network().checkInterval());
	}

	private PublishOptions publish() {
		MqttPublishProperties publish = this.properties.publish();
		return new PublishOptions(publish.maxPending(), publish.maxPendingBytes().toBytes(), publish.overflow(),
				publish.maxBlock(), publish.expiry(), publish.maxInFlight(), publish.maxInFlightQos2(),
				publish.maxLosses(), publish.acceptPubackForQos2());
	}

	private Mqtt5Options v5() {
		Mqtt5Properties v5 = this.properties.v5();
		return Mqtt5Options.builder()
			.sessionExpiryInterval(v5.sessionExpiryInterval())
			.receiveMaximum(v5.receiveMaximum())
			.receiveOverrun(v5.receiveOverrun())
			.topicAliasMaximum(v5.topicAliasMaximum())
			.topicAlias(v5.topicAlias())
			.qosDowngrade(v5.qosDowngrade())
			.requestProblemInformation(v5.requestProblemInformation())
			.requestResponseInformation(v5.requestResponseInformation())
			.userProperties(userProperties(v5.userProperties()))
			.acknowledgement(acknowledgement(v5.acknowledgement()))
			.followServerReference(this.properties.followServerReference())
			.fallback(this.properties.protocolVersion() == MqttProperties.Protocol.AUTO)
			.build();
	}

	private static ReasonProperties acknowledgement(Mqtt5Properties.Acknowledgement acknowledgement) {
		try {
			return new ReasonProperties(acknowledgement.reasonString(),
					userProperties(acknowledgement.userProperties()));
		}
		catch (IllegalArgumentException ex) { // shows no text, which may be secret
			throw new InvalidOptionException("v5.acknowledgement", "(not shown)", String.valueOf(ex.getMessage()));
		}
	}

	private WanCheckOptions wanCheck() {
		MqttProperties.WanCheck wanCheck = this.properties.wanCheck();
		return new WanCheckOptions(ServerAddress.parse("wan-check.server", wanCheck.server(), DNS_PORT),
				wanCheck.query());
	}

}
