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
import java.util.List;

import io.resilientmqtt.annotation.MqttListenerAnnotationBeanPostProcessor;
import io.resilientmqtt.client.Credentials;
import io.resilientmqtt.client.Mqtt5Options;
import io.resilientmqtt.client.MqttAuthenticator;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientFactory;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishOptions.Overflow;
import io.resilientmqtt.client.ReasonProperties;
import io.resilientmqtt.client.Resubscribe;
import io.resilientmqtt.client.ScramSha256Authenticator;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.client.Will;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.listener.adapter.MqttListenerMethodFactory;
import io.resilientmqtt.message.PayloadFormat;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.UserProperty;
import io.resilientmqtt.messaging.CallerContext;
import io.resilientmqtt.messaging.JacksonJsonMqttMessageConverter;
import io.resilientmqtt.messaging.MqttMessageConverters;
import io.resilientmqtt.messaging.MqttTemplate;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

class MqttAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class,
				TaskExecutionAutoConfiguration.class, JacksonAutoConfiguration.class))
		.withPropertyValues("mqtt.port=1");

	private final ApplicationContextRunner offline = this.runner.withBean(FakeMqttClient.class);

	@Test
	void definesWhatAnApplicationNeeds() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(MqttClient.class)
			.hasSingleBean(MqttClientFactory.class)
			.hasSingleBean(MqttTemplate.class)
			.hasSingleBean(MqttMessageConverters.class)
			.hasSingleBean(JacksonJsonMqttMessageConverter.class)
			.hasSingleBean(MqttListenerEndpointRegistry.class)
			.hasSingleBean(MqttListenerMethodFactory.class)
			.hasSingleBean(MqttListenerAnnotationBeanPostProcessor.class)
			.hasSingleBean(PropertiesMqttConnectionDetails.class));
	}

	@Test
	void canBeSwitchedOff() {
		this.runner.withPropertyValues("mqtt.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(MqttClient.class)
				.doesNotHaveBean(MqttClientOptions.class)
				.doesNotHaveBean(MqttTemplate.class)
				.doesNotHaveBean(MqttListenerEndpointRegistry.class)
				.doesNotHaveBean(MqttListenerAnnotationBeanPostProcessor.class)
				.doesNotHaveBean(MqttConnectionDetails.class));
	}

	@Test
	void backsOffBeforeTheBeansOfTheApplication() {
		this.offline.withUserConfiguration(OwnBeans.class)
			.run((context) -> assertThat(context).hasSingleBean(MqttClient.class)
				.hasSingleBean(MqttTemplate.class)
				.hasBean("ownTemplate")
				.hasSingleBean(MqttListenerEndpointRegistry.class)
				.hasBean("ownRegistry")
				.hasSingleBean(MqttClientOptions.class)
				.hasBean("ownOptions"));
	}

	@Test
	void needsNoJackson() {
		this.offline.withClassLoader(new FilteredClassLoader(JsonMapper.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(JacksonJsonMqttMessageConverter.class)
				.hasSingleBean(MqttTemplate.class));
	}

	@Test
	void optionsHaveTheDefaultsOfTheClientButDoNotFailFast() {
		this.offline.withPropertyValues("mqtt.port=0")
			.run((context) -> assertThat(context.getBean(MqttClientOptions.class)).isEqualTo(MqttClientOptions.builder()
				.failFast(false)
				.runtime((runtime) -> runtime.futureDecorator(CallerContext.decorator()))
				.build()));
	}

	@Test
	void flowControlOfMqtt5FollowsTheProperties() {
		this.offline
			.withPropertyValues("mqtt.v5.receive-maximum=10", "mqtt.v5.receive-overrun=disconnect",
					"mqtt.v5.topic-alias-maximum=5", "mqtt.v5.topic-alias=off", "mqtt.v5.qos-downgrade=true")
			.run((context) -> {
				Mqtt5Options options = context.getBean(MqttClientOptions.class).v5();
				assertThat(options.receiveMaximum()).isEqualTo(10);
				assertThat(options.receiveOverrun()).isEqualTo(Mqtt5Options.ReceiveOverrun.DISCONNECT);
				assertThat(options.topicAliasMaximum()).isEqualTo(5);
				assertThat(options.topicAlias()).isEqualTo(Mqtt5Options.TopicAlias.OFF);
				assertThat(options.qosDowngrade()).isTrue();
			});
	}

	@Test
	void optionsFollowTheProperties() {
		this.offline.withPropertyValues("mqtt.servers=one:1,two", "mqtt.client-id=me", "mqtt.username=user",
				"mqtt.password=secret", "mqtt.protocol-version=5", "mqtt.keepalive=30", "mqtt.ping-interval=2",
				"mqtt.response-time=3", "mqtt.connect-timeout=4s", "mqtt.max-repubs=7", "mqtt.clean-init=false",
				"mqtt.clean=false", "mqtt.resubscribe=always", "mqtt.maximum-packet-size=1MB", "mqtt.queue-length=9",
				"mqtt.quick=false", "mqtt.fail-fast=false", "mqtt.shutdown-timeout=1s",
				"mqtt.reconnect.initial-delay=1s", "mqtt.reconnect.max-delay=2s", "mqtt.reconnect.multiplier=3",
				"mqtt.reconnect.jitter=0.5", "mqtt.reconnect.stable-after=6s", "mqtt.publish.max-pending=10",
				"mqtt.publish.max-pending-bytes=1KB", "mqtt.publish.overflow=drop-oldest", "mqtt.publish.max-block=11s",
				"mqtt.publish.expiry=12s", "mqtt.publish.max-in-flight=13", "mqtt.wan-check.server=127.0.0.1:5353",
				"mqtt.wan-check.query=example.org", "mqtt.v5.session-expiry-interval=3600")
			.run((context) -> {
				MqttClientOptions options = context.getBean(MqttClientOptions.class);
				assertThat(options.servers()).containsExactly(new ServerAddress("one", 1), new ServerAddress("two", 0));
				assertThat(options.clientId()).isEqualTo("me");
				assertThat(options.credentials()).isInstanceOfSatisfying(Credentials.class, (credentials) -> {
					assertThat(credentials.username()).isEqualTo("user");
					assertThat(credentials.password()).isEqualTo("secret".getBytes());
				});
				assertThat(options.protocolVersion()).isEqualTo(ProtocolVersion.MQTT_5);
				assertThat(options.liveness().keepAlive()).hasSeconds(30);
				assertThat(options.liveness().pingInterval()).hasSeconds(2);
				assertThat(options.liveness().responseTime()).hasSeconds(3);
				assertThat(options.liveness().connectTimeout()).hasSeconds(4);
				assertThat(options.liveness().maxRepubs()).isEqualTo(7);
				assertThat(options.session().cleanInit()).isFalse();
				assertThat(options.session().clean()).isFalse();
				assertThat(options.session().resubscribe()).isEqualTo(Resubscribe.ALWAYS);
				assertThat(options.runtime().maximumPacketSize()).isEqualTo(1024 * 1024);
				assertThat(options.runtime().queueLength()).isEqualTo(9);
				assertThat(options.runtime().quick()).isFalse();
				assertThat(options.runtime().shutdownTimeout()).hasSeconds(1);
				assertThat(options.runtime().futureDecorator()).isNotNull();
				assertThat(options.v5().sessionExpiryInterval()).hasHours(1);
				assertThat(options.reconnect().initialDelay()).hasSeconds(1);
				assertThat(options.reconnect().maxDelay()).hasSeconds(2);
				assertThat(options.reconnect().multiplier()).isEqualTo(3);
				assertThat(options.reconnect().jitter()).isEqualTo(0.5);
				assertThat(options.reconnect().stableAfter()).hasSeconds(6);
				assertThat(options.publish().maxPending()).isEqualTo(10);
				assertThat(options.publish().maxPendingBytes()).isEqualTo(1024);
				assertThat(options.publish().overflow()).isEqualTo(Overflow.DROP_OLDEST);
				assertThat(options.publish().maxBlock()).hasSeconds(11);
				assertThat(options.publish().expiry()).hasSeconds(12);
				assertThat(options.publish().maxInFlight()).isEqualTo(13);
				assertThat(options.wanCheck().server()).isEqualTo(new ServerAddress("127.0.0.1", 5353));
				assertThat(options.wanCheck().query()).isEqualTo("example.org");
			});
	}

	@Test
	void willFollowsTheProperties() {
		this.offline
			.withPropertyValues("mqtt.will.topic=gone", "mqtt.will.payload=bye", "mqtt.will.qos=1",
					"mqtt.will.retain=true", "mqtt.will.delay-interval=5")
			.run((context) -> {
				Will will = context.getBean(MqttClientOptions.class).will();
				assertThat(will).isNotNull();
				assertThat(will.message().topic()).isEqualTo("gone");
				assertThat(will.message().payloadAsString()).isEqualTo("bye");
				assertThat(will.message().qos()).isEqualTo(QoS.AT_LEAST_ONCE);
				assertThat(will.message().retain()).isTrue();
				assertThat(will.delayInterval()).isEqualTo(Duration.ofSeconds(5));
			});
	}

	@Test
	void willPropertiesFollowTheProperties() {
		this.offline.withPropertyValues("mqtt.will.topic=gone", "mqtt.will.properties.payload-format-indicator=utf-8",
				"mqtt.will.properties.message-expiry-interval=60", "mqtt.will.properties.content-type=text/plain",
				"mqtt.will.properties.response-topic=answers", "mqtt.will.properties.correlation-data=base64:AAEC/w==",
				"mqtt.will.properties.user-properties[0].name=a", "mqtt.will.properties.user-properties[0].value=1",
				"mqtt.will.properties.user-properties[1].name=a", "mqtt.will.properties.user-properties[1].value=2")
			.run((context) -> {
				PublishProperties properties = context.getBean(MqttClientOptions.class).will().message().properties();
				assertThat(properties.payloadFormat()).isEqualTo(PayloadFormat.UTF_8);
				assertThat(properties.messageExpiry()).hasSeconds(60);
				assertThat(properties.contentType()).isEqualTo("text/plain");
				assertThat(properties.responseTopic()).isEqualTo("answers");
				assertThat(properties.correlationData()).containsExactly(0, 1, 2, 0xFF);
				assertThat(properties.userProperties()).containsExactly(new UserProperty("a", "1"),
						new UserProperty("a", "2"));
			});
	}

	@Test
	void correlationDataMayBeText() {
		this.offline.withPropertyValues("mqtt.will.topic=gone", "mqtt.will.properties.correlation-data=é")
			.run((context) -> assertThat(
					context.getBean(MqttClientOptions.class).will().message().properties().correlationData())
				.containsExactly(0xC3, 0xA9));
	}

	@Test
	void connectPropertiesFollowTheProperties() {
		this.offline
			.withPropertyValues("mqtt.follow-server-reference=true", "mqtt.v5.request-problem-information=false",
					"mqtt.v5.request-response-information=true", "mqtt.v5.user-properties[0].name=site",
					"mqtt.v5.user-properties[0].value=north", "mqtt.v5.user-properties[1].name=site",
					"mqtt.v5.user-properties[1].value=east", "mqtt.v5.acknowledgement.reason-string=done",
					"mqtt.v5.acknowledgement.user-properties[0].name=instance",
					"mqtt.v5.acknowledgement.user-properties[0].value=7")
			.run((context) -> {
				Mqtt5Options v5 = context.getBean(MqttClientOptions.class).v5();
				assertThat(v5.followServerReference()).isTrue();
				assertThat(v5.requestProblemInformation()).isFalse();
				assertThat(v5.requestResponseInformation()).isTrue();
				assertThat(v5.userProperties()).containsExactly(new UserProperty("site", "north"),
						new UserProperty("site", "east"));
				assertThat(v5.acknowledgement())
					.isEqualTo(ReasonProperties.of("done", new UserProperty("instance", "7")));
			});
	}

	@Test
	void protocolVersionAutoPrefersMqtt5() {
		for (String property : List.of("mqtt.protocol-version=auto", "the.default=auto")) {
			this.offline.withPropertyValues(property).run((context) -> {
				MqttClientOptions options = context.getBean(MqttClientOptions.class);
				assertThat(options.protocolVersion()).isEqualTo(ProtocolVersion.MQTT_5);
				assertThat(options.v5().fallback()).isTrue();
			});
		}
		this.offline.withPropertyValues("mqtt.protocol-version=5")
			.run((context) -> assertThat(context.getBean(MqttClientOptions.class).v5().fallback()).isFalse());
		this.offline.withPropertyValues("mqtt.protocol-version=4")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("use 3.1.1, 5 or auto"));
	}

	@Test
	void theOneAuthenticatorIsUsed() {
		MqttAuthenticator authenticator = new ScramSha256Authenticator("user", new char[] { 'x' });
		ApplicationContextRunner one = this.offline.withBean("one", MqttAuthenticator.class, () -> authenticator);
		one.withPropertyValues("mqtt.protocol-version=5")
			.run((context) -> assertThat(context.getBean(MqttClientOptions.class).v5().authenticator())
				.isSameAs(authenticator));
		one.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("needs MQTT 5"));
		one.withPropertyValues("mqtt.protocol-version=5")
			.withBean("two", MqttAuthenticator.class, () -> authenticator)
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("one,two"));
	}

	@Test
	void tlsIsOffUnlessAskedFor() {
		this.offline.run((context) -> assertThat(context.getBean(MqttClientOptions.class).tls()).isNull());
	}

	@Test
	void tlsWithoutABundleTrustsWhatTheJvmTrusts() {
		this.offline.withPropertyValues("mqtt.ssl.enabled=true", "mqtt.ssl.server-hostname=broker.example")
			.run((context) -> {
				MqttClientOptions options = context.getBean(MqttClientOptions.class);
				assertThat(options.tls()).isNotNull();
				assertThat(options.tls().sslContext().get()).isNotNull();
				assertThat(options.tls().serverHostname()).isEqualTo("broker.example");
				assertThat(options.tls().verifyHostname()).isTrue();
			});
	}

	@Test
	void customizersComeLastAndInOrder() {
		this.offline.withPropertyValues("mqtt.client-id=properties")
			.withUserConfiguration(Customizers.class)
			.run((context) -> assertThat(context.getBean(MqttClientOptions.class).clientId()).isEqualTo("second"));
	}

	@Test
	void connectionDetailsOverrideTheProperties() {
		this.offline
			.withPropertyValues("mqtt.server=properties", "mqtt.username=properties", "mqtt.password=properties")
			.withBean(MqttConnectionDetails.class, Details::new)
			.run((context) -> {
				MqttClientOptions options = context.getBean(MqttClientOptions.class);
				assertThat(options.servers()).containsExactly(new ServerAddress("details", 7));
				assertThat(options.credentials()).isInstanceOfSatisfying(Credentials.class,
						(credentials) -> assertThat(credentials.username()).isEqualTo("details"));
				assertThat(options.tls()).isNotNull();
				assertThat(context).doesNotHaveBean(PropertiesMqttConnectionDetails.class);
			});
	}

	@Test
	void propertiesShowNoSecret() {
		this.offline
			.withPropertyValues("mqtt.username=user", "mqtt.password=s3cret", "mqtt.will.topic=t",
					"mqtt.will.payload=p4yload", "mqtt.will.properties.correlation-data=t0ken",
					"mqtt.v5.user-properties[0].name=n", "mqtt.v5.user-properties[0].value=v4lue")
			.run((context) -> assertThat(
					context.getBean(MqttProperties.class).toString() + context.getBean(MqttProperties.class).will()
							+ context.getBean(MqttProperties.class).v5() + context.getBean(MqttClientOptions.class))
				.doesNotContain("s3cret", "p4yload", "t0ken", "v4lue"));
	}

	static class Details implements MqttConnectionDetails {

		@Override
		public List<ServerAddress> getServers() {
			return List.of(new ServerAddress("details", 7));
		}

		@Override
		public @Nullable String getUsername() {
			return "details";
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return SslBundle.systemDefault();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnBeans {

		@Bean
		MqttTemplate ownTemplate(MqttClient client) {
			return new MqttTemplate(client);
		}

		@Bean
		MqttListenerEndpointRegistry ownRegistry(MqttClient client) {
			return new MqttListenerEndpointRegistry(client);
		}

		@Bean
		MqttClientOptions ownOptions() {
			return MqttClientOptions.builder().failFast(false).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		@Bean
		@Order(2)
		MqttClientOptionsBuilderCustomizer second() {
			return (builder) -> builder.clientId("second");
		}

		@Bean
		@Order(1)
		MqttClientOptionsBuilderCustomizer first() {
			return (builder) -> builder.clientId("first");
		}

	}

}
