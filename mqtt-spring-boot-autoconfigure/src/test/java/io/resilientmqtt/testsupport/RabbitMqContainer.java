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

package io.resilientmqtt.testsupport;

import org.testcontainers.images.builder.Transferable;

/**
 * A RabbitMQ 3.10 with its MQTT plugin and nothing else set, but what its official image
 * sets: that its user guest may come from other machines than its own, which a container
 * needs to be reached at all.
 */
public final class RabbitMqContainer extends BrokerContainer<RabbitMqContainer> {

	/**
	 * Create a broker that is not running.
	 */
	public RabbitMqContainer() {
		super("rabbitmq:3.10");
		withCopyToContainer(Transferable.of("[rabbitmq_mqtt].\n"), "/etc/rabbitmq/enabled_plugins");
		withCopyToContainer(Transferable.of("loopback_users.guest = false\n"),
				"/etc/rabbitmq/conf.d/20-container.conf");
	}

}
