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

package io.resilientmqtt.reliability;

import java.util.List;

import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.RetainHandling;
import io.resilientmqtt.client.SubscriptionOptions;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.MosquittoContainer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

/**
 * Topics that overlap with Mosquitto, which sends a copy for each subscription under MQTT
 * 5.
 */
@Testcontainers(disabledWithoutDocker = true)
@Tag("container")
class OnceForEachListenerContainerTests extends OnceForEachListener {

	@Container
	private static final MosquittoContainer broker = new MosquittoContainer();

	@Override
	String host() {
		return broker.getHost();
	}

	@Override
	int port() {
		return broker.port();
	}

	@Test
	void ofTopicsWithDifferentOptions() throws Exception {
		connect(ProtocolVersion.MQTT_5);
		listen("all", QoS.AT_LEAST_ONCE, "root/a/#", "root/+/b");
		listen("foreign", QoS.AT_LEAST_ONCE, new SubscriptionOptions(true, false, RetainHandling.SEND_AT_SUBSCRIBE),
				"root/a/+", "root/+/b/#");
		listen("published", QoS.AT_LEAST_ONCE,
				new SubscriptionOptions(false, true, RetainHandling.DO_NOT_SEND_AT_SUBSCRIBE), "root/+/+");
		startListeners();
		List<String> burst = burst("a/b", QoS.AT_LEAST_ONCE);
		publish(this.publisher, "a/b", QoS.AT_LEAST_ONCE, true, "kept");
		publish(this.client, "a/b", QoS.AT_LEAST_ONCE, false, "own");
		assertHandled("all", all(burst, List.of("kept", "own")));
		assertHandled("foreign", all(burst, List.of("kept")));
		assertHandled("published", all(burst, List.of("kept retained", "own")));
	}

	@Test
	void ofSharedAndOrdinaryTopics() throws Exception {
		connect(ProtocolVersion.MQTT_5);
		listen("shared", QoS.AT_LEAST_ONCE, "$share/group/root/a/+");
		listen("wider", QoS.AT_LEAST_ONCE, "$share/group/root/#");
		listen("ordinary", QoS.AT_LEAST_ONCE, "root/a/+", "root/+/b");
		listen("both", QoS.AT_LEAST_ONCE, "$share/other/root/a/b", "root/#");
		startListeners();
		List<String> payloads = burst("a/b", QoS.AT_LEAST_ONCE);
		for (String id : List.of("shared", "wider", "ordinary", "both")) {
			assertHandled(id, payloads);
		}
	}

}
