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

import io.resilientmqtt.reliability.BrokerAbilities.Feature;
import io.resilientmqtt.reliability.BrokerAbilities.Keeps;
import io.resilientmqtt.testsupport.MosquittoContainer;
import io.resilientmqtt.testsupport.RestartableBroker;
import org.junit.jupiter.api.Tag;
import org.testcontainers.junit.jupiter.Testcontainers;

/**
 * {@link BrokerGuarantees} on Mosquitto, which keeps nothing unless it is told to.
 */
@Testcontainers(disabledWithoutDocker = true)
@Tag("container")
class MosquittoGuaranteesContainerTests extends BrokerGuarantees {

	MosquittoGuaranteesContainerTests() {
		super(new BrokerAbilities(BrokerAbilities.BOTH_VERSIONS, EnumSet.allOf(Feature.class), Keeps.NOTHING));
	}

	@Override
	RestartableBroker create(Path directory) {
		return new MosquittoContainer();
	}

}
