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

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.resilientmqtt.message.Printable;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * The endpoint {@code mqtt} over HTTP: a client or listener that is not there is not
 * found (404), what can't be done is a bad request (400), and the answer says what there
 * is. Safe for use by several threads.
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
	 * @param kind what is named: {@code clients} or {@code listeners}
	 * @param name the name of the client's bean, or the id of the listener
	 * @param action what to do: {@code reconnect} for a client, {@code start},
	 * {@code stop}, {@code pause} or {@code resume} for a listener
	 * @return 204 without a body, 404 if nothing has the name, or 400 if that can't be
	 * done; the last two with the reason
	 */
	@WriteOperation
	public WebEndpointResponse<Map<String, String>> act(@Selector String kind, @Selector String name,
			@Nullable String action) {
		return answer(Function.identity(), () -> {
			this.endpoint.act(constant("kind", MqttEndpoint.Kind.class, kind), name,
					constant("action", MqttEndpoint.Action.class, action));
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT);
		});
	}

	/**
	 * Remove from the store of a client all publications that are not in flight.
	 * @param kind {@code clients}
	 * @param name the name of the client's bean
	 * @param clientId the exact Client Identifier, to make sure
	 * @return how many were removed, 404 if nothing has the name, or 400 if the Client
	 * Identifier is another or there is no store; the last two with the reason
	 */
	@DeleteOperation
	public WebEndpointResponse<Map<String, Object>> purge(@Selector String kind, @Selector String name,
			@Nullable String clientId) {
		return answer(Object.class::cast, () -> new WebEndpointResponse<>(
				Map.copyOf(this.endpoint.purge(constant("kind", MqttEndpoint.Kind.class, kind), name, clientId))));
	}

	private static <T> WebEndpointResponse<Map<String, T>> answer(Function<String, T> value,
			Supplier<WebEndpointResponse<Map<String, T>>> request) {
		try {
			return request.get();
		}
		catch (MqttEndpoint.NotThereException ex) {
			return new WebEndpointResponse<>(Map.of("reason", value.apply(String.valueOf(ex.getReason()))),
					WebEndpointResponse.STATUS_NOT_FOUND);
		}
		catch (InvalidEndpointRequestException ex) {
			return new WebEndpointResponse<>(Map.of("reason", value.apply(String.valueOf(ex.getReason()))),
					WebEndpointResponse.STATUS_BAD_REQUEST);
		}
	}

	private static <E extends Enum<E>> E constant(String what, Class<E> type, @Nullable String text) {
		for (E constant : type.getEnumConstants()) {
			if (text != null && constant.name().equalsIgnoreCase(text.replace('-', '_'))) {
				return constant;
			}
		}
		String all = Stream.of(type.getEnumConstants())
			.map((constant) -> constant.name().toLowerCase(Locale.ROOT))
			.collect(Collectors.joining(", "));
		String reason = ((text != null) ? "'" + Printable.of(text) + "' is no " + what : "there is no " + what)
				+ "; use one of " + all;
		throw new InvalidEndpointRequestException(reason, reason);
	}

}
