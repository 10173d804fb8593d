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

import io.resilientmqtt.client.ConnectionEvent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A packet that is too long is described by what there is of it, and so is the remedy.
 */
class OversizedPacketTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			31d00f000161   | a retained message of 2003 bytes for topic 'a'
			30d00f000161   | a message of 2003 bytes for topic 'a'
			31d00f0002610a | a retained message of 2003 bytes for topic 'a '
			31d00f000260   | a retained message of 2003 bytes is
			31d00f         | a retained message of 2003 bytes is
			90d00f         | a packet of 2003 bytes is
			""")
	void itIsNamedWithTheRemedy(String begin, String what) {
		VirtualClient client = new VirtualClient((options) -> options.maximumPacketSize(1024));
		client.acceptMqtt();
		client.receive(begin);
		assertThat(client.events).filteredOn(ConnectionEvent.Down.class::isInstance)
			.singleElement()
			.extracting(Object::toString)
			.asString()
			.contains(what, "mqtt.maximum-packet-size", "raise that", "1024");
	}

}
