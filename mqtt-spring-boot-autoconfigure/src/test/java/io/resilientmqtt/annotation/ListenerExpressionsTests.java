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

package io.resilientmqtt.annotation;

import io.resilientmqtt.listener.AckMode;
import io.resilientmqtt.listener.MqttListenerErrorHandler;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;

/**
 * Attributes that are not set.
 */
class ListenerExpressionsTests {

	@Test
	void anAttributeThatIsNotSetCostsNothing() {
		ConfigurableListableBeanFactory beanFactory = mock(ConfigurableListableBeanFactory.class);
		ListenerExpressions expressions = new ListenerExpressions(beanFactory, this);
		assertThat(expressions.bean("errorHandler", "", MqttListenerErrorHandler.class)).isNull();
		assertThat(expressions.constant("ackMode", "", AckMode.class)).isNull();
		assertThat(expressions.integer("concurrency", "", 1)).isNull();
		assertThat(expressions.truth("autoStartup", "")).isNull();
		assertThat(expressions.duration("batchTimeout", "")).isNull();
		verifyNoInteractions(beanFactory);
	}

}
