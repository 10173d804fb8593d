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

package io.resilientmqtt.client;

import org.jspecify.annotations.Nullable;

/**
 * Gives user name and password for one connection, for example a token that is renewed
 * now and then. {@link Credentials} is the provider that always gives the same.
 */
@FunctionalInterface
public interface MqttCredentialsProvider {

	/**
	 * Return the credentials for the connection that is about to be made. Asked at every
	 * attempt, when the server has been reached and TLS is established, so that no token
	 * is fetched in vain; on a thread that may be blocked, and within
	 * {@code mqtt.connect-timeout}. What it throws fails the attempt, which is then made
	 * again as after any other failure; neither the credentials nor the message of the
	 * exception are logged.
	 * @param server the server to connect to
	 * @return the credentials, or {@code null} to connect without any
	 * @throws Exception if there are none at present
	 */
	@Nullable Credentials credentials(ServerAddress server) throws Exception;

}
