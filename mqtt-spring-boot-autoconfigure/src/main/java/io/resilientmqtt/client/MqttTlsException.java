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

import javax.net.ssl.SSLException;

/**
 * TLS failed, and this is what was wrong. The {@link ConnectionCause#exception()
 * exception} of the cause.
 */
public class MqttTlsException extends SSLException {

	private final Problem problem;

	/**
	 * Create the exception.
	 * @param problem what was wrong
	 * @param message a sentence that names the remedy
	 * @param cause the failure as Java reports it
	 */
	public MqttTlsException(Problem problem, String message, Throwable cause) {
		super(message, cause);
		this.problem = problem;
	}

	/**
	 * Return what was wrong.
	 * @return the problem
	 */
	public Problem problem() {
		return this.problem;
	}

	/**
	 * What can be wrong with TLS.
	 */
	public enum Problem {

		/** The server's certificate, or one above it, has expired. */
		CERTIFICATE_EXPIRED,

		/** The server's certificate, or one above it, is not valid yet. */
		CERTIFICATE_NOT_YET_VALID,

		/** No certificate that is trusted stands above the server's. */
		CERTIFICATE_NOT_TRUSTED,

		/** The server's certificate is for another host name. */
		WRONG_HOST_NAME,

		/** The server wants a client certificate and was given none. */
		CLIENT_CERTIFICATE_MISSING,

		/** The server does not accept the client's certificate. */
		CLIENT_CERTIFICATE_REFUSED,

		/** Client and server have no TLS version or cipher suite in common. */
		NOTHING_IN_COMMON,

		/** Something else. */
		OTHER

	}

}
