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

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.resilientmqtt.client.MqttTlsException;
import io.resilientmqtt.client.MqttTlsException.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what was wrong when TLS failed, and what to do about it. Stateless.
 */
final class TlsProblems {

	private static final String ALERT = "fatal alert: ";

	private TlsProblems() {
	}

	/**
	 * Name the problem if a failure is one of TLS.
	 * @param failure the failure
	 * @param engine the engine it came from
	 * @param agreed whether client and server had agreed on a version and a cipher suite
	 * @return an {@link MqttTlsException}, or the failure itself if it is another one
	 */
	static Throwable explain(Throwable failure, SSLEngine engine, boolean agreed) {
		Throwable unwrapped = (failure instanceof DecoderException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (!(unwrapped instanceof SSLException) || unwrapped instanceof NotSslRecordException) {
			return failure;
		}
		Problem problem = certificateProblem(unwrapped);
		if (problem == null) {
			problem = alertProblem(String.valueOf(unwrapped.getMessage()), agreed, hasClientCertificate(engine));
		}
		return new MqttTlsException(problem, describe(problem) + "(" + unwrapped.getMessage() + ")", unwrapped);
	}

	/**
	 * Say that the server gave no reason.
	 * @param failure the failure
	 * @param answered whether it had taken up the handshake
	 * @return the exception that does
	 */
	static MqttTlsException closed(Throwable failure, boolean answered) {
		return new MqttTlsException(Problem.OTHER, answered
				? "the server closed the connection during the handshake; check mqtt.port and mqtt.ssl.enabled"
				: "the server closed the connection during the handshake and had not answered, as a port does that speaks "
						+ "no TLS; check mqtt.port and mqtt.ssl.enabled",
				failure);
	}

	/**
	 * Say that the server answered in HTTP.
	 * @param failure the failure
	 * @return the exception that does
	 */
	static MqttTlsException answeredInHttp(Throwable failure) {
		return new MqttTlsException(Problem.OTHER,
				"the port answers in HTTP without TLS, as one for WebSocket does; set mqtt.ssl.enabled=false and "
						+ "mqtt.transport=websocket, or check mqtt.port",
				failure);
	}

	private static @Nullable Problem certificateProblem(Throwable failure) {
		Problem problem = null;
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			Problem named = named(cause);
			problem = (named != null) ? named : problem; // the innermost knows best
		}
		return problem;
	}

	private static @Nullable Problem named(Throwable cause) {
		if (cause instanceof CertificateExpiredException) {
			return Problem.CERTIFICATE_EXPIRED;
		}
		if (cause instanceof CertificateNotYetValidException) {
			return Problem.CERTIFICATE_NOT_YET_VALID;
		}
		if (cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException) {
			return Problem.CERTIFICATE_NOT_TRUSTED;
		}
		String message = String.valueOf(cause.getMessage());
		if (cause instanceof CertificateException
				&& (message.startsWith("No subject alternative") || message.startsWith("No name matching"))) {
			return Problem.WRONG_HOST_NAME;
		}
		return null;
	}

	private static Problem alertProblem(String message, boolean agreed, boolean clientCertificate) {
		int begin = message.indexOf(ALERT);
		if (begin < 0) {
			return message.startsWith("No appropriate protocol") ? Problem.NOTHING_IN_COMMON : Problem.OTHER;
		}
		Problem certificate = clientCertificate ? Problem.CLIENT_CERTIFICATE_REFUSED
				: Problem.CLIENT_CERTIFICATE_MISSING;
		return switch (message.substring(begin + ALERT.length()).toLowerCase(Locale.ROOT)) {
			case "certificate_required" -> Problem.CLIENT_CERTIFICATE_MISSING;
			case "bad_certificate", "unknown_ca", "certificate_unknown", "certificate_expired", "certificate_revoked",
					"unsupported_certificate", "access_denied" ->
				certificate;
			// What TLS 1.2 also has for a certificate that did not come
			case "handshake_failure" -> agreed ? certificate : Problem.NOTHING_IN_COMMON;
			case "protocol_version", "insufficient_security" -> Problem.NOTHING_IN_COMMON;
			default -> Problem.OTHER;
		};
	}

	private static boolean hasClientCertificate(SSLEngine engine) {
		SSLSession handshake = engine.getHandshakeSession();
		return engine.getSession().getLocalCertificates() != null
				|| (handshake != null && handshake.getLocalCertificates() != null);
	}

	private static String describe(Problem problem) {
		return switch (problem) {
			case CERTIFICATE_EXPIRED -> "the server's certificate has expired and must be renewed there ";
			case CERTIFICATE_NOT_YET_VALID ->
				"the server's certificate is not valid yet; check the clocks of both machines ";
			case CERTIFICATE_NOT_TRUSTED ->
				"the server's certificate is not trusted; check the trust material of the SSL "
						+ "bundle named by mqtt.ssl.bundle ";
			case WRONG_HOST_NAME ->
				"the server's certificate is for another host name; connect by a name it has, or set "
						+ "mqtt.ssl.server-hostname ";
			case CLIENT_CERTIFICATE_MISSING -> "the server wants a client certificate and got none; check the key "
					+ "material of the SSL bundle named by mqtt.ssl.bundle ";
			case CLIENT_CERTIFICATE_REFUSED ->
				"the server does not accept the client certificate of the SSL bundle named " + "by mqtt.ssl.bundle ";
			case NOTHING_IN_COMMON ->
				"client and server have no TLS version or cipher suite in common; check the options of the "
						+ "SSL bundle named by mqtt.ssl.bundle ";
			case OTHER -> "";
		};
	}

}
