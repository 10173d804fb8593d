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

package io.resilientmqtt.actuate;

import java.util.Map;

import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * The endpoint {@code mqtt} over HTTP: a client or listener that is not there is not
 * found (404), and the answer says which are. Safe for use by several threads.
 */
@EndpointWebExtension(endpoint = MqttEndpoint.class)
public class MqttEndpointWebExtension {

	private final MqttEndpoint endpoint;

	/**
	 * Create the extension.
	 * @param endpoint the endpoint
	 */
	public MqttEndpointWebExtension(MqttEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Do something to a client or a listener.
	 * @param kind what is named
	 * @param name the name of the client's bean, or the id of the listener
	 * @param action what to do
	 * @return 204 without a body, or 404 with the reason
	 */
	@WriteOperation
	public WebEndpointResponse<Map<String, String>> act(@Selector MqttEndpoint.Kind kind, @Selector String name,
			MqttEndpoint.Action action) {
		try {
			this.endpoint.act(kind, name, action);
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT);
		}
		catch (MqttEndpoint.NotThereException ex) {
			return new WebEndpointResponse<>(Map.of("reason", ex.getReason()), WebEndpointResponse.STATUS_NOT_FOUND);
		}
	}

}
