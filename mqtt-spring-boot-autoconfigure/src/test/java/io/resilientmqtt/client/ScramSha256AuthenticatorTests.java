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

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

import io.resilientmqtt.client.MqttAuthenticationException.Reason;
import io.resilientmqtt.client.MqttAuthenticator.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * SCRAM-SHA-256 by the example of RFC 7677, section 3.
 */
class ScramSha256AuthenticatorTests {

	private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";

	private static final String SERVER_NONCE = NONCE + "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";

	private static final String SERVER_FIRST = "r=" + SERVER_NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

	private static final String SERVER_FINAL = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

	private static Exchange exchange() {
		return exchange("user", "pencil");
	}

	private static Exchange exchange(String username, String password) {
		return new ScramSha256Authenticator(username, password.toCharArray(), () -> NONCE).begin();
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static void assertFails(Reason reason, Exchange exchange, Consumer<Exchange> step) {
		assertThatExceptionOfType(MqttAuthenticationException.class).isThrownBy(() -> step.accept(exchange))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason))
			.withMessageNotContainingAny("pencil");
	}

	@Test
	void theExampleOfTheRfc() {
		Exchange exchange = exchange();
		assertThat(exchange.initialData()).asString().isEqualTo("n,,n=user,r=" + NONCE);
		assertThat(exchange.respond(utf8(SERVER_FIRST))).asString()
			.isEqualTo("c=biws,r=" + SERVER_NONCE + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
		assertThatNoException().isThrownBy(() -> exchange.complete(utf8(SERVER_FINAL)));
	}

	@Test
	void theServersProofMayComeInAnAuthOfItsOwn() {
		Exchange exchange = exchange();
		exchange.respond(utf8(SERVER_FIRST));
		assertThat(exchange.respond(utf8(SERVER_FINAL))).isEmpty();
		assertThatNoException().isThrownBy(() -> exchange.complete(null));
	}

	@Test
	void aWrongSignatureIsRefused() {
		Exchange exchange = exchange();
		exchange.respond(utf8(SERVER_FIRST));
		assertFails(Reason.SERVER_NOT_AUTHENTIC, exchange,
				(it) -> it.complete(utf8("v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")));
	}

	@Test
	void aServerThatDoesNotProveItselfIsRefused() {
		assertFails(Reason.SERVER_NOT_AUTHENTIC, exchange(), (it) -> it.complete(null));
		assertFails(Reason.SERVER_NOT_AUTHENTIC, exchange(), (it) -> it.complete(utf8(SERVER_FINAL)));
		Exchange exchange = exchange();
		exchange.respond(utf8(SERVER_FIRST));
		assertFails(Reason.SERVER_NOT_AUTHENTIC, exchange, (it) -> it.complete(null));
	}

	@Test
	void anErrorOfTheServerIsARefusal() {
		Exchange exchange = exchange();
		exchange.respond(utf8(SERVER_FIRST));
		assertFails(Reason.REFUSED, exchange, (it) -> it.complete(utf8("e=invalid-proof")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "r=other,s=QSXCR+Q6sek8bf92,i=4096", "r=" + NONCE + ",s=QSXCR+Q6sek8bf92,i=4096" })
	void aNonceThatDoesNotContinueTheClientsIsRefused(String serverFirst) {
		assertFails(Reason.SERVER_NOT_AUTHENTIC, exchange(), (it) -> it.respond(utf8(serverFirst)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "nonsense", "s=QSXCR+Q6sek8bf92,i=4096", "r=" + SERVER_NONCE + ",i=4096",
			"r=" + SERVER_NONCE + ",s=***,i=4096", "r=" + SERVER_NONCE + ",s=QSXCR+Q6sek8bf92",
			"r=" + SERVER_NONCE + ",s=QSXCR+Q6sek8bf92,i=many", "r=" + SERVER_NONCE + ",s=QSXCR+Q6sek8bf92,i=4095",
			"r=" + SERVER_NONCE + ",s=QSXCR+Q6sek8bf92,i=10000001",
			"m=ext,r=" + SERVER_NONCE + ",s=QSXCR+Q6sek8bf92,i=4096" })
	void aChallengeThatMakesNoSenseOrTooMuchWorkIsRefused(String serverFirst) {
		assertFails(Reason.INVALID_CHALLENGE, exchange(), (it) -> it.respond(utf8(serverFirst)));
	}

	@ParameterizedTest
	@CsvSource({ "'a=b,c', 'a=3Db=2Cc'", "I\u00ADX, IX", "\u00AA, a", "\u2168, IX", "a\u00A0b, a b" })
	void namesArePrepared(String username, String sent) {
		assertThat(exchange(username, "x").initialData()).asString().isEqualTo("n,,n=" + sent + ",r=" + NONCE);
	}

	@Test
	void whatCannotBePreparedIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> exchange("", "x"));
		assertThatIllegalArgumentException().isThrownBy(() -> exchange("user", "secret\u0007"))
			.withMessageNotContaining("secret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\u0627\u0061\u0628", "\u06271", "1\u0627" })
	void directionsAreNotMixed(String username) {
		assertThatIllegalArgumentException().isThrownBy(() -> exchange(username, "x"))
			.withMessageContaining("right-to-left")
			.withMessageNotContaining("\u0627");
		assertThat(exchange("\u0627\u0031\u0628", "x").initialData()).asString(StandardCharsets.UTF_8)
			.startsWith("n,,n=\u0627\u0031\u0628,");
	}

	@Test
	void everyExchangeHasANonceOfItsOwnAndNothingIsShown() {
		ScramSha256Authenticator authenticator = new ScramSha256Authenticator("user", "pencil".toCharArray());
		assertThat(authenticator.method()).isEqualTo("SCRAM-SHA-256");
		assertThat(authenticator.begin().initialData()).isNotEqualTo(authenticator.begin().initialData())
			.hasSizeGreaterThan(35);
		assertThat(authenticator.toString()).doesNotContain("pencil");
	}

}
