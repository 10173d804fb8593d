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

package io.resilientmqtt.client.netty;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

import io.netty.handler.ssl.SslHandler;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.client.TlsOptions;

/**
 * TLS with the broker's certificate verified (SEMANTICS S31). Stateless.
 */
final class Tls {

	private Tls() {
	}

	/**
	 * Return the handler for a new channel. The handshake counts into the connect timeout
	 * of the attempt.
	 * @param options the options
	 * @param server the server
	 * @return the handler for a new channel
	 */
	static SslHandler handler(TlsOptions options, ServerAddress server) {
		String host = (options.serverHostname() != null) ? options.serverHostname() : server.host();
		SSLEngine engine = options.sslContext().get().createSSLEngine(host, server.port());
		engine.setUseClientMode(true);
		if (options.verifyHostname()) {
			SSLParameters parameters = engine.getSSLParameters();
			parameters.setEndpointIdentificationAlgorithm("HTTPS");
			engine.setSSLParameters(parameters);
		}
		SslHandler handler = new SslHandler(engine);
		handler.setHandshakeTimeoutMillis(0);
		return handler;
	}

}
