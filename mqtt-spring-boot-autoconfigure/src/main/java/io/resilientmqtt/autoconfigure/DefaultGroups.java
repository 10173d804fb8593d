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
import java.util.Map;

import io.resilientmqtt.autoconfigure.MqttProperties.Network;
import io.resilientmqtt.autoconfigure.MqttProperties.Publish;
import io.resilientmqtt.autoconfigure.MqttProperties.Reconnect;
import io.resilientmqtt.autoconfigure.MqttProperties.Ssl;
import io.resilientmqtt.autoconfigure.MqttProperties.Template;
import io.resilientmqtt.autoconfigure.MqttProperties.V5;
import io.resilientmqtt.autoconfigure.MqttProperties.V5Acknowledgement;
import io.resilientmqtt.autoconfigure.MqttProperties.WanCheck;
import io.resilientmqtt.autoconfigure.MqttProperties.Will;
import io.resilientmqtt.autoconfigure.MqttProperties.WillProperties;
import io.resilientmqtt.client.Mqtt5Options;
import io.resilientmqtt.client.ProxyOptions;
import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.listener.AckMode;
import io.resilientmqtt.listener.ListenerOverlap;

import org.springframework.util.unit.DataSize;

/**
 * The groups of properties of which an application sets none, which are most. What an
 * application does set is bound with the defaults that the properties are annotated with.
 * To have a group bound for nothing but these takes twice as long as all else that is
 * bound when an application starts.
 */
final class DefaultGroups {

	static final WillProperties WILL_PROPERTIES = new WillProperties(null, null, null, null, null, List.of());

	static final Will WILL = new Will(null, "", 0, false, Duration.ZERO, WILL_PROPERTIES);

	static final MqttBirthProperties BIRTH = new MqttBirthProperties(null, "", 0, false);

	static final Ssl SSL = new Ssl(null, null, null, true);

	static final MqttWebSocketProperties WEBSOCKET = new MqttWebSocketProperties("/mqtt", Map.of());

	static final MqttProxyProperties PROXY = new MqttProxyProperties(ProxyOptions.Type.HTTP, null, 0, null, null);

	static final Reconnect RECONNECT = new Reconnect(Duration.ofMillis(500), Duration.ofSeconds(30), 2, 0.25,
			Duration.ofSeconds(5));

	static final Network NETWORK = new Network(Duration.ofSeconds(1));

	static final Publish PUBLISH = new Publish(65536, DataSize.ofMegabytes(64), PublishOptions.Overflow.BLOCK,
			Duration.ofSeconds(60), null, 1024, 10, 3, false);

	static final MqttListenerProperties.Retry RETRY = new MqttListenerProperties.Retry(2, Duration.ZERO, 1, null,
			Duration.ZERO);

	static final MqttListenerProperties LISTENER = new MqttListenerProperties(1024, Receiver.Overflow.BACKPRESSURE,
			false, List.of("#"), "type", 1, null, null, AckMode.HANDLED, true, DataSize.ofBytes(0), null, 100,
			Duration.ofSeconds(1), null, ListenerOverlap.MERGE, RETRY, false);

	static final Template TEMPLATE = new Template(null, Duration.ofSeconds(10), 4096, false, false);

	static final WanCheck WAN_CHECK = new WanCheck("8.8.8.8", "www.google.com");

	static final V5Acknowledgement ACKNOWLEDGEMENT = new V5Acknowledgement(null, List.of());

	static final V5 MQTT_5 = new V5(null, 65535, Mqtt5Options.ReceiveOverrun.PAUSE, Mqtt5Options.TopicAlias.AUTO, 0,
			false, true, false, List.of(), ACKNOWLEDGEMENT);

	private DefaultGroups() {
	}

}
