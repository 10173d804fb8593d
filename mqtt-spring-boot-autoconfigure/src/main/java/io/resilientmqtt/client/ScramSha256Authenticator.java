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
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

import io.resilientmqtt.client.MqttAuthenticationException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * SCRAM-SHA-256 [RFC 5802, RFC 7677] without channel binding: the password never leaves
 * the client, and the server has to prove that it knows the user. Safe for use by several
 * threads.
 */
public final class ScramSha256Authenticator implements MqttAuthenticator {

	private static final String METHOD = "SCRAM-SHA-256";

	/** No channel binding, no authorization identity. */
	private static final String GS2_HEADER = "n,,";

	private static final int NONCE_BYTES = 24;

	private static final int FEWEST_ITERATIONS = 4096;

	/** A server is not trusted: each iteration is work for this client. */
	private static final int MOST_ITERATIONS = 10_000_000;

	private static final SecureRandom RANDOM = new SecureRandom();

	private final String username;

	private final char[] password;

	private final Supplier<String> nonces;

	/**
	 * Create an authenticator.
	 * @param username the user name, not empty
	 * @param password the password, copied
	 */
	public ScramSha256Authenticator(String username, char[] password) {
		this(username, password, ScramSha256Authenticator::nonce);
	}

	ScramSha256Authenticator(String username, char[] password, Supplier<String> nonces) {
		if (username.isEmpty()) {
			throw new IllegalArgumentException("username is empty; SCRAM needs one");
		}
		this.username = saslPrep(username).replace("=", "=3D").replace(",", "=2C");
		this.password = saslPrep(new String(password)).toCharArray();
		this.nonces = nonces;
	}

	private static String nonce() {
		byte[] bytes = new byte[NONCE_BYTES];
		RANDOM.nextBytes(bytes);
		return Base64.getEncoder().encodeToString(bytes);
	}

	/**
	 * Prepare a name or password so that both sides see the same characters [RFC 4013]:
	 * other spaces become spaces, invisible characters go, compatibility characters
	 * become what they stand for, and control characters are refused.
	 * @param text the text
	 * @return the text to use
	 */
	private static String saslPrep(String text) {
		String mapped = text
			.replaceAll("[\\u00AD\\u034F\\u1806\\u180B-\\u180D\\u200B-\\u200D\\u2060\\uFE00-\\uFE0F\\uFEFF]", "")
			.replaceAll("\\p{Zs}", " ");
		String prepared = Normalizer.normalize(mapped, Normalizer.Form.NFKC);
		if (prepared.chars().anyMatch(Character::isISOControl)) {
			throw new IllegalArgumentException("the user name or the password has a control character; remove it");
		}
		checkDirection(prepared);
		return prepared;
	}

	/**
	 * Text with right-to-left characters has no left-to-right ones and begins and ends
	 * with the former [RFC 3454, 6].
	 * @param text the text
	 */
	private static void checkDirection(String text) {
		if (text.codePoints().noneMatch(ScramSha256Authenticator::isRightToLeft)) {
			return;
		}
		boolean mixed = text.codePoints()
			.anyMatch((c) -> Character.getDirectionality(c) == Character.DIRECTIONALITY_LEFT_TO_RIGHT);
		if (mixed || !isRightToLeft(text.codePointAt(0)) || !isRightToLeft(text.codePointBefore(text.length()))) {
			throw new IllegalArgumentException("the user name or the password mixes right-to-left characters with "
					+ "others in a way that SASLprep does not allow; use one direction");
		}
	}

	private static boolean isRightToLeft(int codePoint) {
		byte direction = Character.getDirectionality(codePoint);
		return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
				|| direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
	}

	@Override
	public String method() {
		return METHOD;
	}

	@Override
	public Exchange begin() {
		return new ScramExchange(this.nonces.get());
	}

	@Override
	public String toString() {
		return METHOD + "[username=" + this.username + "]";
	}

	private static int iterations(Map<String, String> attributes) {
		String value = attribute(attributes, "i");
		try {
			int iterations = Integer.parseInt(value);
			if (iterations >= FEWEST_ITERATIONS && iterations <= MOST_ITERATIONS) {
				return iterations;
			}
		}
		catch (NumberFormatException ex) {
			throw invalid("an iteration count that is no number");
		}
		throw invalid("an iteration count of " + value + "; " + FEWEST_ITERATIONS + " to " + MOST_ITERATIONS
				+ " are accepted");
	}

	private static Map<String, String> attributes(String message) {
		Map<String, String> attributes = new LinkedHashMap<>();
		for (String attribute : message.split(",", -1)) {
			if (attribute.length() < 2 || attribute.charAt(1) != '=') {
				throw invalid("something that is no list of attributes");
			}
			attributes.putIfAbsent(attribute.substring(0, 1), attribute.substring(2));
		}
		if (attributes.containsKey("m")) {
			throw invalid("an extension that is not supported");
		}
		return attributes;
	}

	private static String attribute(Map<String, String> attributes, String name) {
		String value = attributes.get(name);
		if (value == null || value.isEmpty()) {
			throw invalid("no attribute '" + name + "'");
		}
		return value;
	}

	private static MqttAuthenticationException invalid(String what) {
		return new MqttAuthenticationException(Reason.INVALID_CHALLENGE, "The server sent " + what);
	}

	private static String text(byte @Nullable [] data) {
		if (data == null) {
			throw new MqttAuthenticationException(Reason.SERVER_NOT_AUTHENTIC,
					"The server sent no authentication data, and has not proved itself");
		}
		return new String(data, StandardCharsets.UTF_8);
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String base64(byte[] bytes) {
		return Base64.getEncoder().encodeToString(bytes);
	}

	private static byte[] decode(String base64) {
		try {
			return Base64.getDecoder().decode(base64);
		}
		catch (IllegalArgumentException ex) {
			throw invalid("something that is no Base64");
		}
	}

	private static byte[] hmac(byte[] key, byte[] message) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(key, "HmacSHA256"));
			return mac.doFinal(message);
		}
		catch (GeneralSecurityException ex) {
			throw unavailable(ex);
		}
	}

	private static byte[] sha256(byte[] message) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(message);
		}
		catch (GeneralSecurityException ex) {
			throw unavailable(ex);
		}
	}

	private static MqttAuthenticationException unavailable(GeneralSecurityException cause) {
		return new MqttAuthenticationException(Reason.AUTHENTICATOR_FAILED,
				"The JVM lacks an algorithm that SCRAM-SHA-256 needs", null, cause);
	}

	/**
	 * The messages of RFC 5802, section 7, in order.
	 */
	private final class ScramExchange implements Exchange {

		private final String nonce;

		private final String clientFirstBare;

		private byte @Nullable [] serverSignature;

		private boolean verified;

		ScramExchange(String nonce) {
			this.nonce = nonce;
			this.clientFirstBare = "n=" + ScramSha256Authenticator.this.username + ",r=" + nonce;
		}

		@Override
		public byte[] initialData() {
			return utf8(GS2_HEADER + this.clientFirstBare);
		}

		@Override
		public byte[] respond(byte @Nullable [] challenge) {
			String message = text(challenge);
			if (this.serverSignature != null) { // server-final, though CONNACK could
												// carry it
				verify(message);
				return new byte[0];
			}
			Map<String, String> serverFirst = attributes(message);
			String combined = attribute(serverFirst, "r");
			if (!combined.startsWith(this.nonce) || combined.length() == this.nonce.length()) {
				throw new MqttAuthenticationException(Reason.SERVER_NOT_AUTHENTIC,
						"The server's nonce does not continue the client's");
			}
			String withoutProof = "c=" + base64(utf8(GS2_HEADER)) + ",r=" + combined;
			byte[] authMessage = utf8(this.clientFirstBare + "," + message + "," + withoutProof);
			byte[] saltedPassword = saltedPassword(decode(attribute(serverFirst, "s")), iterations(serverFirst));
			byte[] clientKey = hmac(saltedPassword, utf8("Client Key"));
			byte[] proof = hmac(sha256(clientKey), authMessage);
			for (int i = 0; i < proof.length; i++) {
				proof[i] ^= clientKey[i];
			}
			this.serverSignature = hmac(hmac(saltedPassword, utf8("Server Key")), authMessage);
			return utf8(withoutProof + ",p=" + base64(proof));
		}

		@Override
		public void complete(byte @Nullable [] data) {
			if (!this.verified || data != null) {
				verify(text(data));
			}
		}

		private void verify(String serverFinal) {
			Map<String, String> attributes = attributes(serverFinal);
			if (attributes.containsKey("e")) {
				throw new MqttAuthenticationException(Reason.REFUSED, "The server refused the authentication");
			}
			if (this.serverSignature == null
					|| !MessageDigest.isEqual(this.serverSignature, decode(attribute(attributes, "v")))) {
				throw new MqttAuthenticationException(Reason.SERVER_NOT_AUTHENTIC,
						"The server's signature is wrong: it does not know the user, or is an impostor");
			}
			this.verified = true;
		}

		private byte[] saltedPassword(byte[] salt, int iterations) {
			PBEKeySpec spec = new PBEKeySpec(ScramSha256Authenticator.this.password, salt, iterations, 256);
			try {
				return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
			}
			catch (GeneralSecurityException ex) {
				throw unavailable(ex);
			}
			finally {
				spec.clearPassword();
			}
		}

	}

}
