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

package io.resilientmqtt.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;

/**
 * A certificate authority that lives as long as a test.
 */
public final class TestAuthority {

	private final X509Bundle root;

	public TestAuthority() {
		try {
			this.root = new CertificateBuilder().subject("CN=Test Authority, O=" + System.nanoTime())
				.rsa2048()
				.setIsCertificateAuthority(true)
				.buildSelfSigned();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return the authority's own certificate.
	 * @return the certificate and its key
	 */
	public X509Bundle root() {
		return this.root;
	}

	/**
	 * Issue a certificate for a server, valid now.
	 * @param hostName its host name
	 * @return the certificate and its key
	 */
	public X509Bundle server(String hostName) {
		return server(hostName, Instant.now().minus(Duration.ofDays(1)), Instant.now().plus(Duration.ofDays(1)));
	}

	/**
	 * Issue a certificate for a server.
	 * @param hostName its host name
	 * @param notBefore when it begins to be valid
	 * @param notAfter when it ceases to be valid
	 * @return the certificate and its key
	 */
	public X509Bundle server(String hostName, Instant notBefore, Instant notAfter) {
		return issue(new CertificateBuilder().subject("CN=" + hostName)
			.addSanDnsName(hostName)
			.notBefore(notBefore)
			.notAfter(notAfter)
			.addExtendedKeyUsageServerAuth());
	}

	/**
	 * Issue a certificate for a client.
	 * @param name its name
	 * @return the certificate and its key
	 */
	public X509Bundle client(String name) {
		return issue(new CertificateBuilder().subject("CN=" + name).addExtendedKeyUsageClientAuth());
	}

	private X509Bundle issue(CertificateBuilder builder) {
		try {
			return builder.rsa2048().buildIssuedBy(this.root);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Write what a client needs, as PEM: {@code ca.pem}, {@code client.pem} and
	 * {@code client.key}.
	 * @param directory where to
	 * @param client the client's certificate
	 */
	public void write(Path directory, X509Bundle client) {
		try {
			Files.writeString(directory.resolve("ca.pem"), this.root.getCertificatePEM());
			Files.writeString(directory.resolve("client.key"), client.getPrivateKeyPEM());
			Files.writeString(directory.resolve("client.pem"), client.getCertificatePathPEM());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
