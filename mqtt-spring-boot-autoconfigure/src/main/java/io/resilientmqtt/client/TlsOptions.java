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

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * TLS for the connection. The broker's certificate is always verified (behaviour S31).
 *
 * @param sslContext asked for the context at every attempt, so that new key material is
 * picked up; on a thread that may be blocked
 * @param serverHostname the name for SNI and verification, or {@code null} for the host
 * connected to
 * @param verifyHostname whether the certificate must be for that name
 * @param protocols the TLS versions allowed, all that Java enables if empty
 * @param ciphers the cipher suites allowed, all that Java enables if empty
 */
public record TlsOptions(Supplier<SSLContext> sslContext, @Nullable String serverHostname, boolean verifyHostname,
		List<String> protocols, List<String> ciphers) {

	public TlsOptions {
		Objects.requireNonNull(sslContext, "'sslContext' must not be null");
		protocols = List.copyOf(protocols);
		ciphers = List.copyOf(ciphers);
	}

	/**
	 * Create options with the TLS versions and cipher suites that Java enables.
	 * @param sslContext asked for the context at every attempt
	 * @param serverHostname the name for SNI and verification, or {@code null} for the
	 * host connected to
	 * @param verifyHostname whether the certificate must be for that name
	 */
	public TlsOptions(Supplier<SSLContext> sslContext, @Nullable String serverHostname, boolean verifyHostname) {
		this(sslContext, serverHostname, verifyHostname, List.of(), List.of());
	}

}
