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

import java.util.List;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.client.TlsOptions;

/**
 * TLS with the broker's certificate verified (behaviour S31). Stateless.
 */
final class Tls {

	private Tls() {
	}

	/**
	 * Return the handler for a new channel. The handshake counts into the connect timeout
	 * of the attempt. Reads key material, and so may block.
	 * @param options the options
	 * @param server the server
	 * @return the handler for a new channel
	 */
	static SslHandler handler(TlsOptions options, ServerAddress server) {
		String host = (options.serverHostname() != null) ? options.serverHostname() : withoutZone(server.host());
		SSLEngine engine = options.sslContext().get().createSSLEngine(host, server.port());
		engine.setUseClientMode(true);
		SSLParameters parameters = engine.getSSLParameters();
		if (options.verifyHostname()) {
			parameters.setEndpointIdentificationAlgorithm("HTTPS");
		}
		if (isHostName(host)) { // Java leaves a name without a dot out
			parameters.setServerNames(List.of(new SNIHostName(host)));
		}
		if (!options.protocols().isEmpty()) {
			parameters.setProtocols(options.protocols().toArray(String[]::new));
		}
		if (!options.ciphers().isEmpty()) {
			parameters.setCipherSuites(options.ciphers().toArray(String[]::new));
		}
		engine.setSSLParameters(parameters);
		SslHandler handler = new SslHandler(engine);
		handler.setHandshakeTimeoutMillis(0);
		return handler;
	}

	/**
	 * Return a host as others know it: the zone of an IPv6 address is the matter of this
	 * machine [RFC 6874, 4].
	 * @param host the host
	 * @return the host without a zone
	 */
	static String withoutZone(String host) {
		int zone = host.indexOf('%');
		return (zone < 0) ? host : host.substring(0, zone);
	}

	private static boolean isHostName(String host) {
		return !NetUtil.isValidIpV4Address(host) && !NetUtil.isValidIpV6Address(host)
				&& host.matches("[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*");
	}

}
