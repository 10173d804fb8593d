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

import java.nio.charset.StandardCharsets;

import io.resilientmqtt.message.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * User name and password of a CONNECT. The password never shows in {@link #toString()}.
 */
public final class Credentials implements MqttCredentialsProvider {

	/**
	 * Neither user name nor password.
	 */
	public static final Credentials NONE = new Credentials(null, null);

	private final @Nullable String username;

	private final byte @Nullable [] password;

	private Credentials(@Nullable String username, byte @Nullable [] password) {
		this.username = username;
		this.password = password;
	}

	/**
	 * Create credentials; empty strings count as absent.
	 * @param username the user name or {@code null}
	 * @param password the password, sent in UTF-8, or {@code null}
	 * @return the credentials
	 * @throws InvalidOptionException if one of them is longer than 65535 bytes, or the
	 * user name can't be sent as a UTF-8 Encoded String
	 */
	public static Credentials of(@Nullable String username, @Nullable String password) {
		String name = (username != null && !username.isEmpty()) ? username : null;
		if (name != null) {
			InvalidOptionException.checkUtf8("username", name);
		}
		byte[] bytes = (password != null && !password.isEmpty()) ? password.getBytes(StandardCharsets.UTF_8) : null;
		if (bytes != null && bytes.length > Utf8.MAX_LENGTH) {
			throw new InvalidOptionException("password", "******", "use at most 65535 bytes of UTF-8");
		}
		return (name != null || bytes != null) ? new Credentials(name, bytes) : NONE;
	}

	/**
	 * Return the user name.
	 * @return the name or {@code null} if there is none
	 */
	public @Nullable String username() {
		return this.username;
	}

	/**
	 * Return a copy of the password.
	 * @return the bytes or {@code null} if there are none
	 */
	public byte @Nullable [] password() {
		return (this.password != null) ? this.password.clone() : null;
	}

	@Override
	public Credentials credentials(ServerAddress server) {
		return this;
	}

	@Override
	public String toString() {
		return "Credentials[username=" + this.username + ((this.password != null) ? ", password=******" : "") + "]";
	}

}
