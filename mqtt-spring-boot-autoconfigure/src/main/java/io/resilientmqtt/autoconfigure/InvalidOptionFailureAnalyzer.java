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

import io.resilientmqtt.client.InvalidOptionException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Names the property that has a value the client can't work with. It goes before those of
 * Spring Boot, which would explain the cause alone.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class InvalidOptionFailureAnalyzer extends AbstractFailureAnalyzer<InvalidOptionException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidOptionException cause) {
		String property = "mqtt." + cause.option();
		Object value = cause.value();
		String description = (value != null) ? "The value '" + value + "' of '" + property + "' is not valid."
				: "'" + property + "' is not set.";
		String remedy = cause.remedy();
		return new FailureAnalysis(description, "Change '" + property + "': " + remedy + ".", cause);
	}

}
