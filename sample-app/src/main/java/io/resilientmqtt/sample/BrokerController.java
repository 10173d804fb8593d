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

package io.resilientmqtt.sample;

import io.resilientmqtt.autoconfigure.embedded.EmbeddedMqttBroker;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Stops and starts the embedded broker, to rehearse an outage.
 */
@RestController
class BrokerController {

	private final ObjectProvider<EmbeddedMqttBroker> broker;

	BrokerController(ObjectProvider<EmbeddedMqttBroker> broker) {
		this.broker = broker;
	}

	@PostMapping("/broker/stop")
	String stop() {
		broker().stop();
		return "The broker is stopped\n";
	}

	@PostMapping("/broker/start")
	String start() {
		broker().start();
		return "The broker is running\n";
	}

	private EmbeddedMqttBroker broker() {
		EmbeddedMqttBroker broker = this.broker.getIfAvailable();
		if (broker == null) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND,
					"There is no embedded broker; mqtt.embedded.enabled is false");
		}
		return broker;
	}

}
