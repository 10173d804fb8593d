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

import io.resilientmqtt.annotation.InvalidMqttListenerException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Says what is wrong with a method annotated with
 * {@link io.resilientmqtt.annotation.MqttListener}. It goes before those of Spring Boot,
 * which would explain the cause alone.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class InvalidMqttListenerFailureAnalyzer extends AbstractFailureAnalyzer<InvalidMqttListenerException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidMqttListenerException cause) {
		return new FailureAnalysis(
				"The @MqttListener " + cause.getElement() + " of bean '" + cause.getBeanName() + "' can't listen: "
						+ cause.getReason() + ".",
				"Correct the annotation or the parameters of " + cause.getElement()
						+ ". Topics are MQTT topic filters whose levels may be {variables}; qos is 0, 1 or 2.",
				cause);
	}

}
