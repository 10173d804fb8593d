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

import io.resilientmqtt.client.session.SessionStoreException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Says why the store of a client can't be opened.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class SessionStoreFailureAnalyzer extends AbstractFailureAnalyzer<SessionStoreException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, SessionStoreException cause) {
		return new FailureAnalysis("The store of an MQTT session can't be opened: " + cause.getMessage(),
				"Mend that, or set 'mqtt.store.on-failure=memory' to have the application start without the store. "
						+ "What is stored stays there until the store can be opened.",
				cause);
	}

}
