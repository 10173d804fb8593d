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

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;

import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.reliability.BrokerAbilities.Feature;
import io.resilientmqtt.reliability.BrokerAbilities.Keeps;
import io.resilientmqtt.testsupport.JavaBrokers;
import io.resilientmqtt.testsupport.RestartableBroker;

/**
 * {@link BrokerGuarantees} on Moquette 0.17. It speaks MQTT 3.1.1 alone; a PUBLISH with
 * DUP that it has delivered already ends one of its session threads, and with it the
 * clients of that thread.
 */
class MoquetteGuaranteesTests extends BrokerGuarantees {

	MoquetteGuaranteesTests() {
		super(new BrokerAbilities(List.of(ProtocolVersion.MQTT_3_1_1), EnumSet.of(Feature.QOS_2), Keeps.NOTHING));
	}

	@Override
	RestartableBroker create(Path directory) {
		return JavaBrokers.moquette(directory);
	}

}
