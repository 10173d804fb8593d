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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ServerAddress}.
 */
class ServerAddressTests {

	@ParameterizedTest
	@CsvSource({
	// @formatter:off
			"broker,               broker,       7",
			"broker.example.com,   broker.example.com, 7",
			"broker:1884,          broker,       1884",
			"broker:0,             broker,       0",
			"broker:65535,         broker,       65535",
			"' broker:1884 ',      broker,       1884",
			"my_broker-1:1884,     my_broker-1,  1884",
			"10.0.0.1:1884,        10.0.0.1,     1884",
			"[::1]:1884,           ::1,          1884",
			"[::1],                ::1,          7",
			"::1,                  ::1,          7",
			"2001:db8::1,          2001:db8::1,  7",
			"::ffff:10.0.0.1,      ::ffff:10.0.0.1, 7",
			"[fe80::1%eth0]:1884,  fe80::1%eth0, 1884"
	// @formatter:on
	})
	void addressIsParsed(String text, String host, int port) {
		assertThat(ServerAddress.parse("servers", text, 7)).isEqualTo(new ServerAddress(host, port));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", ":1883", "broker:", "broker:abc", "broker:-1", "broker:65536",
			"broker:99999999999", "mqtt://broker", "tcp://broker:1883", "broker:1883/mqtt", "broker:1883:1884", "[::1",
			"::1]:1883", "[]:1883", "[::1]x:1883", "my broker", "user@broker:x", "1:2:3", "[127.0.0.1:1883]", "::1::2",
			"1:2:3:4:5:6:7:8:9", "12345::1", "1.2.3.4::1" })
	void otherTextIsRefused(String text) {
		assertThatExceptionOfType(InvalidOptionException.class)
			.isThrownBy(() -> ServerAddress.parse("servers", text, 7));
	}

	@Test
	void errorNamesTheValueAndTheRemedy() {
		assertThatExceptionOfType(InvalidOptionException.class)
			.isThrownBy(() -> ServerAddress.parse("servers", "tcp://broker:1883", 0))
			.withMessage("servers = 'tcp://broker:1883' is not valid: write host or host:port "
					+ "(name the host alone, without scheme, port, path, brackets or spaces)");
		assertThatExceptionOfType(InvalidOptionException.class)
			.isThrownBy(() -> ServerAddress.parse("wan-check.server", "dns:x", 53))
			.withMessage("wan-check.server = 'dns:x' is not valid: write host or host:port");
		assertThatExceptionOfType(InvalidOptionException.class)
			.isThrownBy(() -> ServerAddress.parse("servers", "broker:65536", 53))
			.withMessageStartingWith("servers = 'broker:65536' is not valid");
		assertThatExceptionOfType(InvalidOptionException.class).isThrownBy(() -> new ServerAddress(" ", 0))
			.withMessage("server = ' ' is not valid: name the host of the MQTT server");
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 65536 })
	void portOutOfRangeIsRefused(int port) {
		assertThatExceptionOfType(InvalidOptionException.class).isThrownBy(() -> new ServerAddress("broker", port))
			.withMessage("port = '" + port + "' is not valid: use 1 to 65535, or 0 for the default port");
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1:1883", "10.1:1883", "cafe:1883", "broker:1883" })
	void aPortIsNoPartOfAHost(String host) {
		assertThatExceptionOfType(InvalidOptionException.class).isThrownBy(() -> new ServerAddress(host, 0))
			.withMessage("server = '" + host + "' is not valid: name the host alone, and set the option 'port' for "
					+ "the port");
		assertThatExceptionOfType(InvalidOptionException.class)
			.isThrownBy(() -> new ProxyOptions(ProxyOptions.Type.HTTP, host, 3128))
			.withMessageStartingWith("proxy.host = '" + host + "' is not valid: name the host alone");
	}

	@ParameterizedTest
	@ValueSource(strings = { "::", "::1", "1::", "fe80::1:1883", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:127.0.0.1",
			"::ffff:127.0.0.1", "fe80::1%en0", "127.0.0.1", "cafe", "my_broker.example" })
	void aHostStandsAlone(String host) {
		assertThat(new ServerAddress(host, 0).host()).isEqualTo(host);
	}

	@Test
	void textCanBeParsedAgain() {
		assertThat(new ServerAddress("broker", 1883)).hasToString("broker:1883");
		assertThat(new ServerAddress("::1", 1883)).hasToString("[::1]:1883");
	}

}
