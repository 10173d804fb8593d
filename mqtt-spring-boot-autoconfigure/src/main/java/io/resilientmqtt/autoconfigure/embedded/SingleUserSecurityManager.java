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

package io.resilientmqtt.autoconfigure.embedded;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;

import io.resilientmqtt.client.Credentials;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;
import org.jspecify.annotations.Nullable;

/**
 * Lets in one user, who may do everything. Called on the broker's threads.
 */
final class SingleUserSecurityManager implements ActiveMQSecurityManager {

	private final Credentials credentials;

	SingleUserSecurityManager(Credentials credentials) {
		this.credentials = credentials;
	}

	@Override
	public boolean validateUser(@Nullable String username, @Nullable String password) {
		return username != null && username.equals(this.credentials.username()) && password != null
				&& MessageDigest.isEqual(this.credentials.password(), password.getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public boolean validateUserAndRole(@Nullable String username, @Nullable String password, Set<Role> roles,
			CheckType checkType) {
		return validateUser(username, password);
	}

}
