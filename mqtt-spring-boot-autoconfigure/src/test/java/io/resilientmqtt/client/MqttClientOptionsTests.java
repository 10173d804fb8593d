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
import java.util.function.UnaryOperator;

import io.resilientmqtt.client.session.SessionStore;
import io.resilientmqtt.message.Durations;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.testsupport.Behaviour;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link MqttClientOptions} and its builder: the defaults and every value that
 * is refused.
 */
@Behaviour("S1")
class MqttClientOptionsTests {

	@Test
	void defaultsAreThoseOfTheReferenceDriver() {
		MqttClientOptions options = MqttClientOptions.builder().build();
		assertThat(options.servers()).containsExactly(new ServerAddress("localhost", 0));
		assertThat(options.clientId()).isNull();
		assertThat(options.credentials()).isSameAs(Credentials.NONE);
		assertThat(options.protocolVersion()).isEqualTo(ProtocolVersion.MQTT_5);
		assertThat(options.v5().fallback()).isTrue();
		assertThat(options.liveness().keepAlive()).isEqualTo(Duration.ofSeconds(60));
		assertThat(options.liveness().pingInterval()).isZero();
		assertThat(options.liveness().responseTime()).isEqualTo(Duration.ofSeconds(10));
		assertThat(options.liveness().maxRepubs()).isEqualTo(4);
		assertThat(options.session().cleanInit()).isTrue();
		assertThat(options.session().clean()).isTrue();
		assertThat(options.isPersistentSession()).isFalse();
		assertThat(options.v5().sessionExpiryInterval()).isNull();
		assertThat(options.will()).isNull();
		assertThat(options.tls()).isNull();
		assertThat(options.session().resubscribe()).isEqualTo(Resubscribe.AUTO);
		assertThat(options.runtime().queueLength()).isZero();
		assertThat(options.runtime().quick()).isTrue();
		assertThat(options.runtime().failFast()).isTrue();
		assertThat(options.runtime().executor()).isNull();
		assertThat(options.wanCheck())
			.isEqualTo(new WanCheckOptions(new ServerAddress("8.8.8.8", 53), "www.google.com"));
	}

	@Test
	void whatIsToldInWholeSecondsIsKeptInWholeSeconds() {
		Duration told = Duration.ofMillis(1_999);
		Duration kept = Duration.ofSeconds(1);
		assertThat(MqttClientOptions.builder().keepAlive(told).build().liveness().keepAlive()).isEqualTo(kept);
		assertThat(new Will(MqttMessage.builder("t").build(), told).delayInterval()).isEqualTo(kept);
		assertThat(Mqtt5Options.builder().sessionExpiryInterval(told).build().sessionExpiryInterval()).isEqualTo(kept);
		assertThat(DisconnectOptions.builder().sessionExpiryInterval(told).build().sessionExpiryInterval())
			.isEqualTo(kept);
	}

	@Test
	void defaultsOfTheBufferAndOfReconnectingAreThoseOfSemantics() {
		MqttClientOptions options = MqttClientOptions.builder().build();
		assertThat(options.reconnect()).isEqualTo(
				new ReconnectOptions(Duration.ofMillis(500), Duration.ofSeconds(30), 2, 0.25, Duration.ofSeconds(5)));
		assertThat(options.publish().overflow()).isEqualTo(PublishOptions.Overflow.BLOCK);
		assertThat(options.publish().maxBlock()).isEqualTo(Duration.ofSeconds(60));
		assertThat(options.publish().expiry()).isNull();
	}

	@Test
	void everyOptionSurvivesMutation() {
		Executor executor = Runnable::run;
		MqttClientOptions options = MqttClientOptions.builder()
			.servers(List.of(new ServerAddress("a", 1), new ServerAddress("b", 2)))
			.clientId("id")
			.credentials(Credentials.of("u", "p"))
			.protocolVersion(ProtocolVersion.MQTT_5)
			.keepAlive(Duration.ofSeconds(20))
			.pingInterval(Duration.ofMillis(1500))
			.responseTime(Duration.ofSeconds(2))
			.connectTimeout(Duration.ofSeconds(3))
			.maxRepubs(1)
			.cleanInit(false)
			.clean(false)
			.v5((v5) -> v5.sessionExpiryInterval(Duration.ofHours(1))
				.requestProblemInformation(false)
				.requestResponseInformation(true)
				.userProperty("a", "1")
				.fallback(true)
				.followServerReference(true))
			.will(new Will(MqttMessage.builder("will").build(), Duration.ofSeconds(1)))
			.tls(new TlsOptions(() -> null, "host", false))
			.reconnect(new ReconnectOptions(Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 0, Duration.ZERO))
			.publish(new PublishOptions(1, 1, PublishOptions.Overflow.FAIL, Duration.ZERO, Duration.ofSeconds(1), 1))
			.store(new StoreOptions(Mockito.mock(SessionStore.class)))
			.session((session) -> session.resubscribe(Resubscribe.ALWAYS))
			.maximumPacketSize(2048)
			.runtime((runtime) -> runtime.queueLength(5))
			.runtime((runtime) -> runtime.quick(false))
			.failFast(false)
			.shutdownTimeout(Duration.ZERO)
			.wanCheck(new WanCheckOptions(new ServerAddress("dns", 53), "x"))
			.executor(executor)
			.build();
		assertThat(options.mutate().build()).usingRecursiveComparison().isEqualTo(options);
		assertThat(options.mutate().build()).isEqualTo(options);
		assertThat(options).hasNoNullFieldsOrProperties();
		assertThat(options.isPersistentSession()).isTrue();
	}

	@Test
	void oneServerReplacesTheList() {
		assertThat(MqttClientOptions.builder().server("broker", 1884).build().servers())
			.containsExactly(new ServerAddress("broker", 1884));
	}

	@Test
	@Behaviour("S1")
	void missingServerIsRefused() {
		assertRefused("servers", (builder) -> builder.servers(List.of()))
			.withMessage("servers = '[]' is not valid: name at least one server");
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT1S", "PT65535S" })
	void keepAliveOfTwoBytesIsAccepted(Duration keepAlive) {
		assertThat(MqttClientOptions.builder().keepAlive(keepAlive).build().liveness().keepAlive())
			.isEqualTo(keepAlive);
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT-1S", "PT-0.001S", "PT65536S", "PT20H" })
	@Behaviour("S1")
	void keepAliveOutOfRangeIsRefused(Duration keepAlive) {
		assertRefused("keepalive", (builder) -> builder.keepAlive(keepAlive)).withMessage(
				"keepalive = '" + Durations.value(keepAlive) + "' is not valid: use 1 to 65535 seconds, or 0 for none");
	}

	@Test
	void keepAliveBelowOneSecondWouldTurnItOffAndIsRefused() {
		assertRefused("keepalive", (builder) -> builder.keepAlive(Duration.ofMillis(999)));
	}

	@Test
	@Behaviour("S1")
	void timesThatCannotWorkAreRefused() {
		assertRefused("ping-interval", (builder) -> builder.pingInterval(Duration.ofMillis(-1)));
		assertRefused("response-time", (builder) -> builder.responseTime(Duration.ZERO));
		assertRefused("response-time", (builder) -> builder.responseTime(Duration.ofMillis(-1)));
		assertRefused("response-time", (builder) -> builder.responseTime(Duration.ofSeconds(Long.MAX_VALUE)))
			.withMessageEndingWith("use more than zero, at most 365 days");
		assertRefused("connect-timeout", (builder) -> builder.connectTimeout(Duration.ZERO));
		assertRefused("shutdown-timeout", (builder) -> builder.shutdownTimeout(Duration.ofMillis(-1)));
		assertRefused("v5.session-expiry-interval",
				(builder) -> builder.v5((v5) -> v5.sessionExpiryInterval(Duration.ofSeconds(4294967296L))));
		assertRefused("v5.session-expiry-interval",
				(builder) -> builder.v5((v5) -> v5.sessionExpiryInterval(Duration.ofSeconds(-1))));
	}

	@Test
	@Behaviour("S1")
	void numbersOutOfRangeAreRefused() {
		assertRefused("max-repubs", (builder) -> builder.maxRepubs(-1));
		assertRefused("max-repubs", (builder) -> builder.maxRepubs(101));
		assertRefused("queue-length", (builder) -> builder.runtime((runtime) -> runtime.queueLength(-1)));
		assertRefused("maximum-packet-size", (builder) -> builder.maximumPacketSize(1023));
		assertRefused("maximum-packet-size", (builder) -> builder.maximumPacketSize(268_435_461))
			.withMessageEndingWith("use 1024 to 268435460 bytes");
		assertThatNoException()
			.isThrownBy(() -> MqttClientOptions.builder().maximumPacketSize(268_435_460).maxRepubs(0).build());
	}

	@Test
	@Behaviour("S1")
	void persistentSessionNeedsClientId() {
		assertRefused("client-id", (builder) -> builder.clean(false)).withMessageContaining("clean = false");
		assertRefused("client-id", (builder) -> builder.clean(false).clientId(""));
		assertThatNoException().isThrownBy(() -> MqttClientOptions.builder().clean(false).clientId("id").build());
	}

	@Test
	@Behaviour("S1")
	void clientIdThatCannotBeEncodedIsRefused() {
		assertRefused("client-id", (builder) -> builder.clientId("ä".repeat(32768)))
			.withMessageContaining("65536 bytes in UTF-8");
		assertRefused("client-id", (builder) -> builder.clientId("a\u0000")).withMessageContaining("U+0000");
		assertRefused("client-id", (builder) -> builder.clientId("a\uD800")).withMessageContaining("surrogate");
		assertThatNoException().isThrownBy(() -> MqttClientOptions.builder().clientId("ä".repeat(32767)).build());
	}

	// Only MQTT 5 has a password flag that does not depend on the user name
	@Test
	@Behaviour("S2")
	void passwordWithoutUsernameNeedsMqtt5() {
		Credentials credentials = Credentials.of(null, "secret");
		assertRefused("password", (builder) -> builder.credentials(credentials))
			.withMessageContaining("set username too, or use MQTT 5")
			.withMessageNotContaining("secret");
		assertThatNoException().isThrownBy(() -> MqttClientOptions.builder()
			.credentials(credentials)
			.protocolVersion(ProtocolVersion.MQTT_5)
			.build());
	}

	@ParameterizedTest
	@EnumSource
	void aVersionThatIsSetIsTheOnlyOneUnlessItMayFallBack(ProtocolVersion version) {
		MqttClientOptions options = MqttClientOptions.builder().build().mutate().protocolVersion(version).build();
		assertThat(options.protocolVersion()).isEqualTo(version);
		assertThat(options.v5().fallback()).isFalse();
		MqttClientOptions auto = options.mutate().v5((v5) -> v5.fallback(true)).build();
		assertThat(auto.v5().fallback()).isTrue();
		assertThat(auto.mutate().build()).isEqualTo(auto);
	}

	@Test
	void passwordWithoutUsernameCannotFallBack() {
		assertRefused("password",
				(builder) -> builder.credentials(Credentials.of(null, "secret"))
					.protocolVersion(ProtocolVersion.MQTT_5)
					.v5((v5) -> v5.fallback(true)));
	}

	@Test
	void anAuthenticatorNeedsMqtt5AndNothingElse() {
		MqttAuthenticator authenticator = new ScramSha256Authenticator("user", "secret".toCharArray());
		assertRefused("protocol-version", (builder) -> builder.v5((v5) -> v5.authenticator(authenticator)))
			.withMessageContaining("use 5");
		assertRefused("protocol-version", (builder) -> builder.protocolVersion(ProtocolVersion.MQTT_5)
			.v5((v5) -> v5.authenticator(authenticator).fallback(true))).withMessageContaining("'auto'");
		MqttClientOptions options = MqttClientOptions.builder()
			.protocolVersion(ProtocolVersion.MQTT_5)
			.v5((v5) -> v5.authenticator(authenticator))
			.build();
		assertThat(options.mutate().build().v5().authenticator()).isSameAs(authenticator);
		assertThat(options.toString()).doesNotContain("secret");
	}

	@Test
	void reconnectOptionsOutOfRangeAreRefused() {
		assertRefusedReconnect("reconnect.initial-delay", Duration.ZERO, Duration.ofSeconds(1), 2, 0);
		assertRefusedReconnect("reconnect.max-delay", Duration.ofSeconds(2), Duration.ofSeconds(1), 2, 0);
		assertRefusedReconnect("reconnect.multiplier", Duration.ofSeconds(1), Duration.ofSeconds(1), 0.99, 0);
		assertRefusedReconnect("reconnect.multiplier", Duration.ofSeconds(1), Duration.ofSeconds(1), Double.NaN, 0);
		assertRefusedReconnect("reconnect.multiplier", Duration.ofSeconds(1), Duration.ofSeconds(1),
				Double.POSITIVE_INFINITY, 0);
		assertRefusedReconnect("reconnect.jitter", Duration.ofSeconds(1), Duration.ofSeconds(1), 2, -0.1);
		assertRefusedReconnect("reconnect.jitter", Duration.ofSeconds(1), Duration.ofSeconds(1), 2, 1.1);
		assertRefusedReconnect("reconnect.jitter", Duration.ofSeconds(1), Duration.ofSeconds(1), 2, Double.NaN);
		assertThatInvalid("reconnect.stable-after",
				() -> new ReconnectOptions(Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 1, Duration.ofMillis(-1)));
		assertThatInvalid("network.check-interval", () -> new ReconnectOptions(Duration.ofSeconds(1),
				Duration.ofSeconds(1), 1, 1, Duration.ZERO, Duration.ofMillis(-1)));
	}

	@Test
	void publishOptionsOutOfRangeAreRefused() {
		PublishOptions.Overflow block = PublishOptions.Overflow.BLOCK;
		assertThatInvalid("publish.max-pending", () -> new PublishOptions(0, 1, block, Duration.ZERO, null, 1));
		assertThatInvalid("publish.max-pending-bytes", () -> new PublishOptions(1, 0, block, Duration.ZERO, null, 1));
		assertThatInvalid("publish.max-block", () -> new PublishOptions(1, 1, block, Duration.ofMillis(-1), null, 1));
		assertThatInvalid("publish.expiry", () -> new PublishOptions(1, 1, block, Duration.ZERO, Duration.ZERO, 1));
		assertThatInvalid("publish.max-in-flight", () -> new PublishOptions(1, 1, block, Duration.ZERO, null, 0));
		assertThatInvalid("publish.max-in-flight", () -> new PublishOptions(1, 1, block, Duration.ZERO, null, 65536));
		assertThatInvalid("publish.max-in-flight-qos2", () -> PublishOptions.DEFAULT.withMaxInFlightQoS2(0));
		assertThatInvalid("publish.max-in-flight-qos2", () -> PublishOptions.DEFAULT.withMaxInFlightQoS2(65536));
		assertThatInvalid("publish.max-losses", () -> PublishOptions.DEFAULT.withMaxLosses(-1));
		assertThatInvalid("publish.max-losses", () -> PublishOptions.DEFAULT.withMaxLosses(1001));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a..b", ".a", "a.", "ä.de", "a b" })
	@Behaviour("S1")
	void hostNameThatCannotBeAskedForIsRefused(String query) {
		assertThatInvalid("wan-check.query", () -> new WanCheckOptions(new ServerAddress("dns", 53), query));
		assertThatInvalid("wan-check.query", () -> new WanCheckOptions(new ServerAddress("dns", 53), "a".repeat(64)));
		assertThatInvalid("wan-check.query",
				() -> new WanCheckOptions(new ServerAddress("dns", 53), "a.".repeat(127) + "a"));
		assertThatNoException()
			.isThrownBy(() -> new WanCheckOptions(new ServerAddress("dns", 53), "_x." + "a".repeat(63) + ".org"));
	}

	@Test
	@Behaviour("S1")
	void willThatCannotBeSentIsRefused() {
		MqttMessage message = MqttMessage.builder("will").payload(new byte[65535]).build();
		assertThat(new Will(message, Duration.ofSeconds(4294967295L)).message()).isSameAs(message);
		assertThatInvalid("will.payload",
				() -> new Will(message.mutate().payload(new byte[65536]).build(), Duration.ZERO));
		assertThatInvalid("will.delay-interval", () -> new Will(message, Duration.ofSeconds(4294967296L)));
		assertThatInvalid("will.delay-interval", () -> new Will(message, Duration.ofMillis(-1)));
	}

	@Test
	void userPropertiesThatCannotBeEncodedAreRefusedAndNotShown() {
		assertRefused("v5.user-properties", (builder) -> builder.v5((v5) -> v5.userProperty("name", "secret\u0000")))
			.withMessageContaining("U+0000")
			.withMessageNotContaining("secret");
		assertRefused("v5.user-properties", (builder) -> builder.v5((v5) -> v5.userProperty("n\uD800", "")));
		assertThat(Mqtt5Options.builder().userProperty("name", "secret").build().toString()).contains("name")
			.doesNotContain("secret");
	}

	@Test
	void aPersistentSessionDoesNotExpireUnlessToldTo() {
		assertThat(MqttClientOptions.builder().build().sessionExpiryInterval()).isZero();
		MqttClientOptionsBuilder persistent = MqttClientOptions.builder().clean(false).clientId("id");
		assertThat(persistent.build().sessionExpiryInterval()).isEqualTo(Mqtt5Options.NEVER_EXPIRES);
		assertThat(persistent.v5((v5) -> v5.sessionExpiryInterval(Duration.ofHours(1))).build().sessionExpiryInterval())
			.hasHours(1);
	}

	@Test
	void protocolVersionIsRead() {
		assertThat(ProtocolVersion.of("3.1.1")).isEqualTo(ProtocolVersion.MQTT_3_1_1).hasToString("3.1.1");
		assertThat(ProtocolVersion.of(" 5.0 ")).isEqualTo(ProtocolVersion.MQTT_5).hasToString("5");
		assertThat(ProtocolVersion.MQTT_3_1_1.level()).isEqualTo(4);
		assertThat(ProtocolVersion.MQTT_5.level()).isEqualTo(5);
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> ProtocolVersion.of("3.1"))
			.withMessage("protocol version '3.1' is not supported; use 3.1.1 or 5");
	}

	private static ThrowableAssertAlternative<InvalidOptionException> assertRefused(String option,
			UnaryOperator<MqttClientOptionsBuilder> value) {
		return assertThatInvalid(option, () -> value.apply(MqttClientOptions.builder()).build());
	}

	private static void assertRefusedReconnect(String option, Duration initial, Duration max, double multiplier,
			double jitter) {
		assertThatInvalid(option, () -> new ReconnectOptions(initial, max, multiplier, jitter, Duration.ZERO));
	}

	private static ThrowableAssertAlternative<InvalidOptionException> assertThatInvalid(String option,
			ThrowingCallable code) {
		return assertThatExceptionOfType(InvalidOptionException.class).isThrownBy(code)
			.satisfies((ex) -> assertThat(ex.option()).isEqualTo(option))
			.satisfies((ex) -> assertThat(ex.remedy()).isNotEmpty());
	}

}
